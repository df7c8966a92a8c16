package percallclient

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// paths finds the paths of a function on which a pool gets an idle connection that nothing
// closes.
type paths struct {
	f      *flow
	events map[ssa.Instruction]summary // of sends and reaps, in whatever function
	done   map[*ssa.Function]summary
}

// A summary says what an instruction or function does with the pool.
type summary struct {
	sends bool
	reaps bool
}

func newPaths(f *flow) *paths {
	p := &paths{f: f, events: make(map[ssa.Instruction]summary), done: make(map[*ssa.Function]summary)}
	note := func(list []ssa.Instruction, does summary) {
		for _, instr := range list {
			e := p.events[instr]
			p.events[instr] = summary{e.sends || does.sends, e.reaps || does.reaps}
		}
	}
	note(f.sends, summary{sends: true})
	note(f.reaps, summary{reaps: true})
	return p
}

// summary returns what a call of fn does: if it sends on a path and does not reap then, a
// reaping on other paths does not count.
func (p *paths) summary(fn *ssa.Function) summary {
	if s, ok := p.done[fn]; ok {
		return s
	}
	p.done[fn] = summary{}
	var s summary
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			does := p.at(instr)
			s.sends = s.sends || does.sends
			s.reaps = s.reaps || does.reaps
		}
	}
	if s.sends && s.reaps && len(fn.Blocks) > 0 {
		if leak := p.search(fn.Blocks[0], 0, nil); leak != nil {
			s.reaps = false
		}
	}
	p.done[fn] = s
	return s
}

// at returns what instr does.
func (p *paths) at(instr ssa.Instruction) summary {
	s := p.events[instr]
	var fn *ssa.Function
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		if fn = instr.Common().StaticCallee(); fn == nil || !p.passes(fn, instr) {
			return s
		}
	case *ssa.MakeClosure:
		// A closure that is called we do not know where: as if it were here.
		if fn = instr.Fn.(*ssa.Function); len(p.f.calls[fn]) > 0 {
			return s
		}
	default:
		return s
	}
	of := p.summary(fn)
	return summary{s.sends || of.sends, s.reaps || of.reaps}
}

// passes reports whether the call passes a carrier to fn, or is that of a closure with one.
func (p *paths) passes(fn *ssa.Function, call ssa.CallInstruction) bool {
	for _, c := range p.f.calls[fn] {
		if c == call {
			return true
		}
	}
	return false
}

// leak returns the return, or another instruction, at which the pool is dropped with an idle
// connection on some path from where it is made, or nil.
func (p *paths) leak() ssa.Instruction {
	made := p.f.made.instr
	for i, instr := range made.Block().Instrs {
		if instr == made {
			return p.search(made.Block(), i+1, decided(made.Block()))
		}
	}
	return nil
}

// search looks for a path from the i-th instruction of b that sends, and then returns without
// closing the idle connections. What is in known goes one way only.
func (p *paths) search(b *ssa.BasicBlock, i int, known map[ssa.Value]bool) ssa.Instruction {
	type state struct {
		b    *ssa.BasicBlock
		sent ssa.Instruction
	}
	seen := make(map[state]bool)
	var visit func(b *ssa.BasicBlock, i int, sent ssa.Instruction) ssa.Instruction
	visit = func(b *ssa.BasicBlock, i int, sent ssa.Instruction) ssa.Instruction {
		for _, instr := range b.Instrs[i:] {
			if instr == p.f.made.instr { // another one from here on
				if sent != nil {
					return instr
				}
				return nil
			}
			does := p.at(instr)
			switch {
			case does.reaps:
				return nil
			case does.sends:
				sent = instr
			}
			if _, returns := instr.(*ssa.Return); returns && sent != nil {
				return instr
			}
		}
		for j, next := range b.Succs {
			after := sent
			if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
				holds := j == 0
				if way, ok := known[branch.Cond]; ok && way != holds || p.excludes(branch.Cond, holds) {
					continue
				}
				if failed(branch.Cond, holds, sent) {
					after = nil
				}
			}
			s := state{next, after}
			if seen[s] {
				continue
			}
			seen[s] = true
			if leak := visit(next, 0, after); leak != nil {
				return leak
			}
		}
		return nil
	}
	return visit(b, i, nil)
}

// decided returns the conditions of which the outcome is known at b.
func decided(b *ssa.BasicBlock) map[ssa.Value]bool {
	known := make(map[ssa.Value]bool)
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || reaches(b, func(next *ssa.BasicBlock) bool { return next == d }) {
			continue // in a loop it is decided again
		}
		for j, succ := range d.Succs {
			if len(succ.Preds) == 1 && succ.Dominates(b) {
				known[branch.Cond] = j == 0
			}
		}
	}
	return known
}

// excludes reports whether cond cannot be as holds says, for the pool is there: a carrier is
// not nil, and has the method that it is asked for.
func (p *paths) excludes(cond ssa.Value, holds bool) bool {
	switch cond := cond.(type) {
	case *ssa.BinOp:
		x, ok := nilTest(cond)
		return ok && p.f.seen[x] && (cond.Op == token.EQL) == holds
	case *ssa.Extract:
		assert, ok := cond.Tuple.(*ssa.TypeAssert)
		return ok && cond.Index == 1 && p.f.seen[assert.X] && !holds
	}
	return false
}

// nilTest returns what cond compares with nil.
func nilTest(cond *ssa.BinOp) (ssa.Value, bool) {
	if cond.Op != token.EQL && cond.Op != token.NEQ {
		return nil, false
	}
	if k, ok := cond.Y.(*ssa.Const); ok && k.IsNil() {
		return cond.X, true
	}
	if k, ok := cond.X.(*ssa.Const); ok && k.IsNil() {
		return cond.Y, true
	}
	return nil, false
}

// failed reports whether cond, if it is as holds says, means that the sending call returned an
// error: then there is no idle connection.
func failed(cond ssa.Value, holds bool, sent ssa.Instruction) bool {
	call, ok := sent.(*ssa.Call)
	if !ok {
		return false
	}
	test, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	x, ok := nilTest(test)
	if !ok || (test.Op == token.NEQ) != holds {
		return false
	}
	return isErrorOf(x, call, 0)
}

// isErrorOf reports whether v may be the error that call returned.
func isErrorOf(v ssa.Value, call *ssa.Call, depth int) bool {
	if depth > 5 || v == nil || !isError(v) {
		return false
	}
	switch v := v.(type) {
	case *ssa.Call:
		return v == call
	case *ssa.Extract:
		return v.Tuple == call
	case *ssa.Phi:
		for _, e := range v.Edges {
			if isErrorOf(e, call, depth+1) {
				return true
			}
		}
	case *ssa.UnOp: // a variable
		if alloc, ok := v.X.(*ssa.Alloc); ok {
			for _, ref := range *alloc.Referrers() {
				if store, ok := ref.(*ssa.Store); ok && store.Addr == alloc && isErrorOf(store.Val, call, depth+1) {
					return true
				}
			}
		}
	}
	return false
}

// isError reports whether v is an error.
func isError(v ssa.Value) bool {
	return types.Identical(v.Type(), types.Universe.Lookup("error").Type())
}
