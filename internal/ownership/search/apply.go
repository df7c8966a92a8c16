package search

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// apply makes of the resource what a call is known to, by way of all that it was given. It reports whether s goes on
// behind the call; if the ends of the callee differ, copies of s do.
func (q *search) apply(s *path.State, call *site, list []Given) bool {
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
	if len(known) == 0 || !s.Active() {
		return true
	}
	mixed := isMixed(all.Any())
	why := known[0].Why
	if mixed && all.Perhaps && len(known) == 1 && !q.Res.Life.Reusable {
		all = certain(all)
	}
	switch {
	case mixed && (all.Perhaps || len(known) > 1), mixed && all.Only(effect.Kept):
		q.keep(s, whyPerhaps)
	// Which of them uses it, and which releases it last, is not known.
	case q.Res.Life.Reusable && len(known) > 1:
		q.keep(s, whyTwice)
	case all.Only(effect.Left), all == WithResult(effect.Always(effect.Used), all.Result):
		q.end(s, call, all.OnSuccess, why)
		q.alias(s, call, known)
	case all.Only(effect.Released):
		s.Copied = s.Copied || known[0].Copies
		q.end(s, call, effect.Released, why)
	case all.Only(effect.Released | effect.Kept):
		q.end(s, call, effect.Kept, why)
	default:
		q.fork(s, call, all, known)
		return false
	}
	return true
}

// isMixed reports whether something may end the obligation, and may leave it.
func isMixed(e effect.Ends) bool {
	return e&effect.Left != 0 && e&(effect.Released|effect.Kept) != 0
}

// certain returns e, of which something that the caller controls decides, without what is not certain: on success, or
// with an error, there may be one end only.
func certain(e effect.Effect) effect.Effect {
	for _, ends := range []*effect.Ends{&e.OnSuccess, &e.OnError} {
		if isMixed(*ends) {
			*ends = effect.Kept
		}
	}
	e.Perhaps = false
	return e
}

// WithResult returns e with the result r.
func WithResult(e effect.Effect, r effect.Result) effect.Effect {
	e.Result = r
	return e
}

// fork goes on behind the call in a copy of s for each of its ends.
func (q *search) fork(s *path.State, call *site, all effect.Effect, list []Given) {
	block, next := s.Top.Block, s.Top.Next
	if !call.later {
		next++
	}
	for _, end := range []effect.Ends{effect.Used, effect.Left, effect.Released, effect.Kept} {
		for _, success := range []bool{true, false} {
			if all.On(success)&end == 0 {
				continue
			}
			c := s.Copy()
			// A pool that a callee uses and empties on one of its ends may be used again behind the call.
			if end == effect.Released && q.Res.Life.Reusable {
				c.Status = path.Reaped // the callee's affair
				q.trace.ended(c, list[0].Why)
			} else {
				q.end(c, call, end, list[0].Why)
			}
			if end&(effect.Left|effect.Used) != 0 {
				q.alias(c, call, list)
				c.Note(path.Step{Kind: path.Call, Pos: call.Instr.Pos()})
			}
			// What the callee returned goes with how it ended: the error is nil, or it is not.
			q.setResults(c, call, success, end == effect.Used)
			if q.settled(c) {
				continue
			}
			c.At(block, next)
			q.push(c)
		}
	}
}

// end makes of the resource what a callee did at one of its ends.
func (q *search) end(s *path.State, call *site, end effect.Ends, why Reason) {
	switch end {
	case effect.Used:
		// From the first use on something is owed, and the path that a reader has to be told begins here.
		if s.Active() && s.Status != path.Open {
			s.Status = path.Open
			s.Trail, s.Branched = nil, false
			s.Note(path.Step{Kind: path.Use, Pos: call.Instr.Pos()})
		}
	case effect.Released:
		q.releaseBy(s, call, why)
	case effect.Kept:
		if why == WhyCallee {
			why = whyCalleeKept
		}
		q.keep(s, why)
	}
}

