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
	// A branch matters if its condition decides something of interest; what it decides makes the values in its
	// condition decide, and they may make other branches matter: a fixed point, which grows only.
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
	// One of its ways never comes to where the other goes: the function ends differently.
	if join < 0 {
		return true
	}
	for phi := range ssaquery.Phis(f.Blocks[join]) {
		// At the join, which way was taken shows in the phis alone.
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
		// A variable of the function, or of that around it: a load of it may decide something.
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
		// Of the built-in functions only this one puts something where it is found again.
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
