package ownership

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A mailbox is a channel by which a goroutine hands its result to the function that started it,
// and to nobody else: a function makes the channel, starts one function literal that sends, and
// receives by itself. What is in it when the function returns is received by nobody.
//
// The search runs a goroutine where it is started, and a mailbox is a variable to it: a send
// stores, and a receive takes out what is there. That something else is chosen by a select although
// there is something in the mailbox is possible, for the goroutine may be slow.

// mailbox returns what makes the channel ch, if that is a mailbox, or nil.
func (env *environment) mailbox(ch ssa.Value) *ssa.MakeChan {
	mk := madeChan(ch)
	if mk == nil {
		return nil
	}
	is, ok := env.mailboxes[mk]
	if !ok {
		is = env.isMailbox(mk)
		env.mailboxes[mk] = is
	}
	if !is {
		return nil
	}
	return mk
}

// madeChan returns what makes the channel v, through a variable that holds nothing else.
func madeChan(v ssa.Value) *ssa.MakeChan {
	switch v := v.(type) {
	case *ssa.MakeChan:
		return v
	case *ssa.ChangeType: // to a channel of one direction
		return madeChan(v.X)
	case *ssa.UnOp:
		variable := v.X
		if fv, ok := variable.(*ssa.FreeVar); ok {
			variable = bindingOf(fv)
		}
		alloc, ok := variable.(*ssa.Alloc)
		if !ok || v.Op != token.MUL {
			return nil
		}
		var made *ssa.MakeChan
		for _, r := range *alloc.Referrers() {
			if store, ok := r.(*ssa.Store); ok {
				mk, ok := store.Val.(*ssa.MakeChan)
				if !ok || made != nil {
					return nil
				}
				made = mk
			}
		}
		return made
	}
	return nil
}

// isMailbox reports whether the channel that mk makes is a mailbox.
func (env *environment) isMailbox(mk *ssa.MakeChan) bool {
	host := mk.Parent()
	u := channelUse{host: host}
	if !env.res.types.matters(mk.Type().Underlying().(*types.Chan).Elem()) || env.know.function(host).repeats[mk.Block().Index] || !u.follow(mk) || u.sender == nil {
		return false
	}
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
	if started == nil || env.know.function(host).repeats[started.Block().Index] {
		return false
	}
	for _, send := range u.sends {
		if env.know.function(u.sender).repeats[send.Block().Index] {
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
	for _, r := range referrers(v) {
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
	for _, r := range referrers(fv) {
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
func (q *search) send(s *state, instr *ssa.Send) bool {
	a := s.eval(instr.X)
	mk := q.mailbox(instr.Chan)
	switch {
	case mk == nil:
		q.escape(s, a, whySent)
	case instr.Parent() == q.root.Function: // the function around it receives
		q.stored = q.stored || q.carries(s, a)
		q.escape(s, a, whySent)
	default:
		return q.store(s, place{base: mk}.addr(), instr.X, instr.Pos())
	}
	return true
}

// receive executes v = <-ch.
func (q *search) receive(s *state, v *ssa.UnOp) {
	mk := q.mailbox(v.X)
	if mk == nil || !q.carries(s, place{base: mk}.addr()) {
		return
	}
	if v.CommaOk {
		q.take(s, mk, v, 0, 2)
		s.set(v, 1, absTrue)
		return
	}
	q.take(s, mk, v, 0, 1)
}

// take makes what is in the mailbox result i of n of v, and empties the mailbox.
func (q *search) take(s *state, mk *ssa.MakeChan, v ssa.Value, i, n int) {
	p := place{base: mk}
	index := i
	if n == 1 {
		index = -1
	}
	content, ok := s.read(p)
	if base := resultValue(v, i, n); !ok && base != nil {
		s.copyParts(p, place{base: base})
		content = abs{kind: aggregate, base: base}
	}
	s.places = deleteWithin(s.places, p)
	if content.kind != unknown {
		s.set(v, index, content)
	}
}

// choose executes a select in which one of the channels is a mailbox with something in it: the
// path goes on with each of the cases. It reports whether that was so.
func (q *search) choose(s *state, sel *ssa.Select) bool {
	full := make(map[int]*ssa.MakeChan)
	for i, st := range sel.States {
		if st.Dir != types.RecvOnly {
			continue
		}
		if mk := q.mailbox(st.Chan); mk != nil && q.carries(s, place{base: mk}.addr()) {
			full[i] = mk
		}
	}
	if len(full) == 0 {
		return false
	}
	n := sel.Type().(*types.Tuple).Len()
	received := 2 // the index of the tuple where the next received value stands
	for i, st := range sel.States {
		c := s.copy()
		c.set(sel, 0, absOfInt(int64(i)))
		if st.Dir == types.RecvOnly {
			if mk := full[i]; mk != nil {
				q.take(c, mk, sel, received, n)
				c.set(sel, 1, absTrue)
			} else {
				q.passOver(c, st)
			}
			received++
		}
		c.at(s.top.block, s.top.next+1)
		q.push(c)
	}
	if !sel.Blocking {
		s.set(sel, 0, absOfInt(-1))
		s.note(Step{Kind: Unreceived, Pos: sel.Pos()})
		s.at(s.top.block, s.top.next+1)
		q.push(s)
	}
	return true
}

// passOver notes that a select takes the case st, and leaves in the mailbox what is there.
func (q *search) passOver(s *state, st *ssa.SelectState) {
	if q.res.rules.ended(st.Chan) {
		q.keep(s, whyContext)
		return
	}
	s.note(Step{Kind: Unreceived, Pos: st.Pos})
}
