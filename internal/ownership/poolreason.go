package ownership

// Reasons for which a pool is taken for emptied, or for something that leaves no connection behind.
const (
	whyNotIdle      reason = "set so that no connection stays idle"
	whySettings     reason = "settings are stored that are not known"
	whyReplaced     reason = "something is stored that may take the place of what leads to the pool"
	whyTimeout      reason = "a time limit is set on the pool of a parameter"
	whyOwnSettings  reason = "a transport of its own is set"
	whyCloseRequest reason = "the request may ask for the connection to be closed"
	whyUsedInLoop   reason = "used in a loop"
	whyReaped       reason = "closed by CloseIdleConnections"
)
