package search

// A Reason says why a search took an obligation for ended, or a path for one that leads nowhere. It is
// for the trace alone, and decides nothing.
type Reason string

// Reasons for which a resource is taken for released, or for handed over.
const (
	WhyCallee     Reason = "the callee closes it"
	whyCalleeKept Reason = "the callee keeps it, or may close it"
	whyPerhaps    Reason = "the callee closes it or not, as something else decides"
	whyAllClose   Reason = "all implementations close it"
	whySomeKeep   Reason = "an implementation keeps it, or may close it"
	whyHolder     Reason = "a function is called that leads to it"
	WhyUnknown    Reason = "given to a function of which nothing is known"
	whyAnswer     Reason = "returned to the callee that ran the function literal"
	whyCallback   Reason = "given to a callback that is not followed"

	whyOutlives  Reason = "stored where it outlives the function"
	whyPointer   Reason = "stored where an unknown pointer leads"
	whyShared    Reason = "stored in a variable that somebody else may read"
	whyElement   Reason = "stored in an element that is not told from others"
	whyAppended  Reason = "stored in a slice"
	whyMap       Reason = "stored in a map"
	whySent      Reason = "sent on a channel"
	whyReturned  Reason = "returned"
	whyContained Reason = "returned in a slice or map"
	whyCaptured  Reason = "left in a variable of the function around"
	whyRangeFunc Reason = "left in the body of a range-over-func loop"
	whyArguments Reason = "what is passed has the callee return nothing open"
	whyNeeds     Reason = "whether it is returned open rests on what is passed, which is not known"
	whyDone      Reason = "a channel says perhaps that all has been received"
	whyContext   Reason = "the context has ended, as a rule that of the request"
	whyReadError Reason = "reading the response failed"

	whyTwice Reason = "the callee gets it twice"
)

// Reasons for which a path ends without a word.
const (
	whyPanics     Reason = "panics"
	whyPanicOf    Reason = "whether the panic is recovered depends on the type of its value"
	whySkips      Reason = "whether the loop over a container has a first round is not known"
	whyBehind     Reason = "whether it is received, if it was sent, is not known"
	whyMisses     Reason = "does not lead to the acquisition any more"
	whyNilPointer Reason = "follows a nil pointer"
	whyNeverBack  Reason = "the callee never returns"
	whyFailsTest  Reason = "the test fails"
	whyNothing    Reason = "there is nothing to close"
	whyFilled     Reason = "a field would be full from before the call"
	whyAnswerEnds Reason = "the callee does not return with this error"
)
