package flow

import (
	"golang.org/x/tools/go/ssa"
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
		for i := len(f.Blocks) - 1; i >= 0; i-- {
			b := f.Blocks[i]
			if !f.Account.Charge((len(b.Instrs) + len(f.Index)/64*(2+len(b.Preds))) / CheapSteps) {
				return false
			}
			in := f.scan(b, 0)
			for _, instr := range b.Instrs {
				phi, ok := instr.(*ssa.Phi)
				if !ok {
					break
				}
				in.remove(f.Index[phi])
			}
			for j, pred := range b.Preds {
				if f.liveOut[pred.Index].addAll(in) {
					changed = true
				}
				for _, instr := range b.Instrs {
					phi, ok := instr.(*ssa.Phi)
					if !ok {
						break
					}
					if k, ok := f.Index[phi.Edges[j]]; ok && !f.liveOut[pred.Index].Has(k) {
						f.liveOut[pred.Index].add(k)
						changed = true
					}
				}
			}
		}
	}
	return true
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
	live, ok := f.points[p]
	if !ok {
		live = f.scan(b, next)
		f.Account.Charge(len(live) + (len(b.Instrs)-next)/CheapSteps)
		f.points[p] = live
	}
	return live
}

// findCycles marks the blocks that can be reached from themselves.
func (f *Function) findCycles() {
	f.Repeats = make([]bool, len(f.Blocks))
	// A block repeats if its strongly connected component has an edge inside.
	index := make([]int, len(f.Blocks)) // 0: not visited
	low := make([]int, len(f.Blocks))
	onStack := make([]bool, len(f.Blocks))
	var stack []int
	counter := 0
	type visit struct{ block, succ int }
	for root := range f.Blocks {
		if index[root] != 0 {
			continue
		}
		calls := []visit{{root, 0}}
		for len(calls) > 0 {
			top := &calls[len(calls)-1]
			b := top.block
			if top.succ == 0 {
				counter++
				index[b], low[b] = counter, counter
				stack = append(stack, b)
				onStack[b] = true
			}
			if top.succ < len(f.Blocks[b].Succs) {
				s := f.Blocks[b].Succs[top.succ].Index
				top.succ++
				if s == b {
					f.Repeats[b] = true
				}
				if index[s] == 0 {
					calls = append(calls, visit{s, 0})
				} else if onStack[s] {
					low[b] = min(low[b], index[s])
				}
				continue
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				p := calls[len(calls)-1].block
				low[p] = min(low[p], low[b])
			}
			if low[b] != index[b] {
				continue
			}
			size := 0
			for i := len(stack) - 1; ; i-- {
				size++
				if stack[i] == b {
					break
				}
			}
			for _, m := range stack[len(stack)-size:] {
				onStack[m] = false
				if size > 1 {
					f.Repeats[m] = true
				}
			}
			stack = stack[:len(stack)-size]
		}
	}
}

// LeadingTo returns which blocks lead to target, itself included.
func LeadingTo(target *ssa.BasicBlock) []bool {
	leads := make([]bool, len(target.Parent().Blocks))
	leads[target.Index] = true
	stack := []*ssa.BasicBlock{target}
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, p := range b.Preds {
			if !leads[p.Index] {
				leads[p.Index] = true
				stack = append(stack, p)
			}
		}
	}
	return leads
}
