package ownership

// A Kind says in which way an obligation stays unfulfilled.
type Kind uint8

const (
	Path      Kind = iota // some path leaves the function with the body open
	Never                 // no path releases the body or hands it over
	Discard               // nothing refers to the response
	Overwrite             // the next acquisition replaces the response while it is open
	LoopDefer             // closed by a defer, but acquired again before the function returns
	WithError             // returned open next to an error, and a caller does not close it
)
