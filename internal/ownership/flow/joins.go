package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// joins returns for each block its immediate postdominator: the first block that all ways from it to an end of the
// function lead through, or -1.
//
// The algorithm is that of Cooper, Harvey and Kennedy (A Simple, Fast Dominance Algorithm, 2001) on the reversed graph, in which all
// ends of the function are one block, the exit.
func (f *Function) joins() []int {
	n := len(f.Blocks)
	order := f.postOrder()
	p := &postdominators{exit: n, rank: make([]int, n+1), join: make([]int, n+1)}
	for i := range p.rank {
		p.rank[i], p.join[i] = -1, -1
	}
	for i, b := range order {
		p.rank[b] = i
	}
	// The exit stands for all ends, and is its own join, so that meet always ends there.
	p.join[p.exit] = p.exit
	for changed := true; changed; {
		changed = false
		for _, b := range order {
			if next := p.next(f.Blocks[b]); next >= 0 && p.join[b] != next {
				p.join[b] = next
				changed = true
			}
		}
	}
	for b := range n {
		// Ways that meet at the exit alone have no block in common.
		if p.join[b] == p.exit {
			p.join[b] = -1
		}
	}
	return p.join[:n]
}

type postdominators struct {
	exit int   // the number of the exit
	rank []int // of each block: the greater, the farther from the exit, loops aside; -1 of the exit
	join []int // what is known so far; -1 is nothing
}

// next returns the block where the ways out of b meet, as far as that is known.
func (p *postdominators) next(b *ssa.BasicBlock) int {
	if len(b.Succs) == 0 {
		return p.exit
	}
	next := -1
	for _, s := range b.Succs {
		switch {
		case p.join[s.Index] < 0: // not known yet, or in an endless loop
		case next < 0:
			next = s.Index
		default:
			next = p.meet(next, s.Index)
		}
	}
	return next
}

// meet returns the first block that the ways from both a and b lead through: of two blocks, the one that is farther from the
// exit goes on to its own join.
func (p *postdominators) meet(a, b int) int {
	for a != b {
		for p.rank[a] > p.rank[b] {
			a = p.join[a]
		}
		for p.rank[b] > p.rank[a] {
			b = p.join[b]
		}
	}
	return a
}

// postOrder returns the blocks in the reverse post-order of a depth-first search from the ends of the function backwards
// along the edges: each block comes after those that it leads to, loops aside.
func (f *Function) postOrder() []int {
	seen := make([]bool, len(f.Blocks))
	var order []int
	for _, end := range f.Blocks {
		if len(end.Succs) > 0 || seen[end.Index] {
			continue
		}
		seen[end.Index] = true
		stack := []visit{{end.Index, 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if preds := f.Blocks[top.block].Preds; top.next < len(preds) {
				p := preds[top.next]
				top.next++
				if !seen[p.Index] {
					seen[p.Index] = true
					stack = append(stack, visit{p.Index, 0})
				}
				continue
			}
			order = append(order, top.block)
			stack = stack[:len(stack)-1]
		}
	}
	slices.Reverse(order)
	return order
}
