package ownership

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// outcomesAt returns the outcomes of the acquisition, which the value of a function variable on
// this path may tell better than its type.
func (q *search) outcomesAt(call *site) []outcome {
	c := call.instr.Common()
	if call.fn == nil || c.IsInvoke() || len(call.fn.Blocks) == 0 || staticCallee(c) != nil {
		return q.acq.outcomes
	}
	list, known := q.know.outcomes(call.instr, call.fn)
	if !known {
		return q.acq.outcomes
	}
	return list
}

// acquire runs the acquisition itself.
func (q *search) acquire(s *state, call *site, outcomes []outcome) bool {
	v := call.instr.Value()
	q.reached = true
	if s.status == open {
		if done := q.reacquire(s, v); done {
			return false
		}
	}
	if s.status == open {
		return true
	}
	if s.status != pending {
		q.reset(s)
	}
	block, next := s.top.block, s.top.next+1
	for i, o := range outcomes {
		if o.fate == pending && !q.mayRepeat() {
			continue
		}
		c := s.copy()
		c.at(block, next)
		if o.fate != pending {
			q.open(c, o.fate)
			c.tag = o.tag
			if o.failed(call.instr.Common().Signature().Results()) {
				c.with = q.begin(&outcomes[i])
			}
		}
		q.bind(c, call, o)
		q.push(c)
	}
	return false
}

// mayRepeat reports whether the acquisition can be reached a second time.
func (q *search) mayRepeat() bool {
	return q.acq.param != nil || q.acq.instr.Parent() != q.root.Function || q.root.repeats[q.acq.block()]
}

// reacquire looks at a path that reaches the acquisition again with the body still
// open. It reports whether the path ends here; if not, and if s is still open, the old body
// is the one to follow.
func (q *search) reacquire(s *state, v ssa.Value) bool {
	// A deferred function that reads a variable closes what is in there at the end,
	// which is this body only if the variable will not be assigned to.
	fixed := s.copy()
	fixed.places = slices.DeleteFunc(fixed.places, func(e placeEntry) bool { return isAlloc(e.p.base) && !e.p.old })
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			if q.deferralCarries(fixed, d) {
				// It is closed when the function returns. Go on with the next one: if the
				// same statement defers again, they pile up.
				q.reset(s)
				s.held = d.call
				return false
			}
		}
	}
	if q.withinReach(s) {
		q.forgetResults(s, v)
		return false
	}
	s.note(Step{Kind: Again, Pos: q.acq.instr.Pos()})
	q.leak(s, Overwrite, q.acq.instr.Pos())
	return true
}

// withinReach reports whether the rest of the path can still get at the body.
func (q *search) withinReach(s *state) bool {
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			if q.deferralCarries(s, d) {
				return true
			}
		}
		live := f.fn.liveAt(f.block, f.next+1)
		q.spend(len(f.fn.index) / 2)
		for v, n := range f.fn.index {
			if live.has(n) && q.carries(s, s.eval(v)) {
				return true
			}
		}
	}
	return false
}

// forgetResults makes what is acquired once more unknown.
func (q *search) forgetResults(s *state, v ssa.Value) {
	if q.acq.call != nil {
		for i := range q.acq.call.Common().Signature().Results().Len() {
			s.set(v, i, absUnknown)
		}
	}
	s.set(v, -1, absUnknown)
}

// bind gives the results of the acquiring call v their values under outcome o.
func (q *search) bind(s *state, call *site, o outcome) {
	v := call.instr.Value()
	for i, a := range o.results {
		index := i
		if len(o.results) == 1 {
			index = -1
		}
		if a.kind == null && o.fate == open && implementsError(call.instr.Common().Signature().Results().At(i).Type()) {
			a = absFirstNil
		}
		if a.kind == address || a.kind == aggregate {
			base := resultValue(v, i, len(o.results))
			if base == nil {
				a = absUnknown
			} else {
				q.renew(s, base)
				for _, part := range o.parts {
					if part.result == i {
						s.write(place{base: base, path: part.path}, part.a)
					}
				}
				q.made[base] = o.types[i]
				q.zeroed[base] = o.zeroed[i]
				a.base = base
			}
		}
		s.set(v, index, a)
	}
}

