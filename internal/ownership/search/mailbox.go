package search

import (
	"go/token"
	"go/types"

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
	host     *ssa.Function // which makes it
	many     bool          // several may send, and more than once
	sender   *ssa.Function // the function literal that sends
	sends    []ssa.Instruction
	receives []ssa.Instruction
	closed   bool // somebody closes it
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
			ok = r.Chan == v && (u.many || (u.sender == nil || u.sender == r.Parent()) && r.Parent().Parent() == u.host)
			u.sender = r.Parent()
			u.sends = append(u.sends, r)
		case *ssa.UnOp:
			ok = r.Op == token.ARROW && r.Parent() == u.host
			u.receives = append(u.receives, r)
		case *ssa.Select:
			ok = u.selected(r, v)
		case *ssa.Call:
			b, builtin := r.Call.Value.(*ssa.Builtin)
			ok = builtin && (b.Name() == "close" || b.Name() == "len" || b.Name() == "cap")
			u.closed = u.closed || ok && b.Name() == "close"
		case *ssa.Defer:
			b, builtin := r.Call.Value.(*ssa.Builtin)
			ok = builtin && b.Name() == "close"
			u.closed = true
		default:
			ok = false
		}
		if !ok {
			return false
		}
	}
	return true
}

// selected looks at a select with cases for the channel v.
func (u *channelUse) selected(sel *ssa.Select, v ssa.Value) bool {
	for _, st := range sel.States {
		switch {
		case st.Send == v:
			return false
		case st.Chan != v:
		case st.Dir == types.RecvOnly && sel.Parent() == u.host:
			u.receives = append(u.receives, sel)
		case st.Dir == types.SendOnly && u.many:
			u.sends = append(u.sends, sel)
		default:
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
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, b := range r.Bindings {
				if b == fv && !u.captured(fn.FreeVars[i]) {
					return false
				}
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
	if p, of := q.pipeOf(s, instr.Chan); of != nil {
		q.put(s, p.Below(anyElement), a, instr.X)
		return true
	}
	mk := q.mailbox(instr.Chan)
	switch {
	case mk == nil:
		q.sendsAway(s, instr.Chan, a)
	case instr.Parent() == q.Root.Function: // the function around it receives
		q.Stored = q.Stored || q.Carries(s, a)
		q.escape(s, a, whySent)
	default:
		return q.store(s, sym.Place{Base: mk}.Addr(), instr.X, instr.Pos())
	}
	return true
}

// receive executes v = <-ch.
func (q *search) receive(s *path.State, v *ssa.UnOp) {
	if p, of := q.pipeOf(s, v.X); of != nil && q.Carries(s, p.Addr()) {
		q.pour(s, p, of, v)
		return
	}
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
