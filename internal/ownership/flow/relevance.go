package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ssaquery"
)

// findRelevant, together with findDeciding, marks the blocks whose branch can matter to the resource: something of
// interest lies between the branch and the block where its ways meet again, or a value
// of interest depends there on the way taken. Of other branches the search remembers nothing:
// code with many independent options would otherwise have too many states. It reports false if that takes too many steps.
func (f *Function) findRelevant() bool {
	f.Relevant = make([]bool, len(f.Blocks))
	interesting := make([]bool, len(f.Blocks))
	for _, b := range f.Blocks {
		for _, instr := range b.Instrs {
			if f.ofInterest(instr) {
				interesting[b.Index] = true
				break
			}
		}
	}
	joins := f.joins()
	for again := true; again; {
		again = false
		f.findDeciding()
		for _, b := range f.Blocks {
			if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && !f.Relevant[b.Index] {
				if !f.Account.Charge(1 + len(f.Blocks)/CheapSteps) { // for seen; the rest is charged as it is visited
					return false
				}
				f.Relevant[b.Index] = f.branchMatters(b, joins[b.Index], interesting)
				again = again || f.Relevant[b.Index] // its condition may make others matter
			}
		}
	}
	return true
}

// branchMatters looks at all blocks between b and join, which is -1 if the ways never meet.
func (f *Function) branchMatters(b *ssa.BasicBlock, join int, interesting []bool) bool {
	if join < 0 {
		return true
	}
	for _, instr := range f.Blocks[join].Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		if f.decides.Has(f.Index[phi]) || ssaquery.IsError(phi.Type()) || f.interest.Matters(phi.Type()) {
			return true
		}
	}
	seen := make([]bool, len(f.Blocks))
	stack := []*ssa.BasicBlock{b.Succs[0], b.Succs[1]}
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c.Index == join || seen[c.Index] {
			continue
		}
		seen[c.Index] = true
		f.Account.Charge(1)
		if interesting[c.Index] || c == b { // a loop may repeat something of interest
			return true
		}
		stack = append(stack, c.Succs...)
	}
	return false
}

// joins returns for each block the first block that all ways from it to an end of the
// function lead through (its immediate postdominator), or -1.
func (f *Function) joins() []int {
	n := len(f.Blocks)
	exit := n // all ends, as one block
	order := f.postOrder()
	position := make([]int, n+1) // in order; the exit comes last
	for i := range position {
		position[i] = -1
	}
	for i, b := range order {
		position[b] = i
	}
	// order has every block after those that it leads to, loops aside; the equations go from the ends backwards.
	join := make([]int, n+1)
	for i := range join {
		join[i] = -1
	}
	join[exit] = exit
	rank := func(b int) int { // greater is farther from the exit
		if b == exit {
			return -1
		}
		return position[b]
	}
	meet := func(a, b int) int {
		for a != b {
			for rank(a) > rank(b) {
				a = join[a]
			}
			for rank(b) > rank(a) {
				b = join[b]
			}
		}
		return a
	}
	for changed := true; changed; {
		changed = false
		for _, b := range order {
			next := -1
			succs := f.Blocks[b].Succs
			if len(succs) == 0 {
				next = exit
			}
			for _, s := range succs {
				switch {
				case join[s.Index] < 0: // not known yet, or in an endless loop
				case next < 0:
					next = s.Index
				default:
					next = meet(next, s.Index)
				}
			}
			if next >= 0 && join[b] != next {
				join[b] = next
				changed = true
			}
		}
	}
	for b := range n {
		if join[b] == exit {
			join[b] = -1
		}
	}
	return join[:n]
}

// postOrder returns the blocks in the order of a depth-first search's returns, from the
// ends of the function backwards along the edges.
func (f *Function) postOrder() []int {
	// A reverse post-order of the reversed graph, started at the ends.
	seen := make([]bool, len(f.Blocks))
	var order []int
	type visit struct {
		block *ssa.BasicBlock
		next  int
	}
	for _, end := range f.Blocks {
		if len(end.Succs) > 0 || seen[end.Index] {
			continue
		}
		seen[end.Index] = true
		stack := []visit{{end, 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next < len(top.block.Preds) {
				p := top.block.Preds[top.next]
				top.next++
				if !seen[p.Index] {
					seen[p.Index] = true
					stack = append(stack, visit{p, 0})
				}
				continue
			}
			order = append(order, top.block.Index)
			stack = stack[:len(stack)-1]
		}
	}
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// ofInterest reports whether instr can have to do with the resource: make one, release it, keep it, end
// the function, or set what a later branch may depend on.
func (f *Function) ofInterest(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Return, *ssa.Panic, *ssa.Defer, *ssa.Go, *ssa.Send, *ssa.MapUpdate, *ssa.Select:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Store:
		switch instr.Addr.(type) {
		case *ssa.Alloc, *ssa.FreeVar:
			return true
		}
		t := instr.Val.Type()
		return ssaquery.IsBool(t) || ssaquery.IsError(t) || f.interest.Matters(t)
	case *ssa.Call:
		return f.callOfInterest(&instr.Call)
	}
	return false
}

func (f *Function) callOfInterest(c *ssa.CallCommon) bool {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		return b.Name() == "append" && f.interest.Matters(c.Args[0].Type())
	}
	if !c.IsInvoke() {
		fn, ok := c.Value.(*ssa.Function)
		if !ok || fn.Parent() != nil {
			return true // a function value, or a function literal
		}
	}
	return f.interest.Calls(c)
}
