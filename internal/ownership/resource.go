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

	// matters reports whether it is worth remembering what a path found out about values of type t, and
	// which way it took if such values are at stake.
	matters(t types.Type) bool

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

	// filled returns the acquisitions in functions that fn calls, and that store the resource in what fn gives them.
	filled(e *engine, fn *ssa.Function) []*acquisition

	// opened is told that the resource came into being in s.
	opened(q *search, s *state)

	// released is the status of a resource that something unknown is to release later on.
	released() status

	// excuses reports whether an error of reading a to its end excuses that the resource is not released.
	excuses(q *search, s *state, a abs) bool

	// broken is the status of an open resource after reading the response failed: the connection is given up.
	broken() status

	// inside returns what the address of a part of an owner that leads to the resource leads to.
	inside(owner, part types.Type) abs

	// copied reports whether the resource itself is a pointer, of which the load of what is there leads to it as well.
	copied() bool

	// stored is told of an assignment.
	stored(q *search, s *state, instr *ssa.Store)

	// foregone runs a call of a function of the package without following it, if that does the same with the
	// resource wherever it is called. It reports whether it could, and then, whether the path goes on.
	foregone(q *search, s *state, call *site) (done, on bool)

	// argument takes into account that a callee which is not followed gets arg, which carries
	// the resource; apply does what was found of all arguments, and reports whether the path goes on.
	argument(q *search, s *state, x *outside, arg argument)
	apply(q *search, s *state, x *outside) bool

	// tally adds the end of a path to what becomes of the parameter that is followed.
	tally(q *search, s *state, ret *ssa.Return, results []abs, outer, success, failed bool)
}