// resultValue returns the SSA value of result i of n of a call, or nil if nothing uses it.
func resultValue(v ssa.Value, i, n int) ssa.Value {
	if n == 1 {
		return v
	}
	for _, r := range referrers(v) {
		if e, ok := r.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}

// An acquisition is where an obligation begins: a call that returns an open body, or a
// parameter that is one.
type acquisition struct {
	instr    ssa.Instruction
	call     ssa.CallInstruction // instr, if that is a call
	outcomes []outcome
	param    *ssa.Parameter // if instr is nil
	as       abs            // what param is, such as a response or a body
	fate     status         // of param: open or idle
}

func (a *acquisition) block() int { return a.instr.Block().Index }

// value returns what instr makes, or nil if nobody can get it: of a go or defer statement.
func (a *acquisition) value() ssa.Value {
	if a.call != nil {
		if v := a.call.Value(); v != nil {
			return v
		}
		return nil
	}
	v, _ := a.instr.(ssa.Value)
	return v
}

// acquisitionOf returns the acquisition that a call is, or nil.
func (b *bodies) acquisitionOf(call ssa.CallInstruction) *acquisition {
	c := call.Common()
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return nil
	}
	results := c.Signature().Results()
	if results.Len() == 0 {
		return nil
	}
	fn := staticCallee(c)
	obj := c.Method
	if fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj != nil {
		if contract, ok := nethttp.ContractOf(obj); ok && contract.NotOpened {
			return nil
		}
		if eff := b.e.stated(obj); eff.Has(effect.ResultsKnown) {
			return b.e.acquisitionWith(call, openOutcomes(eff, results))
		}
	}
	if b.e.leftOut[fn] {
		return nil
	}
	if fn != nil && len(fn.Blocks) > 0 {
		o := b.e.outcomesOf(fn)
		if len(o.list) > 0 || !o.opaque {
			return b.e.acquisitionWith(call, o.list)
		}
	}
	if c.IsInvoke() && b.answersShut(c.Method) || !c.IsInvoke() && fn == nil && readBeside(results) {
		return nil
	}
	for _, a := range c.Args {
		if nethttp.IsResponse(a.Type()) {
			return nil // what it returns may be what it got
		}
	}
	if fn == nil {
		if open := b.owning(results); open != nil {
			return b.e.acquisitionWith(call, open)
		}
	}
	if results := success(results); results != nil {
		return b.e.acquisitionWith(call, []outcome{{fate: open, results: results}})
	}
	return nil
}

// outcomes returns the ways in which the function fn of this package ends, when call runs it.
func (e *engine) outcomes(call ssa.CallInstruction, fn *ssa.Function) (list []outcome, known bool) {
	o := e.outcomesOf(fn)
	if len(o.list) == 0 && o.opaque {
		return nil, false
	}
	if acq := e.acquisitionWith(call, o.list); acq != nil {
		list = acq.outcomes
	}
	return list, true
}

// acquisitionWith returns the acquisition of a call with these ways to return an open
// body, or nil if there are none.
func (e *engine) acquisitionWith(call ssa.CallInstruction, open []outcome) *acquisition {
	if len(open) == 0 {
		return nil
	}
	none := failure(call.Common().Signature().Results())
	return &acquisition{instr: call, call: call, outcomes: append(open[:len(open):len(open)], none)}
}

// success returns the results of a call that acquired, or nil if there is no
// response among them. By the contract of RoundTripper and Client, the error is
// nil then.
func success(results *types.Tuple) []abs {
	var out []abs
	found := false
	for v := range results.Variables() {
		a := absUnknown
		switch t := v.Type(); {
		case nethttp.IsResponse(t) && !found:
			a, found = absResponse, true
		case implementsError(t):
			a = absFirstNil
		case isBool(t) && results.Len() == 2:
			a = absTrue
		}
		out = append(out, a)
	}
	if !found {
		return nil
	}
	return out
}

// failure returns the outcome of a call that acquired nothing.
func failure(results *types.Tuple) outcome {
	o := outcome{fate: pending}
	for v := range results.Variables() {
		a := absUnknown
		switch t := v.Type(); {
		case nethttp.IsResponse(t):
			a = absNil
		case implementsError(t):
			a = absNonNil
		case isBool(t) && results.Len() == 2:
			a = absFalse
		}
		o.results = append(o.results, a)
	}
	return o
}

func implementsError(t types.Type) bool {
	return types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// sameAcquisitions reports whether two lists of what a function acquires are the same to those who follow it.
func sameAcquisitions(x, y []*acquisition) bool {
	return slices.EqualFunc(x, y, func(a, b *acquisition) bool {
		return a.instr == b.instr && slices.EqualFunc(a.outcomes, b.outcomes, outcome.same)
	})
}

// acquisitions returns the acquisitions in fn, in the order of its blocks.
func (e *engine) acquisitions(fn *ssa.Function) []*acquisition {
	return e.acquired.Get(fn, func() []*acquisition {
		var all []*acquisition
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if a := e.source.acquisition(instr); a != nil {
					all = append(all, a)
				}
			}
		}
		return all
	})
}
