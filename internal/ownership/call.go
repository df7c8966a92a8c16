package ownership

import (
	"go/token"
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// A site is a call that is about to run, with the values it runs on: those of
// the moment for a plain call, those of the defer statement for a deferred one.
type site struct {
	instr  ssa.CallInstruction
	target abs   // the receiver of an interface method, else the function value
	args   []abs // for a method with a static callee, the receiver first
	binds  []abs // what the free variables of the callee are bound to
	fn     *ssa.Function
	later  bool // a deferred call that runs now
}

// results yields the types of the results, and the indices under which a state has their values. A deferred
// call has none that anybody gets.
func (call *site) results() iter.Seq2[int, types.Type] {
	return func(yield func(int, types.Type) bool) {
		results := call.instr.Common().Signature().Results()
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
func (q *search) callOf(s *state, instr ssa.CallInstruction) *site {
	c := instr.Common()
	call := &site{instr: instr}
	if _, ok := c.Value.(*ssa.Builtin); !ok {
		call.target = s.eval(c.Value)
	}
	for _, a := range c.Args {
		call.args = append(call.args, s.eval(a))
	}
	if !c.IsInvoke() {
		call.fn, call.binds = q.callee(s, call.target)
	}
	return call
}

// callee returns the function behind a function value and what it captured.
func (q *search) callee(s *state, target abs) (*ssa.Function, []abs) {
	if target.kind != closure {
		return nil, nil
	}
	fn, ok := functionOf(target.base)
	if !ok {
		return nil, nil
	}
	var binds []abs
	for i := range fn.FreeVars {
		binds = append(binds, q.binding(s, target, i))
	}
	return fn, binds
}

// call runs a call. It reports whether s goes on behind it; if not, the path
// ended, or went on in the callee, or in several copies of s.
func (q *search) call(s *state, call *site) bool {
	if b, ok := call.instr.Common().Value.(*ssa.Builtin); ok {
		return q.builtin(s, call, b)
	}
	if _, ok := call.instr.(*ssa.Go); ok && !q.async {
		q.async = q.deferralCarries(s, deferral{target: call.target, args: call.args})
	}
	if call.instr == q.acq.call && !call.later {
		if outcomes := q.outcomesAt(call); len(outcomes) > 0 {
			if !q.external(s, call, calleeObject(call), false) {
				return false
			}
			return q.acquire(s, call, outcomes)
		}
	}
	c := call.instr.Common()
	if call.target.kind == null {
		q.trace.stops(s, whyNilPointer)
		return false
	}
	if c.IsInvoke() {
		if fn := q.method(s, call); fn != nil {
			call.fn = fn
			call.args = append([]abs{call.target}, call.args...)
		} else {
			return q.invoke(s, call)
		}
	}
	if call.fn == nil {
		if call.target.kind == holder {
			q.release(s, whyHolder)
			return true
		}
		return q.external(s, call, nil, true)
	}
	if plain, ok := call.instr.(*ssa.Call); ok && q.know.ends(plain) {
		q.trace.stops(s, whyNeverBack)
		return false
	}
	obj, _ := call.fn.Object().(*types.Func)
	if (obj == nil || !q.know.declares(obj)) && q.inlines(s, call) && !q.know.function(call.fn).giant {
		if done, on := q.foregone(s, call); done {
			return on
		}
		q.enter(s, call, call.fn, call.args, call.binds)
		return false
	}
	return q.external(s, call, obj, true)
}

// calleeObject returns the function or method that a call names, if it does.
func calleeObject(call *site) *types.Func {
	c := call.instr.Common()
	if c.IsInvoke() {
		return c.Method
	}
	if call.fn != nil {
		obj, _ := call.fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// method returns the method that an interface call must reach, if that is known
// and its body is at hand.
func (q *search) method(s *state, call *site) *ssa.Function {
	c := call.instr.Common()
	switch call.target.kind {
	case address, aggregate:
	default:
		return nil
	}
	t := q.dynamicType(call.target, c.Value)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	return q.know.method(t, c.Method)
}

// agreed returns what all implementations of the interface method that is called do with the resource, if it is given to
// them as it is.
func (q *search) agreed(call *site) (effect.Ends, bool) {
	carrier := -1
	for i, a := range call.args {
		switch a.kind {
		case response, body:
			if carrier >= 0 {
				return 0, false
			}
			carrier = i
		case address, aggregate, closure, holder:
			return 0, false
		}
	}
	if carrier < 0 {
		return 0, false
	}
	return q.know.implementations(call.instr.Common(), carrier, call.args[carrier])
}

// invoke runs a call of an interface method whose implementation is unknown.
func (q *search) invoke(s *state, call *site) bool {
	method := call.instr.Common().Method
	if call.target.kind == memory && method.Name() == "Close" {
		if v := call.instr.Value(); v != nil && !call.later {
			s.set(v, -1, absNil)
		}
		return true
	}
	c := &callee{site: call, obj: method, q: q, s: s}
	if q.res.rules.reads(c, -1) {
		q.noteRead(call)
	}
	var list []given
	if q.carries(s, call.target) {
		if g := q.res.rules.receiver(c); g.Known() {
			g.a = call.target
			list = append(list, g)
		}
	}
	if len(list) == 0 && !q.know.declares(method) {
		if ends, ok := q.agreed(call); ok {
			why := whySomeKeep
			if ends == effect.Released {
				why = whyAllClose
			}
			return q.apply(s, call, []given{always(ends, why)})
		}
	}
	return q.external(s, call, method, true, list...)
}

// builtin runs a call of a built-in function.
func (q *search) builtin(s *state, call *site, b *ssa.Builtin) bool {
	switch b.Name() {
	case "append", "copy":
		for _, a := range call.args {
			if q.carries(s, a) {
				q.keep(s, whyAppended) // the elements of a slice are not told apart
				s.stored = true
			}
		}
	case "len", "cap":
		v := call.instr.Value()
		if n, ok := arrayLen(call.args[0]); ok {
			s.set(v, -1, absOfInt(n))
		} else if call.args[0].kind == holder { // what holds the body is not empty
			s.known = learn(s.known, token.GEQ, abs{kind: symbol, base: v}, absOfInt(1))
		}
	case "ssa:wrapnilchk":
		s.set(call.instr.Value(), -1, call.args[0])
	}
	return true
}

// arrayLen returns the length of the array that the slice or pointer a spans.
func arrayLen(a abs) (int64, bool) {
	alloc, ok := a.base.(*ssa.Alloc)
	if a.kind != address || !ok || a.path != "" {
		return 0, false
	}
	array, ok := alloc.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok || array.Len() > farthest {
		return 0, false
	}
	return array.Len(), true
}
