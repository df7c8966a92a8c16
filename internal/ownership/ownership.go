package ownership

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

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
