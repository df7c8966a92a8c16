package body

import (
	"github.com/httpleak/httpleak/internal/ownership/search"
)

// Reasons for which a body is taken for closed, or for handed over.
const (
	whyClosed   search.Reason = "closed by Close"
	whyContract search.Reason = "closed, by the contract of the callee"
	whyClosesIf search.Reason = "closed if an argument says so, which is not known"
	whyLater    search.Reason = "a function that the callee runs later closes it"
	whyWrapped  search.Reason = "in an error, which the path may return"
	whyMethod   search.Reason = "a method is called that may close it"
	whyWrapper  search.Reason = "closed by a wrapper that is read"
)
