package search

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// deferCall registers a deferred call.
func (q *search) deferCall(s *path.State, instr *ssa.Defer) bool {
	call := q.callOf(s, instr)
	if instr.Call.IsInvoke() && call.Target.Kind == sym.KindNil {
		q.trace.stops(s, whyNilPointer)
		return false
	}
	// Operands are evaluated now, as the language has it; the call runs at the end.
	d := path.Deferral{Call: instr, Target: call.Target, Args: call.Args, Binds: call.binds}
	if ssaquery.DefersOutside(instr) {
		if s.Active() && q.deferralCarries(s, d) {
			s.Held = instr // see exit
		}
		q.shareCaptured(s, d.Target)
		return true
	}
	if s.Active() && q.deferralCarries(s, d) {
		// One of an earlier round is waiting for this statement's call already: they pile up.
		if s.Held == instr {
			q.leak(s, LoopDefer, instr.Pos())
			return false
		}
		s.Note(path.Step{Kind: path.Register, Pos: instr.Pos()})
	}
	top := *s.Top
	q.spend(len(top.Deferred)) // compared, and copied
	for _, old := range top.Deferred {
		if path.SameDeferral(old, d) {
			return true // once more changes nothing
		}
	}
	top.Deferred = append(top.Deferred[:len(top.Deferred):len(top.Deferred)], d)
	s.Top = &top
	return true
}

// deferralCarries reports whether the deferred call may release the resource.
func (q *search) deferralCarries(s *path.State, d path.Deferral) bool {
	if q.Carries(s, d.Target) {
		return true
	}
	for _, a := range d.Args {
		if q.Carries(s, a) {
			return true
		}
	}
	return false
}

// runDeferred runs the calls that the top frame deferred, last first. It reports
// whether s goes on behind them.
func (q *search) runDeferred(s *path.State) bool {
	if s.Top.Up == nil || len(s.Top.Deferred) > 0 {
		q.presumeError(s)
	}
	for len(s.Top.Deferred) > 0 {
		// Frames are shared between states, so the list is changed in a copy.
		top := *s.Top
		d := top.Deferred[len(top.Deferred)-1]
		top.Deferred = top.Deferred[:len(top.Deferred)-1]
		s.Top = &top
		if !q.runsLate(s, d) {
			return false
		}
	}
	return true
}

// runsLate runs a call that the top frame deferred. It reports whether s goes on behind it.
func (q *search) runsLate(s *path.State, d path.Deferral) bool {
	q.trace.at(d.Call)
	call := &site{Instr: d.Call, Target: d.Target, Args: d.Args, binds: d.Binds, later: true}
	if !d.Call.Call.IsInvoke() {
		if fn, ok := ssaquery.FunctionOf(d.Target.Base); ok && d.Target.Kind == sym.KindFunc {
			call.Fn = fn
		}
	}
	return q.call(s, call)
}

// presumeError takes an error that is about to be returned, and of which nothing is known, for
// one if nil is returned next to it in the place of what may lead to the resource, and nothing else: deferred
// functions that close on errors rely on that.
func (q *search) presumeError(s *path.State) {
	block := s.Top.Block
	ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return)
	if !ok {
		return
	}
	cell := func(v ssa.Value) (sym.Place, bool) {
		load, ok := v.(*ssa.UnOp)
		if !ok || !ssaquery.IsAlloc(load.X) {
			return sym.Place{}, false
		}
		return sym.Place{Base: load.X}, true
	}
	nothing, something := false, false
	for _, r := range ret.Results {
		p, ok := cell(r)
		if !ok || ssaquery.IsError(r.Type()) {
			continue
		}
		a, known := s.Read(p)
		if q.Res.Types.May(r.Type()) {
			nothing = nothing || known && a.Kind == sym.KindNil
		} else {
			something = something || known && !a.IsConst() // the data that was read, say
		}
	}
	if !nothing || something {
		return
	}
	for _, r := range ret.Results {
		if p, ok := cell(r); ok && ssaquery.IsError(r.Type()) {
			if a, known := s.Read(p); known && a.Kind != sym.KindNil && !s.IsNonNil(a) {
				s.Write(p, sym.NonNil)
			}
		}
	}
}
