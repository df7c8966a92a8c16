package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A resource describes what is followed: how it comes into being, what types can lead to it, and what
// calls do with it. All else about the search is the same for every resource.
type resource interface {
	// acquisition returns the acquisition that instr is, or nil.
	acquisition(e *engine, instr ssa.Instruction) *acquisition

	// may reports whether something of type t can lead to the resource, so that who gets it
	// may release it, or keep it for later.
	may(t types.Type) bool

	// handles reports whether fn may release or keep what it captures, or a function literal in it may.
	handles(e *engine, fn *ssa.Function) bool

	// held returns what comes out of a holder as a t.
	held(t types.Type) abs

	// passes reports whether a, which carries the resource, still does when it is passed on as a t.
	passes(a abs, t types.Type) bool

	// binds reports whether a method bound to a, which carries the resource, does.
	binds(a abs, method *types.Func) bool

	// dynamicType returns the type of what is in an interface that has the value a, if the resource
	// decides that, or nil.
	dynamicType(a abs) types.Type

	// asserted reports whether a, the resource itself, passes an assertion to t, as far as can be told.
	asserted(a abs, t types.Type) truth

	// invoke runs a call of a method on an interface of unknown content. It reports whether
	// nothing else has to be done, and then, whether the path goes on.
	invoke(q *search, s *state, call *site) (done, on bool)

	// callMatters reports whether a call can have to do with the resource.
	callMatters(c *ssa.CallCommon) bool

	// returned reports whether a result of type t is such that the resource can be behind it.
	returned(t types.Type) bool
}
