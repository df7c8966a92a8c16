package search

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A Pipe is a channel to which several goroutines, or a loop, send, and from which only the function that makes it
// receives. To the search it is a container: what is received may be the resource, and if others send as well, it may be
// something else, so that the resource stays behind.
//
// How often the function receives is not compared with how often something is sent. So a path that leaves a loop that
// receives, with the resource in the pipe, tells something only if it does so because of what it received.
type Pipe struct {
	receives []ssa.Instruction
	several  bool // several goroutines send, in any order; what one of them sends in a loop has an order
	closed   bool // somebody closes it
	own      bool // only the function itself sends: what it sent is there when it receives
}

// pipe returns what is known of the channel that mk makes, if that is a pipe, or nil.
func (env *Env) pipe(mk *ssa.MakeChan) *Pipe {
	p, ok := env.Pipes[mk]
	if !ok {
		p = env.findPipe(mk)
		env.Pipes[mk] = p
	}
	return p
}

func (env *Env) findPipe(mk *ssa.MakeChan) *Pipe {
	host := mk.Parent()
	if env.mailbox(mk) != nil || env.Know.Function(host).Repeats[mk.Block().Index] {
		return nil
	}
	u := channelUse{host: host, many: true}
	if !u.follow(mk) || len(u.sends) == 0 {
		return nil
	}
	p := &Pipe{receives: u.receives, closed: u.closed, own: true}
	for _, send := range u.sends {
		if !belongsTo(send.Parent(), host) {
			return nil
		}
		p.own = p.own && send.Parent() == host
		p.several = p.several || env.startsAgain(send.Parent(), host) || goroutineOf(send) != goroutineOf(u.sends[0])
	}
	return p
}

// goroutineOf returns the function that sends, or that calls or defers where it stands the literal that does: what one
// function sends has an order.
func goroutineOf(send ssa.Instruction) *ssa.Function {
	fn := send.Parent()
	for fn.Parent() != nil && ssaquery.CalledInPlace(fn) {
		fn = fn.Parent()
	}
	return fn
}

// belongsTo reports whether fn is host, or a function literal in it.
func belongsTo(fn, host *ssa.Function) bool {
	for fn != nil && fn != host {
		fn = fn.Parent()
	}
	return fn != nil
}

// startsAgain reports whether fn, a function literal in host, may be made more than once for a call of host.
func (env *Env) startsAgain(fn, host *ssa.Function) bool {
	for ; fn != host; fn = fn.Parent() {
		made := ssaquery.MakeClosureOf(fn)
		if made != nil && env.Know.Function(made.Parent()).Repeats[made.Block().Index] {
			return true
		}
	}
	return false
}

// inPipe reports whether a pipe holds the resource.
func (q *search) inPipe(s *path.State) bool {
	return slices.ContainsFunc(s.Places, func(e path.PlaceEntry) bool {
		mk, ok := e.Place.Base.(*ssa.MakeChan)
		return ok && q.Pipes[mk] != nil && q.Carries(s, e.Value)
	})
}

// tellsMore reports whether a receive from ch may come before the resource is received from a pipe: not if ch is a channel
// of the function by which the goroutines that send to the pipe may say that they are done.
func (q *search) tellsMore(ch ssa.Value) bool {
	mk := ssaquery.MadeChan(ch)
	if mk == nil {
		return true
	}
	of := q.pipe(mk)
	return of != nil && of.several && !of.closed
}

// pipeOf returns the place of the channel ch, if that is a pipe of a function that runs.
func (q *search) pipeOf(s *path.State, ch ssa.Value) (sym.Place, *Pipe) {
	mk := ssaquery.MadeChan(ch)
	if mk == nil || q.Res.Life.Reusable || !q.Res.Types.May(mk.Type().Underlying().(*types.Chan).Elem()) {
		return sym.Place{}, nil
	}
	p := q.pipe(mk)
	if p == nil {
		return sym.Place{}, nil
	}
	for f := s.Top; f != nil; f = f.Up {
		if f.Fn.Function == mk.Parent() {
			return sym.Place{Base: mk}, p
		}
	}
	return sym.Place{}, nil
}

