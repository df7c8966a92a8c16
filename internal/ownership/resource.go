package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// A resource is what is followed.
type resource struct {
	types carriers
	rules rules
	life  life
}

// returns reports whether a result of a function of type sig is such that the resource can be behind it.
func (r resource) returns(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if r.types.returned(v.Type()) {
			return true
		}
	}
	return false
}

// A life says what states a resource goes through.
type life struct {
	// reusable: nothing is owed before the resource is used, and after its release it may be used again.
	reusable bool

	// inner is the part of the object that is acquired which is the resource, such as the field Body of a response; ""
	// if the object is the resource itself.
	inner string

	// summaryStates bounds the search for what a function does with a parameter.
	summaryStates int
}

// start is the status of a resource that has just come into being.
func (l life) start() status {
	if l.reusable {
		return idle
	}
	return open
}

// done is the status of a resource that was released.
func (l life) done() status {
	if l.reusable {
		return reaped
	}
	return released
}

// promised is the status of a resource that something unknown is to release later on: whoever is to do something
// with a reusable one may use it as well.
func (l life) promised() status {
	if l.reusable {
		return kept
	}
	return released
}

// broken is the status of a resource that was found useless: reading the response failed.
func (l life) broken() status {
	if l.reusable {
		return idle
	}
	return released
}

// Carriers say which types can lead to the resource. They ask nothing of a path.
type carriers interface {
	// may reports whether something of type t can lead to the resource, so that who gets it
	// may release it, or keep it for later.
	may(t types.Type) bool

	// matters reports whether it is worth remembering what a path found out about values of type t, and
	// which way it took if such values are at stake.
	matters(t types.Type) bool

	// returned reports whether a result of type t is such that the resource can be behind it.
	returned(t types.Type) bool

	// held returns what comes out of a holder as a t.
	held(t types.Type) abs

	// inside returns what the address of a part of an owner that leads to the resource leads to.
	inside(owner, part types.Type) abs

	// copied reports whether the resource itself is a pointer, of which the load of what is there leads to it as well.
	copied() bool

	// passes reports whether a, which carries the resource, still does when it is passed on as a t.
	passes(a abs, t types.Type) bool

	// binds reports whether a method bound to a, which carries the resource, does.
	binds(a abs, method *types.Func) bool

	// dynamicType returns the type of what is in an interface that has the value a, if the resource
	// decides that, or nil.
	dynamicType(a abs) types.Type

	// asserted reports whether a, the resource itself, passes an assertion to t, as far as can be told.
	asserted(a abs, t types.Type) truth
}

// Rules say what instructions make of the resource.
type rules interface {
	// receiver says what the call of a method on an interface of unknown content makes of the resource that the
	// receiver carries.
	receiver(c *callee) given

	// argument says what a callee that is not followed makes of the resource that arg carries.
	argument(c *callee, arg argument) given

	// store says what an assignment makes of the resource, apart from where it puts it.
	store(st *stored) (effect.Ends, reason)

	// captures reports whether fn itself may release or keep what it captures.
	captures(fn *ssa.Function) bool

	// contract returns what a contract says that the function fn, of which the source is at hand, does with its
	// parameter i.
	contract(fn *ssa.Function, i int) effect.Effect

	// foregoes reports whether a callee with the effect e need not be followed.
	foregoes(e effect.Effect) bool

	// reads reports whether the error of a call says that the resource is of no use any more, as reading argument i,
	// or what the receiver is if i is -1, failed.
	reads(c *callee, i int) bool

	// ended reports whether a receive from the channel ch tells that the resource is gone, as a rule.
	ended(ch ssa.Value) bool

	// void reports whether v is a value of the resource's type behind which there is none.
	void(v ssa.Value) bool
}

// A source says where the resource comes into being.
type source interface {
	// acquisition returns the acquisition that instr is, or nil.
	acquisition(instr ssa.Instruction) *acquisition

	// filled returns the acquisitions in functions that fn calls, and that store the resource in what fn gives them.
	filled(fn *ssa.Function) []*acquisition

	// calls reports whether a call can have to do with the resource, by its types alone.
	calls(c *ssa.CallCommon) bool
}

// A given is what a call makes of a resource that one of its arguments, or its receiver, carries.
type given struct {
	effect.Effect
	a     abs
	why   reason
	holds bool // each result that may lead to the resource does
}

// always is given of which the ends are the same whatever the call returns.
func always(e effect.Ends, why reason) given {
	return given{Effect: effect.Always(e), why: why}
}

// A stored is an assignment, for those who make rules about it.
type stored struct {
	instr *ssa.Store
	addr  abs // of the variable
	owner abs // if the variable is a field of a struct: the pointer to that
	value abs
	param bool // the search follows a parameter

	// What a rule may change.
	tag    int64 // what the resource remembers
	custom bool  // the resource is not what it is from the start
}
