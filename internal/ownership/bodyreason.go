package ownership

// Reasons for which a body is taken for closed, or for handed over.
const (
	whyClosed   reason = "closed by Close"
	whyContract reason = "closed, by the contract of the callee"
	whyClosesIf reason = "closed if an argument says so, which is not known"
	whyLater    reason = "a function that the callee runs later closes it"
	whyMethod   reason = "a method is called that may close it"
)
