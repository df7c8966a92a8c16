package run

// A Fixture is a package of fixture functions, as the file that package oracle
// adds to it describes it.
type Fixture struct {
	Package   string // import path
	Dir       string // of its files, with a slash at the end
	Functions []Function
	// Variables are the addresses of the package's variables: what a function
	// stores there is handed over.
	Variables []any

	left    map[int]bool // goroutines of earlier runs that did not end
	pending []pending    // runs that left bodies open, for a while
	clock   *clock
}

// A Function is a function or method of a fixture.
type Function struct {
	Name   string // "f", or "T.f" for a method
	Func   any
	Params []string // names; the receiver comes first
	Exits  bool     // it may end the process, so it runs in one of its own
}
