package ownership

// A reason says why a search took an obligation for ended, or a path for one that leads nowhere. It is
// for the trace alone, and decides nothing.
type reason string

// Reasons for which a resource is taken for released, or for handed over.
const (
	whyCallee     reason = "the callee closes it"
	whyCalleeKept reason = "the callee keeps it, or may close it"
	whyPerhaps    reason = "the callee closes it or not, as something else decides"
	whyAllClose   reason = "all implementations close it"
	whySomeKeep   reason = "an implementation keeps it, or may close it"
	whyHolder     reason = "a function is called that leads to it"
	whyUnknown    reason = "given to a function of which nothing is known"
	whyCallback   reason = "given to a callback that is not followed"

	whyOutlives  reason = "stored where it outlives the function"
	whyPointer   reason = "stored where an unknown pointer leads"
	whyShared    reason = "stored in a variable that somebody else may read"
	whyElement   reason = "stored in an element that is not told from others"
	whyAppended  reason = "stored in a slice"
	whyMap       reason = "stored in a map"
	whySent      reason = "sent on a channel"
	whyReturned  reason = "returned"
	whyCaptured  reason = "left in a variable of the function around"
	whyRangeFunc reason = "left in the body of a range-over-func loop"
	whyContext   reason = "the context has ended, as a rule that of the request"
	whyReadError reason = "reading the response failed"

	whyTwice reason = "the callee gets it twice"
)

// Reasons for which a path ends without a word.
const (
	whyPanics     reason = "panics"
	whyMisses     reason = "does not lead to the acquisition any more"
	whyNilPointer reason = "follows a nil pointer"
	whyNeverBack  reason = "the callee never returns"
	whyFailsTest  reason = "the test fails"
	whyNothing    reason = "there is nothing to close"
	whyFilled     reason = "a field would be full from before the call"
	whyAnswerEnds reason = "the callee does not return with this error"
)