// pour executes v = <-ch, for a pipe at p which holds the resource: that is what comes, or what somebody else has sent
// before.
func (q *search) pour(s *path.State, p sym.Place, of *Pipe, v *ssa.UnOp) {
	if of.several {
		c := s.Copy()
		if v.CommaOk {
			c.Set(v, 1, sym.True)
		}
		c.At(s.Top.Block, s.Top.Next+1)
		q.push(c)
	}
	n := 1
	if v.CommaOk {
		n = 2
		s.Set(v, 1, sym.True)
	}
	q.takeOut(s, p, v, 0, n)
}

// takeOut makes what is in the pipe at p result i of n of v, and empties the pipe.
func (q *search) takeOut(s *path.State, p sym.Place, v ssa.Value, i, n int) {
	q.takeElement(s, p.Below(anyElement), v, i, n)
	s.Places = path.DeleteWithin(s.Places, p)
}

// staysBehind reports whether the path, which goes from one block to another, leaves a loop that receives from a pipe
// with the resource in it, for a reason that has nothing to do with what was received: whether it would be received, if
// it was sent, is not known.
func (q *search) staysBehind(s *path.State, from, to *ssa.BasicBlock) bool {
	for _, e := range s.Places {
		mk, ok := e.Place.Base.(*ssa.MakeChan)
		if !ok || mk.Parent() != from.Parent() || q.Pipes[mk] == nil || !q.Carries(s, e.Value) {
			continue
		}
		for _, r := range q.Pipes[mk].receives {
			at := r.Block()
			if !q.leadsTo(at)[to.Index] && (q.inLoop(from, at) && !dependsOn(from, at) || q.guards(from, at)) {
				return true
			}
		}
	}
	return false
}

// inLoop reports whether a and b are in the same loop.
func (q *search) inLoop(a, b *ssa.BasicBlock) bool {
	return q.leadsTo(a)[b.Index] && q.leadsTo(b)[a.Index]
}

// guards reports whether the branch at the end of b asks whether a loop that receives in the block at has a first round.
func (q *search) guards(b, at *ssa.BasicBlock) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || !q.inLoop(b.Succs[0], at) && !q.inLoop(b.Succs[1], at) {
		return false
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	return ok && sym.Mirror(cmp.Op) != cmp.Op && ssaquery.IsInteger(cmp.X)
}

// leadsTo returns which blocks lead to b, itself included.
func (q *search) leadsTo(b *ssa.BasicBlock) []bool {
	list, ok := q.leading[b]
	if !ok {
		list = flow.LeadingTo(b)
		q.spend(len(list) / flow.CheapSteps)
		q.leading[b] = list
	}
	return list
}

// dependsOn reports whether the branch at the end of b depends on what the block at receives.
func dependsOn(b, at *ssa.BasicBlock) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	return comesFrom(branch.Cond, func(v ssa.Value) bool {
		switch v := v.(type) {
		case *ssa.Select:
			return v.Block() == at
		case *ssa.UnOp:
			return v.Op == token.ARROW && v.Block() == at
		}
		return false
	})
}

// comesFrom reports whether v is computed from a value that is such, in the same function. What counts the rounds of a
// loop, or is chosen by the way taken, is not looked into.
func comesFrom(v ssa.Value, such func(ssa.Value) bool) bool {
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value) bool
	visit = func(v ssa.Value) bool {
		if v == nil || seen[v] || len(seen) > 200 {
			return false
		}
		seen[v] = true
		if such(v) {
			return true
		}
		switch v := v.(type) {
		case *ssa.Phi, *ssa.MakeChan:
			return false
		case *ssa.Alloc:
			return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
				store, ok := r.(*ssa.Store)
				return ok && store.Addr == v && visit(store.Val)
			})
		}
		instr, ok := v.(ssa.Instruction)
		if !ok {
			return false
		}
		var room [8]*ssa.Value
		return slices.ContainsFunc(instr.Operands(room[:0]), func(op *ssa.Value) bool { return *op != nil && visit(*op) })
	}
	return visit(v)
}
