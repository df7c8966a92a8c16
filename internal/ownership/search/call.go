package search

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A site is a call that is about to run, with the values it runs on: those of
// the moment for a plain call, those of the defer statement for a deferred one.
type site struct {
	Instr  ssa.CallInstruction
	Target sym.Value   // the receiver of an interface method, else the function value
	Args   []sym.Value // for a method with a static callee, the receiver first
	binds  []sym.Value // what the free variables of the callee are bound to
	Fn     *ssa.Function
	later  bool // a deferred call that runs now
}

// results yields the types of the results, and the indices under which a state has their values. A deferred
// call has none that anybody gets.
func (call *site) results() iter.Seq2[int, types.Type] {
	return func(yield func(int, types.Type) bool) {
		results := call.Instr.Common().Signature().Results()
		for i := range results.Len() {
			index := i
			if results.Len() == 1 {
				index = -1
			}
			if call.later || !yield(index, results.At(i).Type()) {
				return
			}
		}
	}
}

// callOf evaluates the operands of a call.
func (q *search) callOf(s *path.State, instr ssa.CallInstruction) *site {
	c := instr.Common()
	call := &site{Instr: instr}
	if _, ok := c.Value.(*ssa.Builtin); !ok {
		call.Target = s.Eval(c.Value)
	}
	for _, a := range c.Args {
		call.Args = append(call.Args, s.Eval(a))
	}
	if !c.IsInvoke() {
		call.Fn, call.binds = q.callee(s, call.Target)
	}
	return call
}

// callee returns the function behind a function value and what it captured.
func (q *search) callee(s *path.State, target sym.Value) (*ssa.Function, []sym.Value) {
	if target.Kind != sym.KindFunc {
		return nil, nil
	}
	fn, ok := ssaquery.FunctionOf(target.Base)
	if !ok {
		return nil, nil
	}
	var binds []sym.Value
	for i := range fn.FreeVars {
		binds = append(binds, q.binding(s, target, i))
	}
	return fn, binds
}

// call runs a call. It reports whether s goes on behind it; if not, the path
// ended, or went on in the callee, or in several copies of s.
func (q *search) call(s *path.State, call *site) bool {
	if b, ok := call.Instr.Common().Value.(*ssa.Builtin); ok {
		return q.builtin(s, call, b)
	}
	if _, ok := call.Instr.(*ssa.Go); ok && !q.Async {
		q.Async = q.deferralCarries(s, path.Deferral{Target: call.Target, Args: call.Args})
	}
	// The acquisition is also a call of a function, to which things happen to be given.
	if call.Instr == q.Acq.Call && !call.later {
		if outcomes := q.outcomesAt(call); len(outcomes) > 0 {
			before := s.Copy() // what is passed, as it is when the call begins
			if !q.external(s, call, calleeObject(call), false) {
				return false
			}
			return q.acquire(s, before, call, outcomes)
		}
	}
	c := call.Instr.Common()
	if call.Target.Kind == sym.KindNil {
		q.trace.stops(s, whyNilPointer)
		return false
	}
	// Where the path knows what is in the interface, it is a call of that type's method (devirtualization).
	if c.IsInvoke() {
		if fn := q.method(s, call); fn != nil {
			call.Fn = fn
			call.Args = append([]sym.Value{q.receiver(call.Target, fn)}, call.Args...)
		} else {
			return q.invoke(s, call)
		}
	}
	if call.Fn == nil {
		if q.ask(s, call) {
			return false
		}
		if call.Target.Kind == sym.KindHolder {
			q.release(s, whyHolder)
			return true
		}
		return q.external(s, call, nil, true) && q.showTo(s, call)
	}
	if plain, ok := call.Instr.(*ssa.Call); ok && q.Know.Ends(plain) && !q.throws(s, call) {
		q.trace.stops(s, whyNeverBack)
		return false
	}
	obj, _ := call.Fn.Object().(*types.Func)
	if (obj == nil || !q.Know.Declares(obj)) && q.inlines(s, call) && !q.Know.Function(call.Fn).Giant {
		if done, on := q.foregone(s, call); done {
			return on
		}
		q.enter(s, call, call.Fn, call.Args, call.binds)
		return false
	}
	return q.external(s, call, obj, true)
}

// calleeObject returns the function or method that a call names, if it does.
func calleeObject(call *site) *types.Func {
	c := call.Instr.Common()
	if c.IsInvoke() {
		return c.Method
	}
	if call.Fn != nil {
		obj, _ := call.Fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// method returns the method that an interface call must reach, if that is known
// and its source is at hand.
func (q *search) method(s *path.State, call *site) *ssa.Function {
	c := call.Instr.Common()
	switch call.Target.Kind {
	case sym.KindAddress, sym.KindAggregate:
	default:
		return nil
	}
	t := q.dynamicType(call.Target, c.Value)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	return q.Know.Method(t, c.Method)
}

// agreed returns what all implementations of the interface method that is called do with the resource, if it is given to
// them as it is.
func (q *search) agreed(call *site) (effect.Ends, bool) {
	carrier := -1
	for i, a := range call.Args {
		switch a.Kind {
		case sym.KindObject, sym.KindResource:
			if carrier >= 0 {
				return 0, false
			}
			carrier = i
		case sym.KindAddress, sym.KindAggregate, sym.KindFunc, sym.KindHolder:
			return 0, false
		}
	}
	if carrier < 0 {
		return 0, false
	}
	return q.Know.Implementations(call.Instr.Common(), carrier, call.Args[carrier])
}

// invoke runs a call of an interface method whose implementation is unknown.
func (q *search) invoke(s *path.State, call *site) bool {
	method := call.Instr.Common().Method
	if call.Target.Kind == sym.KindInert && method.Name() == "Close" {
		if v := call.Instr.Value(); v != nil && !call.later {
			s.Set(v, -1, sym.Nil)
		}
		return true
	}
	c := &Callee{site: call, Obj: method, q: q, s: s}
	if q.Res.Rules.Reads(c, -1) {
		q.noteRead(call)
	}
	var list []Given
	if q.Carries(s, call.Target) {
		if g := q.Res.Rules.Receiver(c); g.Known() {
			g.a = call.Target
			list = append(list, g)
		}
	}
	if len(list) == 0 && !q.Know.Declares(method) {
		if ends, ok := q.agreed(call); ok {
			why := whySomeKeep
			if ends == effect.Released {
				why = whyAllClose
			}
			return q.apply(s, call, []Given{Always(ends, why)})
		}
	}
	return q.external(s, call, method, true, list...)
}

// builtin runs a call of a built-in function.
func (q *search) builtin(s *path.State, call *site, b *ssa.Builtin) bool {
	switch b.Name() {
	case "append":
		q.appends(s, call.Instr.Value(), call.Args[0], call.Args[1])
	case "copy":
		q.copies(s, call.Args[0], call.Args[1])
	case "len", "cap":
		q.length(s, call.Instr.Value(), b.Name(), call.Instr.Common().Args[0], call.Args[0])
	case "recover":
		if call.Instr.Value() != nil && !call.later {
			q.recovers(s, call.Instr.Value())
		}
	case "ssa:wrapnilchk":
		s.Set(call.Instr.Value(), -1, call.Args[0])
	}
	return true
}

// arrayLen returns the length of the array that the slice or pointer a spans.
func arrayLen(a sym.Value) (int64, bool) {
	alloc, ok := a.Base.(*ssa.Alloc)
	if a.Kind != sym.KindAddress || !ok || a.Path != "" {
		return 0, false
	}
	array, ok := alloc.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok || array.Len() > sym.Farthest {
		return 0, false
	}
	return array.Len(), true
}
