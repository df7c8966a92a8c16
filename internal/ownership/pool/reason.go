package pool

import (
	"github.com/httpleak/httpleak/internal/ownership/search"
)

// Reasons for which a pool is taken for emptied, or for something that leaves no connection behind.
const (
	whyNotIdle      search.Reason = "set so that no connection stays idle"
	whySettings     search.Reason = "settings are stored that are not known"
	whyReplaced     search.Reason = "something is stored that may take the place of what leads to the pool"
	whyTimeout      search.Reason = "a time limit is set on the pool of a parameter"
	whyOwnSettings  search.Reason = "a transport of its own is set"
	whyCloseRequest search.Reason = "the request may ask for the connection to be closed"
	whyUsedInLoop   search.Reason = "used in a loop"
	whyReaped       search.Reason = "closed by CloseIdleConnections"
)
