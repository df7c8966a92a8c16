package ownership

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// deferCall registers a deferred call.
func (q *search) deferCall(s *state, instr *ssa.Defer) bool {
	call := q.callOf(s, instr)
	if instr.Call.IsInvoke() && call.target.kind == null {
		q.trace.stops(s, whyNilPointer)
		return false
	}
	d := deferral{call: instr, target: call.target, args: call.args, binds: call.binds}
	if defersOutside(instr) {
		if s.active() && q.deferralCarries(s, d) {
			s.held = instr // see exit
		}
		q.shareCaptured(s, d.target)
		return true
	}
	if s.active() && q.deferralCarries(s, d) {
		if s.held == instr {
			q.leak(s, LoopDefer, instr.Pos())
			return false
		}
		s.note(Step{Kind: Register, Pos: instr.Pos()})
	}
	top := *s.top
	for _, old := range top.deferred {
		if sameDeferral(old, d) {
			return true // once more changes nothing
		}
	}
	top.deferred = append(top.deferred[:len(top.deferred):len(top.deferred)], d)
	s.top = &top
	return true
}

// withoutRepeats takes out of list the deferrals that are the same as one before them. Those of several rounds of
// a loop become the same when the variables that they captured become old.
func withoutRepeats(list []deferral) []deferral {
	if len(list) < 2 {
		return list
	}
	kept := list[:0]
	of := make(map[*ssa.Defer][]int) // where in kept
	for _, d := range list {
		same := func(i int) bool { return sameDeferral(kept[i], d) }
		if !slices.ContainsFunc(of[d.call], same) {
			of[d.call] = append(of[d.call], len(kept))
			kept = append(kept, d)
		}
	}
	return kept
}

func sameDeferral(x, y deferral) bool {
	same := func(a, b []abs) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	return x.call == y.call && x.target == y.target && same(x.args, y.args) && same(x.binds, y.binds)
}

// defersOutside reports whether a defer statement is in the body of a range-over-func
// loop: it runs when the function around the loop returns.
func defersOutside(instr *ssa.Defer) bool {
	if instr.DeferStack == nil {
		return false
	}
	_, own := instr.DeferStack.(*ssa.Call)
	return !own
}

// deferralCarries reports whether the deferred call may release the body.
func (q *search) deferralCarries(s *state, d deferral) bool {
	if q.carries(s, d.target) {
		return true
	}
	for _, a := range d.args {
		if q.carries(s, a) {
			return true
		}
	}
	return false
}

// runDeferred runs the calls that the top frame deferred, last first. It reports
// whether s goes on behind them.
func (q *search) runDeferred(s *state) bool {
	if s.top.up == nil || len(s.top.deferred) > 0 {
		q.presumeError(s)
	}
	for len(s.top.deferred) > 0 {
		top := *s.top
		d := top.deferred[len(top.deferred)-1]
		top.deferred = top.deferred[:len(top.deferred)-1]
		s.top = &top
		q.trace.at(d.call)
		call := &site{instr: d.call, target: d.target, args: d.args, binds: d.binds, later: true}
		if !d.call.Call.IsInvoke() {
			if fn, ok := functionOf(d.target.base); ok && d.target.kind == closure {
				call.fn = fn
			}
		}
		if !q.call(s, call) {
			return false
		}
	}
	return true
}

// presumeError takes an error that is about to be returned, and of which nothing is known, for
// one if nil is returned next to it in the place of a response or a body: deferred
// functions that close on errors rely on that.
func (q *search) presumeError(s *state) {
	block := s.top.block
	ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return)
	if !ok {
		return
	}
	cell := func(v ssa.Value) (place, bool) {
		load, ok := v.(*ssa.UnOp)
		if !ok || !isAlloc(load.X) {
			return place{}, false
		}
		return place{base: load.X}, true
	}
	nothing := false
	for _, r := range ret.Results {
		if p, ok := cell(r); ok && !isError(r.Type()) && q.res.types.may(r.Type()) {
			a, known := s.read(p)
			nothing = nothing || known && a.kind == null
		}
	}
	if !nothing {
		return
	}
	for _, r := range ret.Results {
		if p, ok := cell(r); ok && isError(r.Type()) {
			if a, known := s.read(p); known && a.kind != null && !s.isNonNil(a) {
				s.write(p, absNonNil)
			}
		}
	}
}

// A deferral is a call that runs when its frame returns.
type deferral struct {
	call   *ssa.Defer
	target abs
	args   []abs
	binds  []abs
}
