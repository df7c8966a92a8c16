package search

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A mailbox is a channel by which a goroutine hands its result to the function that started it,
// and to nobody else: a function makes the channel, starts one function literal that sends, and
// receives by itself. What is in it when the function returns is received by nobody.
//
// The search runs a goroutine where it is started, and a mailbox is a variable to it: a send
// stores, and a receive takes out what is there. That something else is chosen by a select although
// there is something in the mailbox is possible, for the goroutine may be slow.

// mailbox returns what makes the channel ch, if that is a mailbox, or nil.
func (env *Env) mailbox(ch ssa.Value) *ssa.MakeChan {
	mk := ssaquery.MadeChan(ch)
	if mk == nil {
		return nil
	}
	is, ok := env.Mailboxes[mk]
	if !ok {
		is = env.isMailbox(mk)
		env.Mailboxes[mk] = is
	}
	if !is {
		return nil
	}
	return mk
}

// isMailbox reports whether the channel that mk makes is a mailbox.
func (env *Env) isMailbox(mk *ssa.MakeChan) bool {
	host := mk.Parent()
	u := channelUse{host: host}
	if !env.Res.Types.Matters(mk.Type().Underlying().(*types.Chan).Elem()) || env.Know.Function(host).Repeats[mk.Block().Index] || !u.follow(mk) || u.sender == nil {
		return false
	}
	// A second goroutine, or a second use of the literal, could send as well: then what is received is not what is
	// known here.
	var started *ssa.Go // the only thing that is done with the sender
	for _, b := range host.Blocks {
		for _, instr := range b.Instrs {
			made, ok := instr.(*ssa.MakeClosure)
			if !ok || made.Fn != u.sender {
				continue
			}
			refs := *made.Referrers()
			if len(refs) != 1 || started != nil {
				return false
			}
			if started, ok = refs[0].(*ssa.Go); !ok || started.Call.Value != made {
				return false
			}
		}
	}
	if started == nil || env.Know.Function(host).Repeats[started.Block().Index] {
		return false
	}
	// One value at most is in a mailbox.
	for _, send := range u.sends {
		if env.Know.Function(u.sender).Repeats[send.Block().Index] {
			return false
		}
	}
	return true
}

// A channelUse is what is done with a channel.
type channelUse struct {
	host   *ssa.Function // which makes it
	sender *ssa.Function // the function literal that sends
	sends  []*ssa.Send
}

// follow looks at all that is done with v, the channel. It returns false if that is not what is
// done with a mailbox.
func (u *channelUse) follow(v ssa.Value) bool {
	for _, r := range ssaquery.Referrers(v) {
		ok := true
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			ok = r.Val == v && u.variable(r.Addr)
		case *ssa.ChangeType:
			ok = u.follow(r)
		case *ssa.Send:
			ok = r.Chan == v && (u.sender == nil || u.sender == r.Parent()) && r.Parent().Parent() == u.host
			u.sender = r.Parent()
			u.sends = append(u.sends, r)
		case *ssa.UnOp:
			ok = r.Op == token.ARROW && r.Parent() == u.host
		case *ssa.Select:
			ok = r.Parent() == u.host
			for _, st := range r.States {
				ok = ok && (st.Chan != v || st.Dir == types.RecvOnly)
			}
		case *ssa.Call:
			b, builtin := r.Call.Value.(*ssa.Builtin)
			ok = builtin && (b.Name() == "close" || b.Name() == "len" || b.Name() == "cap")
		case *ssa.Defer:
			b, builtin := r.Call.Value.(*ssa.Builtin)
			ok = builtin && b.Name() == "close"
		default:
			ok = false
		}
		if !ok {
			return false
		}
	}
	return true
}

// variable looks at all that is done with the variable that holds the channel.
func (u *channelUse) variable(addr ssa.Value) bool {
	alloc, ok := addr.(*ssa.Alloc)
	if !ok {
		return false
	}
	stores := 0
	for _, r := range *alloc.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			stores++
		case *ssa.UnOp:
			if !u.follow(r) {
				return false
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, b := range r.Bindings {
				if b == alloc && !u.captured(fn.FreeVars[i]) {
					return false
				}
			}
		default:
			return false
		}
	}
	return stores == 1
}

// captured looks at all that a function literal does with the variable.
func (u *channelUse) captured(fv *ssa.FreeVar) bool {
	for _, r := range ssaquery.Referrers(fv) {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !u.follow(r) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// send executes a send.
func (q *search) send(s *path.State, instr *ssa.Send) bool {
	a := s.Eval(instr.X)
	mk := q.mailbox(instr.Chan)
	switch {
	case mk == nil:
		q.escape(s, a, whySent)
	case instr.Parent() == q.Root.Function: // the function around it receives
		q.Stored = q.Stored || q.Carries(s, a)
		q.escape(s, a, whySent)
	default:
		return q.Store(s, sym.Place{Base: mk}.Addr(), instr.X, instr.Pos())
	}
	return true
}

// receive executes v = <-ch.
func (q *search) receive(s *path.State, v *ssa.UnOp) {
	mk := q.mailbox(v.X)
	if mk == nil || !q.Carries(s, sym.Place{Base: mk}.Addr()) {
		return
	}
	if v.CommaOk {
		q.take(s, mk, v, 0, 2)
		s.Set(v, 1, sym.True)
		return
	}
	q.take(s, mk, v, 0, 1)
}

// take makes what is in the mailbox result i of n of v, and empties the mailbox.
func (q *search) take(s *path.State, mk *ssa.MakeChan, v ssa.Value, i, n int) {
	p := sym.Place{Base: mk}
	index := i
	if n == 1 {
		index = -1
	}
	content, ok := s.Read(p)
	if base := ssaquery.ResultValue(v, i, n); !ok && base != nil {
		s.CopyParts(p, sym.Place{Base: base})
		content = sym.Value{Kind: sym.KindAggregate, Base: base}
	}
	s.Places = path.DeleteWithin(s.Places, p)
	if content.Kind != sym.KindUnknown {
		s.Set(v, index, content)
	}
}

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
		if mk, ok := st.Chan.(*ssa.MakeChan); ok && st.Dir == types.RecvOnly && len(sendsTo(mk)) == 0 {
			received++ // nothing ever comes from there
			continue
		}
		c := s.Copy()
		c.Set(sel, 0, sym.IntOf(int64(i)))
		switch moves := q.moves(s, st); {
		case moves && st.Dir == types.RecvOnly:
			q.take(c, q.mailbox(st.Chan), sel, received, n)
			c.Set(sel, 1, sym.True)
		case moves:
			q.escape(c, c.Eval(st.Send), whySent)
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

// moves reports whether the case st of a select, if that is chosen, sends the resource or receives it.
func (q *search) moves(s *path.State, st *ssa.SelectState) bool {
	if st.Dir == types.SendOnly {
		return s.Active() && q.Carries(s, s.Eval(st.Send))
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
	if st.Send != nil {
		q.shareCaptured(s, s.Eval(st.Send))
	}
	s.Note(path.Step{Kind: kind, Pos: st.Pos})
}
