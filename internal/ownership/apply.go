package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// apply makes of the resource what a call is known to, by way of all that it was given. It reports whether s goes on
// behind the call; if the ends of the callee differ, copies of s do.
func (q *search) apply(s *state, call *site, list []given) bool {
	known := list[:0:0]
	var all effect.Effect
	for _, g := range list {
		if !g.Known() {
			continue
		}
		if len(known) == 0 {
			all = g.Effect
		} else {
			all = all.Join(g.Effect)
		}
		known = append(known, g)
	}
	if len(known) == 0 || !s.active() {
		return true
	}
	mixed := all.Any()&effect.Left != 0 && all.Any()&(effect.Released|effect.Kept) != 0
	why := known[0].why
	switch {
	case mixed && (all.Perhaps || len(known) > 1):
		q.keep(s, whyPerhaps)
	case q.res.life.reusable && len(known) > 1:
		q.keep(s, whyTwice)
	case all.Only(effect.Left), all == withResult(effect.Always(effect.Used), all.Result):
		q.end(s, call, all.OnSuccess, why)
		q.alias(s, call, known)
	case all.Only(effect.Released):
		q.end(s, call, effect.Released, why)
	case all.Only(effect.Released | effect.Kept):
		q.end(s, call, effect.Kept, why)
	default:
		q.fork(s, call, all, known)
		return false
	}
	return true
}

func withResult(e effect.Effect, r effect.Result) effect.Effect {
	e.Result = r
	return e
}

// fork goes on behind the call in a copy of s for each of its ends.
func (q *search) fork(s *state, call *site, all effect.Effect, list []given) {
	block, next := s.top.block, s.top.next
	if !call.later {
		next++
	}
	for _, end := range []effect.Ends{effect.Used, effect.Left, effect.Released, effect.Kept} {
		for _, success := range []bool{true, false} {
			if all.On(success)&end == 0 {
				continue
			}
			c := s.copy()
			if end == effect.Released && q.res.life.reusable {
				c.status = reaped // the callee's affair
				q.trace.ended(c, list[0].why)
			} else {
				q.end(c, call, end, list[0].why)
			}
			if end&(effect.Left|effect.Used) != 0 {
				q.alias(c, call, list)
				c.note(Step{Kind: Call, Pos: call.instr.Pos()})
			}
			q.setResults(c, call, success, end == effect.Used)
			if q.settled(c) {
				continue
			}
			c.at(block, next)
			q.push(c)
		}
	}
}

// end makes of the resource what a callee did at one of its ends.
func (q *search) end(s *state, call *site, end effect.Ends, why reason) {
	switch end {
	case effect.Used:
		if s.active() && s.status != open {
			s.status = open
			s.trail, s.branched = nil, false
			s.note(Step{Kind: Use, Pos: call.instr.Pos()})
		}
	case effect.Released:
		q.releaseBy(s, call, why)
	case effect.Kept:
		if why == whyCallee {
			why = whyCalleeKept
		}
		q.keep(s, why)
	}
}

// alias gives the results that carry what an argument does their values.
func (q *search) alias(s *state, call *site, list []given) {
	v := call.instr.Value()
	if v == nil || call.later {
		return
	}
	results := call.instr.Common().Signature().Results()
	for _, g := range list {
		index := g.Result.Index()
		if index < 0 || index >= results.Len() {
			continue
		}
		a := g.a
		if g.Result&effect.Wrapped != 0 {
			a = q.res.types.held(results.At(index).Type())
		}
		if results.Len() == 1 {
			index = -1
		}
		s.set(v, index, a)
	}
}

// setResults says of a call that succeeded, or not, what its results are. used: it used the resource.
func (q *search) setResults(s *state, call *site, success, used bool) {
	v := call.instr.Value()
	if v == nil {
		return
	}
	for index, t := range call.results() {
		switch {
		case implementsError(t) && success && used:
			s.set(v, index, absFirstNil)
		case implementsError(t) && success:
			s.set(v, index, absNil)
		case implementsError(t):
			s.set(v, index, absNonNil)
		case success && used && isPointer(t) && q.res.types.matters(t): // what came of the use
			s.set(v, index, absNonNil)
		}
	}
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// foregone runs a call of a declared function of the package without following it, if what that does with the resource
// can be told beforehand, and it is long. It reports whether it could, and then, whether the path goes on.
func (q *search) foregone(s *state, call *site) (done, on bool) {
	fn := call.fn
	if !s.active() || fn.Parent() != nil || fn.Synthetic != "" || len(call.args) > len(fn.Params) {
		return false, true
	}
	carrier := -1
	for i, a := range call.args {
		switch {
		case a == absFirstNil, a.kind == closure:
			return false, true
		case !q.carries(s, a):
		case carrier >= 0 || !q.isPlain(a):
			return false, true
		default:
			carrier = i
		}
	}
	if carrier < 0 || len(fn.Blocks) <= maxTestBlocks && !q.res.rules.contract(fn, carrier).Known() {
		return false, true
	}
	e := q.know.param(fn, carrier, call.args[carrier])
	if !e.Known() || !q.res.rules.foregoes(e) {
		return false, true
	}
	for i, a := range call.args {
		if i != carrier {
			q.expose(s, a, fn.Params[i].Type())
		}
	}
	return true, q.apply(s, call, []given{{Effect: e, a: call.args[carrier], why: whyCallee}})
}

// isPlain reports whether a, which carries the resource, is such that nothing has to be known of this path to
// say what a function does with it.
func (q *search) isPlain(a abs) bool {
	return a.kind == response || a.kind == body || a.kind == holder && q.res.life.reusable
}

// releaseBy ends the obligation: the call releases the resource.
func (q *search) releaseBy(s *state, call *site, why reason) {
	if !s.active() {
		return
	}
	s.status = q.res.life.done()
	q.released = true
	q.optional = q.optional || q.acq.param != nil && q.guarded(s, call.instr.Block())
	if d := deferredBy(s, call); d != nil {
		q.noteLate(d)
	}
	q.trace.ended(s, why)
}

// noteLate notes that the call that d defers releases the resource, or does what releases it.
func (q *search) noteLate(d *ssa.Defer) {
	for _, known := range q.late {
		if known == d {
			return
		}
	}
	q.late = append(q.late, d)
}
