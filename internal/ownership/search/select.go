package search

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// choose executes a select of which one case sends the resource, or receives from a mailbox with something in it: the
// path goes on with each of the cases, and only the one that is chosen sends, or receives. It reports whether that was so.
func (q *search) choose(s *path.State, sel *ssa.Select) bool {
	if !slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool { return q.moves(s, st) }) {
		return false
	}
	kind := path.Unreceived
	if slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool { return st.Dir == types.SendOnly && q.moves(s, st) }) {
		kind = path.Unsent
	}
	n := sel.Type().(*types.Tuple).Len()
	// A select without a default waits; which case is ready is not known, so each is followed.
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
	if !sel.Blocking && !q.hasRoom(s, sel) && !q.isFull(s, sel) {
		s.Set(sel, 0, sym.IntOf(-1))
		s.Note(path.Step{Kind: kind, Pos: sel.Pos()})
		q.resume(s)
	}
	return true
}

// hasRoom reports whether a case of sel sends to a channel of this function in which there is room, as nothing else is
// sent there: then something is chosen.
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

// isFull reports whether a case of sel receives the resource from a channel where it is for certain: then something is
// chosen.
func (q *search) isFull(s *path.State, sel *ssa.Select) bool {
	return slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool {
		p, of := q.pipeOf(s, st.Chan)
		return st.Dir == types.RecvOnly && of != nil && of.own && q.Carries(s, p.Addr())
	})
}

// isEmpty reports whether nothing can be received from the channel ch: nobody sends there at all, or only the resource is
// sent there, and is not in it.
func (q *search) isEmpty(s *path.State, ch ssa.Value) bool {
	if mk, ok := ch.(*ssa.MakeChan); ok && len(sendsTo(mk)) == 0 {
		return true
	}
	p, of := q.pipeOf(s, ch)
	return of != nil && !of.several && !of.closed && !q.Carries(s, p.Addr())
}

// sendsTo returns what may send to the channel that mk makes, or close it: anything but a receive.
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

// receives makes what the case st of sel receives result i of n, which is the resource or, where others send as well,
// something else.
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

// sendsAway sends a to a channel of which nobody keeps track here. That of a pipe may be kept in a search of the function
// that receives.
func (q *search) sendsAway(s *path.State, ch ssa.Value, a sym.Value) {
	if mk := ssaquery.MadeChan(ch); mk != nil && q.pipe(mk) != nil {
		q.Stored = q.Stored || s.Active() && q.Carries(s, a)
	}
	q.escape(s, a, whySent)
}

// sendsCase executes the case st of a select, which sends the resource. Where there is no room, somebody is there to
// receive it.
func (q *search) sendsCase(s *path.State, st *ssa.SelectState) {
	p, of := q.pipeOf(s, st.Chan)
	if of == nil || s.Eval(p.Base.(*ssa.MakeChan).Size) == sym.IntOf(0) {
		q.sendsAway(s, st.Chan, s.Eval(st.Send))
		return
	}
	q.put(s, p.Below(anyElement), s.Eval(st.Send), st.Send)
}

// moves reports whether the case st of a select, if that is chosen, sends the resource or receives it.
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

// resume puts s aside, to go on behind the instruction at which it stands, unless nothing more is to be learnt from it.
func (q *search) resume(s *path.State) {
	if !q.settled(s) {
		s.At(s.Top.Block, s.Top.Next+1)
		q.push(s)
	}
}

// passOver notes that a select takes the case st, and leaves the resource where it is: that is an event of the given kind.
func (q *search) passOver(s *path.State, st *ssa.SelectState, kind path.StepKind) {
	if q.Res.Rules.Ended(st.Chan) {
		q.keep(s, whyContext)
		return
	}
	if st.Dir == types.RecvOnly && kind == path.Unreceived && q.inPipe(s) && !q.tellsMore(st.Chan) {
		q.keep(s, whyDone)
		return
	}
	if st.Send != nil {
		q.shareCaptured(s, s.Eval(st.Send))
	}
	s.Note(path.Step{Kind: kind, Pos: st.Pos})
}
