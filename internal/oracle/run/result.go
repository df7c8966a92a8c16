package run

// How a call of a fixture function ended.
const (
	Returned = "returned" // the only end that can leak
	Panicked = "panicked"
	Left     = "left"   // by runtime.Goexit, as t.Fatal does
	Exited   = "exited" // the process ended
	Hung     = "hung"   // it did not end in time
)

// What became of a body.
const (
	Open     = "open"      // a leak
	Closed   = "closed"    // by the function
	HandedOn = "handed on" // the runner, as the caller, found and closed it
)

// A Run is one call of one function.
type Run struct {
	Package, Func string
	Scenario      string
	Variant       string // the values of its bool and file parameters, "" without any
	End           string
	Panic         string `json:",omitempty"`
	Requests      int    // that reached the transport, answered or not
	Bodies        []Body
}

// A Body is one response body that the function acquired.
type Body struct {
	// Frames are the lines of the fixture package that were executing when the
	// response arrived, innermost first. It is empty if the request came from a
	// goroutine that runs no code of the fixtures.
	Frames []Frame
	Answer string // of the server, or its status if that is one of the fixture's own
	Status int
	State  string
	// Empty reports whether the protocol allows no body here (HEAD, 204, 304): it is
	// http.NoBody, and nothing is lost if nobody closes it.
	Empty bool `json:",omitempty"`
	// Closing are the lines that were executing when it was closed, as Frames.
	Closing []Frame `json:",omitempty"`
	// Failing are the lines that were executing when a Read of it failed, as Frames.
	Failing []Frame `json:",omitempty"`
	// Others is the number of bodies acquired at the same place that were open
	// when this one arrived.
	Others int
	// Overtaken reports whether another one was acquired at the same place before
	// this one was closed.
	Overtaken bool
}

// A Frame is a line of a fixture.
type Frame struct {
	Func string // as the runtime names it
	File string
	Line int
}

// Results are what the program writes for package oracle to read.
type Results struct {
	Runs []Run
	// Helpers are registered functions that cannot be called: some parameter has a
	// type that the runner cannot make.
	Helpers []Helper
}

// A Helper is a function that only others call.
type Helper struct{ Package, Func, Reason string }
