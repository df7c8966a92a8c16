package search

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

func (q *search) choose(s *path.State, sel *ssa.Select) bool {
	if !slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool { return q.moves(s, st) }) {
		return false
	}
	kind := path.Unreceived
	if slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool { return st.Dir == types.SendOnly && q.moves(s, st) }) {
		kind = path.Unsent
	}
	n := sel.Type().(*types.Tuple).Len()
	received := 2 // the index of the tuple where the next received value stands
	for i, st := range sel.States {
		if st.Dir == types.RecvOnly && q.isEmpty(s, st.Chan) {
			received++
			continue
		}
		c := s.Copy()
		c.Set(sel, 0, sym.IntOf(int64(i)))
		switch moves := q.moves(s, st); {
		case moves && st.Dir == types.RecvOnly:
			q.receives(c, st, sel, received, n)
		case moves:
			q.sendsCase(c, st)
		default:
			q.passOver(c, st, kind)
		}
		if st.Dir == types.RecvOnly {
			received++
		}
		q.resume(c)
	}
	if !sel.Blocking && !q.hasRoom(s, sel) {
		s.Set(sel, 0, sym.IntOf(-1))
		s.Note(path.Step{Kind: kind, Pos: sel.Pos()})
		q.resume(s)
	}
	return true
}

func (q *search) hasRoom(s *path.State, sel *ssa.Select) bool {
	for _, st := range sel.States {
		mk, ok := st.Chan.(*ssa.MakeChan)
		if st.Dir != types.SendOnly || !ok || s.Top.Fn.Repeats[sel.Block().Index] {
			continue
		}
		if size, ok := mk.Size.(*ssa.Const); ok && sym.ConstOf(size).N > 0 && len(sendsTo(mk)) == 1 {
			return true
		}
	}
	return false
}

func (q *search) isEmpty(s *path.State, ch ssa.Value) bool {
	if mk, ok := ch.(*ssa.MakeChan); ok && len(sendsTo(mk)) == 0 {
		return true
	}
	p, of := q.pipeOf(s, ch)
	return of != nil && !of.several && !of.closed && !q.Carries(s, p.Addr())
}

func sendsTo(mk *ssa.MakeChan) (list []ssa.Instruction) {
	for _, r := range ssaquery.Referrers(mk) {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
		case *ssa.Select:
			if slices.ContainsFunc(r.States, func(st *ssa.SelectState) bool { return st.Chan == mk && st.Dir == types.SendOnly || st.Send == mk }) {
				list = append(list, r)
			}
		default:
			list = append(list, r)
		}
	}
	return list
}

func (q *search) receives(s *path.State, st *ssa.SelectState, sel *ssa.Select, i, n int) {
	s.Set(sel, 1, sym.True)
	p, of := q.pipeOf(s, st.Chan)
	if of == nil {
		q.take(s, q.mailbox(st.Chan), sel, i, n)
		return
	}
	if of.several {
		q.resume(s.Copy())
	}
	q.takeOut(s, p, sel, i, n)
}

func (q *search) sendsAway(s *path.State, ch ssa.Value, a sym.Value) {
	if mk := ssaquery.MadeChan(ch); mk != nil && q.pipe(mk) != nil {
		q.Stored = q.Stored || s.Active() && q.Carries(s, a)
	}
	q.escape(s, a, whySent)
}

func (q *search) sendsCase(s *path.State, st *ssa.SelectState) {
	p, of := q.pipeOf(s, st.Chan)
	if of == nil || s.Eval(p.Base.(*ssa.MakeChan).Size) == sym.IntOf(0) {
		q.sendsAway(s, st.Chan, s.Eval(st.Send))
		return
	}
	q.put(s, p.Below(anyElement), s.Eval(st.Send), st.Send)
}

func (q *search) moves(s *path.State, st *ssa.SelectState) bool {
	if st.Dir == types.SendOnly {
		return s.Active() && q.Carries(s, s.Eval(st.Send))
	}
	if p, of := q.pipeOf(s, st.Chan); of != nil {
		return q.Carries(s, p.Addr())
	}
	mk := q.mailbox(st.Chan)
	return mk != nil && q.Carries(s, sym.Place{Base: mk}.Addr())
}

func (q *search) resume(s *path.State) {
	if !q.settled(s) {
		s.At(s.Top.Block, s.Top.Next+1)
		q.push(s)
	}
}

func (q *search) passOver(s *path.State, st *ssa.SelectState, kind path.StepKind) {
	if q.Res.Rules.Ended(st.Chan) {
		q.keep(s, whyContext)
		return
	}
	if st.Send != nil {
		q.shareCaptured(s, s.Eval(st.Send))
	}
	s.Note(path.Step{Kind: kind, Pos: st.Pos})
}
