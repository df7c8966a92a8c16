package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A point is the place before the instruction numbered next of a block.
type point struct {
	block *ssa.BasicBlock
	next  int
}

// bits is a set of small integers.
type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (b bits) Has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bits) add(i int) { b[i/64] |= 1 << (i % 64) }

func (b bits) remove(i int) { b[i/64] &^= 1 << (i % 64) }

func (b bits) clone() bits { return append(bits(nil), b...) }

func (b bits) addAll(c bits) bool {
	changed := false
	for i, w := range c {
		if b[i]|w != b[i] {
			b[i] |= w
			changed = true
		}
	}
	return changed
}

// uses calls visit for the values of the function that instr uses (a phi uses
// its operands at the ends of the blocks before it, so they are not included).
func (f *Function) uses(instr ssa.Instruction, visit func(int)) {
	if _, ok := instr.(*ssa.Phi); ok {
		return
	}
	var room [8]*ssa.Value
	for _, op := range instr.Operands(room[:0]) {
		if *op != nil {
			if i, ok := f.Index[*op]; ok {
				visit(i)
			}
		}
	}
	// What the first of equal comparisons found out is what this one will be asked for.
	if bin, ok := instr.(*ssa.BinOp); ok && f.Canon[bin] != nil {
		visit(f.Index[f.Canon[bin]])
	}
}

// findLive solves the usual backward equations for the ends of the blocks. It reports false if that takes too many steps.
func (f *Function) findLive() bool {
	n := len(f.Index)
	f.liveOut = make([]bits, len(f.Blocks))
	for i := range f.liveOut {
		f.liveOut[i] = newBits(n)
	}
	for changed := true; changed; {
		changed = false
		for i := len(f.Blocks) - 1; i >= 0; i-- { // most edges lead forward, so one round does nearly all
			b := f.Blocks[i]
			if !f.Account.Charge((len(b.Instrs) + len(f.Index)/64*(2+len(b.Preds))) / CheapSteps) {
				return false
			}
			changed = f.carryBack(b) || changed
		}
	}
	return true
}

// carryBack makes what is live at the beginning of b live at the ends of the blocks before it. It reports whether anything
// was not.
func (f *Function) carryBack(b *ssa.BasicBlock) bool {
	in := f.scan(b, 0)
	for phi := range ssaquery.Phis(b) {
		in.remove(f.Index[phi])
	}
	changed := false
	for j, pred := range b.Preds {
		out := f.liveOut[pred.Index]
		changed = out.addAll(in) || changed
		for phi := range ssaquery.Phis(b) { // its operand is used at the end of this block, and of no other
			if k, ok := f.Index[phi.Edges[j]]; ok && !out.Has(k) {
				out.add(k)
				changed = true
			}
		}
	}
	return changed
}

// scan returns what is live before instruction number next of b, phis counted as
// already done.
func (f *Function) scan(b *ssa.BasicBlock, next int) bits {
	live := f.liveOut[b.Index].clone()
	for i := len(b.Instrs) - 1; i >= next; i-- {
		instr := b.Instrs[i]
		if _, ok := instr.(*ssa.Phi); ok {
			break
		}
		// Backwards, a value is not live before it is made, unless its own operands make it so.
		if v, ok := instr.(ssa.Value); ok {
			live.remove(f.Index[v])
		}
		f.uses(instr, live.add)
	}
	return live
}

// LiveAt returns the values live before instruction number next of b. The result
// must not be changed.
func (f *Function) LiveAt(b *ssa.BasicBlock, next int) bits {
	p := point{b, next}
	// A search comes to the same point on many paths, and prunes at each.
	live, ok := f.points[p]
	if !ok {
		live = f.scan(b, next)
		f.Account.Charge(len(live) + (len(b.Instrs)-next)/CheapSteps)
		f.points[p] = live
	}
	return live
}
