package ownership

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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

// A StepKind says what happens in a Step.
type StepKind uint8

const (
	Branch     StepKind = iota // a condition holds or does not
	Call                       // a function of the package is entered
	Return                     // the function returns
	Again                      // the same call is reached again
	Register                   // a call is deferred that will release the body
	Replace                    // the variable that held the response gets another one
	Swap                       // the field Body of the response gets another body
	Unreceived                 // a select takes this case, and leaves the response in a channel
	Use                        // a request is sent through a pool
)

// A Step is an event on the path of a leak, after the acquisition.
type Step struct {
	Kind  StepKind
	Pos   token.Pos     // NoPos if the source does not show it
	Func  *ssa.Function // of a Return: what returns
	If    *ssa.If       // of a Branch
	Taken bool          // of a Branch: the condition holds
}

// A Leak is an acquisition with a path on which the obligation is not fulfilled.
type Leak struct {
	Call  ssa.CallInstruction // the acquisition
	Kind  Kind
	Steps []Step // of the shortest such path, in order

	Caller ssa.CallInstruction // for WithError: a call of the function that returns the body

	// What a fix has to know.
	Exits    []token.Pos // of every path that leaks: its return, or what else ends it; NoPos stands for more
	Kept     bool        // some path hands the body over, or may
	Released bool        // some path closes the body
	Confined bool        // nothing that leads to the body, were it only to read, outlives the function of the call, but for its results
	Returned bool        // the function returns such a thing
	Nilable  bool        // the callee may return neither a body nor an error
	Failing  bool        // on a path that leaks, the body came next to an error
	Bare     bool        // the callee may return a response whose field Body is nil
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