// alias gives the results that carry what an argument does their values.
func (q *search) alias(s *path.State, call *site, list []Given) {
	v := call.Instr.Value()
	if v == nil || call.later {
		return
	}
	results := call.Instr.Common().Signature().Results()
	for _, g := range list {
		index := g.Result.Index()
		if index < 0 || index >= results.Len() {
			continue
		}
		// The result is what the argument was, or something made around it.
		a := g.a
		if g.Result&effect.Wrapped != 0 {
			a = q.Res.Types.Held(results.At(index).Type())
		}
		if results.Len() == 1 {
			index = -1
		}
		s.Set(v, index, a)
	}
}

// setResults says of a call that succeeded, or not, what its results are. used: it used the resource.
func (q *search) setResults(s *path.State, call *site, success, used bool) {
	v := call.Instr.Value()
	if v == nil {
		return
	}
	decides := ssaquery.Verdict(call.Instr.Common().Signature()) >= 0
	for index, t := range call.results() {
		switch {
		case decides && ssaquery.IsBool(t):
			s.Set(v, index, sym.BoolOf(success))
		case ssaquery.ImplementsError(t) && success && used:
			s.Set(v, index, sym.FirstNil)
		case ssaquery.ImplementsError(t) && success:
			s.Set(v, index, sym.Nil)
		case ssaquery.ImplementsError(t):
			s.Set(v, index, sym.NonNil)
		case success && used && ssaquery.IsPointer(t) && q.Res.Types.Matters(t): // what came of the use
			s.Set(v, index, sym.NonNil)
		}
	}
}

// foregone runs a call of a declared function of the package without following it, if what that does with the resource
// can be told beforehand, and it is long. It reports whether it could, and then, whether the path goes on.
func (q *search) foregone(s *path.State, call *site) (done, on bool) {
	fn := call.Fn
	if !s.Active() || fn.Parent() != nil || fn.Synthetic != "" || len(call.Args) > len(fn.Params) {
		return false, true
	}
	carrier := -1
	for i, a := range call.Args {
		switch {
		// What the function makes of the error, or of a literal, is a matter of this path.
		case a == sym.FirstNil, a.Kind == sym.KindFunc:
			return false, true
		case !q.Carries(s, a):
		case carrier >= 0 || !q.isPlain(a):
			return false, true
		default:
			carrier = i
		}
	}
	// A short function is followed: its conditions may be worth more than its summary.
	if carrier < 0 || len(fn.Blocks) <= maxTestBlocks && !q.Res.Rules.Contract(fn, carrier).Known() {
		return false, true
	}
	e := q.Know.Param(fn, carrier, call.Args[carrier])
	if !e.Known() || !q.Res.Rules.Foregoes(e) {
		return false, true
	}
	for i, a := range call.Args {
		if i != carrier {
			q.expose(s, a, fn.Params[i].Type())
		}
	}
	return true, q.apply(s, call, []Given{{Effect: e, a: call.Args[carrier], Why: WhyCallee}})
}

// isPlain reports whether a, which carries the resource, is such that nothing has to be known of this path to
// say what a function does with it.
func (q *search) isPlain(a sym.Value) bool {
	return a.Kind == sym.KindObject || a.Kind == sym.KindResource || a.Kind == sym.KindHolder && q.Res.Life.Reusable
}

// releaseBy ends the obligation: the call releases the resource.
func (q *search) releaseBy(s *path.State, call *site, why Reason) {
	if !s.Active() {
		return
	}
	s.Status = q.Res.Life.done()
	q.Released = true
	q.Optional = q.Optional || q.Acq.Param != nil && q.guarded(s, call.Instr.Block())
	if d := deferredBy(s, call); d != nil {
		q.noteLate(d)
	}
	q.trace.ended(s, why)
}

// noteLate notes that the call that d defers releases the resource, or does what releases it.
func (q *search) noteLate(d *ssa.Defer) {
	for _, known := range q.Late {
		if known == d {
			return
		}
	}
	q.Late = append(q.Late, d)
}
