package search

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// A Resource is what is followed.
type Resource struct {
	Types   Types
	Rules   Rules
	Absence Absence
	Life    Life
}

// Returns reports whether a result of a function of type sig is such that the resource can be behind it.
func (r Resource) Returns(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if r.Types.Returned(v.Type()) {
			return true
		}
	}
	return false
}

// A Life says what states a resource goes through.
type Life struct {
	// Reusable: nothing is owed before the resource is used, and after its release it may be used again.
	Reusable bool

	// Inner is the part of the object that is acquired which is the resource, such as the field Body of a response; ""
	// if the object is the resource itself.
	Inner string

	// SummaryStates bounds the search for what a function does with a parameter.
	SummaryStates int
}

// Start is the status of a resource that has just come into being.
func (l Life) Start() path.Status {
	if l.Reusable {
		return path.Idle
	}
	return path.Open
}

// done is the status of a resource that was released.
func (l Life) done() path.Status {
	if l.Reusable {
		return path.Reaped
	}
	return path.Released
}

// promised is the status of a resource that something unknown is to release later on: whoever is to do something
// with a reusable one may use it as well.
func (l Life) promised() path.Status {
	if l.Reusable {
		return path.Kept
	}
	return path.Released
}

// broken is the status of a resource that was found useless, as reading it failed.
func (l Life) broken() path.Status {
	if l.Reusable {
		return path.Idle
	}
	return path.Released
}

// Types say which types can lead to the resource. They ask nothing of a path.
type Types interface {
	// May reports whether something of type t can lead to the resource, so that who gets it
	// may release it, or keep it for later.
	May(t types.Type) bool

	// Matters reports whether it is worth remembering what a path found out about values of type t, and
	// which way it took if such values are at stake.
	Matters(t types.Type) bool

	// Returned reports whether a result of type t is such that the resource can be behind it.
	Returned(t types.Type) bool

	// Held returns what comes out of a holder as a t.
	Held(t types.Type) sym.Value

	// Inside returns what the address of a part of an owner that leads to the resource leads to.
	Inside(owner, part types.Type) sym.Value

	// Copied reports whether the resource itself is a pointer, of which the load of what is there leads to it as well.
	Copied() bool

	// Passes reports whether a, which carries the resource, still does when it is passed on as a t.
	Passes(a sym.Value, t types.Type) bool

	// Binds reports whether a method bound to a, which carries the resource, does.
	Binds(a sym.Value, method *types.Func) bool

	// DynamicType returns the type of what is in an interface that has the value a, if the resource
	// decides that, or nil.
	DynamicType(a sym.Value) types.Type

	// Asserted reports whether a, the resource itself, passes an assertion to t, as far as can be told.
	Asserted(a sym.Value, t types.Type) sym.Truth
}

// Rules say what instructions make of the resource.
type Rules interface {
	// Receiver says what the call of a method on an interface of unknown content makes of the resource that the
	// receiver carries.
	Receiver(c *Callee) Given

	// Argument says what a callee that is not followed makes of the resource that arg carries.
	Argument(c *Callee, arg Argument) Given

	// Store says what an assignment makes of the resource, apart from where it puts it.
	Store(st *Stored) (effect.Ends, Reason)

	// Captures reports whether fn itself may release or keep what it captures.
	Captures(fn *ssa.Function) bool

	// Contract returns what a contract says that the function fn, of which the source is at hand, does with its
	// parameter i.
	Contract(fn *ssa.Function, i int) effect.Effect

	// Foregoes reports whether a callee with the effect e need not be followed.
	Foregoes(e effect.Effect) bool

	// Reads reports whether the error of a call says that the resource is of no use any more, as reading argument i,
	// or what the receiver is if i is -1, failed.
	Reads(c *Callee, i int) bool

	// Ended reports whether a receive from the channel v, or an error v that is not nil, tells that the resource is gone,
	// as a rule.
	Ended(v ssa.Value) bool

	// Asserts reports whether the package looks for a t behind an interface.
	Asserts(t types.Type) bool
}

// A Given is what a call makes of a resource that one of its arguments, or its receiver, carries.
type Given struct {
	effect.Effect
	a     sym.Value
	Why   Reason
	Holds bool // each result that may lead to the resource does

	// It is released, and a copy stands in its place. Whoever gets that owes what he would owe for the resource: a function
	// that looks at what it returns, if it is asked to, keeps the duties of its callers as they are.
	Copies bool
}

// Always is given of which the ends are the same whatever the call returns.
func Always(e effect.Ends, why Reason) Given {
	return Given{Effect: effect.Always(e), Why: why}
}

// A Stored is an assignment, for those who make rules about it.
type Stored struct {
	Instr *ssa.Store
	Addr  sym.Value // of the variable
	Owner sym.Value // if the variable is a field of a struct: the pointer to that
	Value sym.Value
	Param bool // the search follows a parameter

	// What a rule may change.
	Tag    int64 // what the resource remembers
	Custom bool  // the resource is not what it is from the start

	// UnlessOp and Unless, of a resource that is kept: it is not if the value is in that relation to this constant.
	UnlessOp token.Token
	Unless   sym.Value
}
