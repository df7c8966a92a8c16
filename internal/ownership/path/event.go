package path

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
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
	Unsent                     // a select takes this case, and does not send the response
	Panic                      // something panics, which is recovered
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
