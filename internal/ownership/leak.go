package ownership

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// nextRound reports whether a path leaks at a return that stands before the acquisition, so that
// it must have come round a loop.
func (q *found) nextRound(l *leak) bool {
	return l.kind == Path && l.exit.IsValid() && q.acq.param == nil && l.exit < q.acq.instr.Pos()
}

// valid returns the shortest leak, preferably one of a body that came without an error, that rests on no unproved answer, or nil: an
// answer is proved if its opposite leaks as well. A path that was walked to its end
// is a proof also if the search then gave up.
func (q *found) valid() *leak {
	leaks := make(map[assumption]bool)
	for _, l := range q.leaks {
		for _, g := range l.guesses {
			leaks[g] = true
		}
	}
	var best *leak
next:
	for _, l := range q.leaks {
		for _, g := range l.guesses {
			if !leaks[assumption{g.call, !g.answer}] {
				continue next
			}
		}
		switch {
		case best == nil, best.with != nil && l.with == nil:
			best = l
		case best.with == nil && l.with == nil && q.nextRound(best) && !q.nextRound(l):
			best = l
		}
	}
	return best
}

// A leak is a path on which the obligation ends unfulfilled.
type leak struct {
	kind    Kind
	exit    token.Pos
	trail   *step
	guesses []assumption
	tag     int64
	with    *outcome // the outcome that the path began with, if that has an error next to the body
}

// leak records that the obligation of s ends unfulfilled.
func (q *search) leak(s *state, kind Kind, exit token.Pos) {
	q.trace.leaks(kind)
	q.leaks = append(q.leaks, &leak{kind: kind, exit: exit, trail: s.trail, guesses: s.guesses, tag: s.tag, with: q.begun(s.with)})
	if len(q.leaks) > maxLeaks {
		q.leaks = q.leaks[:maxLeaks]
	}
}

// leakOf returns the leak of acq, which is in fn, or nil.
func (b *bodies) leakOf(acq *acquisition, fn *ssa.Function) *Leak {
	if acq.value() == nil { // go or defer: nobody gets the result
		return &Leak{Call: acq.call, Kind: Discard}
	}
	for root := fn; root != nil; root = root.Parent() {
		q := b.e.search(acq, root)
		if l := q.valid(); l != nil && l.with != nil && l.with.from != nil {
			return b.returnedWithError(acq, l.with)
		} else if l != nil {
			if root == fn && b.e.refuted(acq, fn) {
				return nil
			}
			return b.explain(q, l)
		}
		if q.gaveUp || !q.stored {
			return nil // nobody around fn gets it
		}
	}
	return nil
}

// refuted reports whether a leak in the function literal fn cannot happen where that is called: only
// in place, by a function whose conditions hold in it, too.
func (e *engine) refuted(acq *acquisition, fn *ssa.Function) bool {
	root := fn
	for root.Parent() != nil && calledInPlace(root) {
		root = root.Parent()
	}
	if root == fn {
		return false
	}
	q := e.search(acq, root)
	return q.reached && !q.gaveUp && q.valid() == nil
}

// calledInPlace reports whether all that is done with a function literal is to call or to defer it where it
// stands.
func calledInPlace(fn *ssa.Function) bool {
	uses := 0
	for _, b := range fn.Parent().Blocks {
		for _, instr := range b.Instrs {
			var room [8]*ssa.Value
			for _, op := range instr.Operands(room[:0]) {
				if *op == nil {
					continue
				}
				if got, ok := functionOf(*op); !ok || got != fn {
					continue
				}
				switch instr := instr.(type) {
				case *ssa.MakeClosure:
				case *ssa.Call:
					if instr.Call.Value != *op {
						return false
					}
					uses++
				case *ssa.Defer:
					if instr.Call.Value != *op {
						return false
					}
					uses++
				default:
					return false
				}
			}
		}
	}
	return uses > 0
}

// returnedWithError returns the leak of a body that a function of this package returns open next
// to an error. By convention its callers need not look at it then, so it is a leak of that
// function, however many callers it has.
func (b *bodies) returnedWithError(caller *acquisition, o *outcome) *Leak {
	from := o.from
	for depth := 0; depth < maxDepth; depth++ { // the function may itself call such a function
		deeper := failing(from)
		if deeper == nil || deeper.from == nil {
			break
		}
		o, from = deeper, deeper.from
	}
	if b.blamed[from.call] {
		return nil
	}
	b.blamed[from.call] = true
	return &Leak{
		Call:   from.call,
		Kind:   WithError,
		Caller: caller.call,
		Steps:  []Step{{Kind: Return, Pos: o.exit, Func: from.call.Parent()}},
		Kept:   true,
	}
}

// failing returns the outcome of a with an error next to the body, if there is one.
func failing(a *acquisition) *outcome {
	for i, o := range a.outcomes {
		if o.fate == open && o.failed(a.call.Common().Signature().Results()) {
			return &a.outcomes[i]
		}
	}
	return nil
}

// explain makes a leak presentable.
func (b *bodies) explain(q *found, l *leak) *Leak {
	out := &Leak{Call: q.acq.call, Kind: l.kind, Kept: q.kept, Released: q.released, Nilable: nilable(q.acq), Bare: b.mayBeBare(q.acq.call)}
	if q.root.Function == q.acq.call.Parent() {
		out.Confined, out.Returned = confined(q.acq)
	}
	for _, l := range q.leaks {
		out.Exits = append(out.Exits, l.exit)
		out.Failing = out.Failing || l.with != nil
	}
	if len(q.leaks) == maxLeaks {
		out.Exits = append(out.Exits, token.NoPos)
	}
	for st := l.trail; st != nil; st = st.before {
		out.Steps = append(out.Steps, st.Step)
	}
	for i, j := 0, len(out.Steps)-1; i < j; i, j = i+1, j-1 {
		out.Steps[i], out.Steps[j] = out.Steps[j], out.Steps[i]
	}
	switch {
	case unused(q):
		out.Kind = Discard
	case l.kind == Path && !q.kept && !q.released && !q.gaveUp:
		out.Kind = Never
	case l.kind == Path:
		for _, st := range out.Steps {
			if st.Kind == Replace {
				out.Kind = Overwrite
			}
		}
	}
	return out
}

// unused reports whether nothing refers to what the call acquired.
func unused(q *found) bool {
	v := q.acq.call.Value()
	for _, o := range q.acq.outcomes {
		if o.fate != open {
			continue
		}
		for i, a := range o.results {
			switch a.kind {
			case response, body, holder, address, aggregate:
			default:
				continue
			}
			used := resultValue(v, i, len(o.results))
			if used == nil || used.Referrers() == nil {
				continue
			}
			if len(*used.Referrers()) > 0 {
				return false
			}
		}
	}
	return true
}
