package flow

import "golang.org/x/tools/go/ssa"

// findCycles marks the blocks that can be reached from themselves: those of a strongly connected component with an edge
// inside.
func (f *Function) findCycles() {
	n := len(f.Blocks)
	c := &components{blocks: f.Blocks, index: make([]int, n), low: make([]int, n), onStack: make([]bool, n), cyclic: make([]bool, n)}
	for root := range f.Blocks {
		if c.index[root] == 0 {
			c.from(root)
		}
	}
	f.Repeats = c.cyclic
}

// components finds strongly connected components, as Tarjan does (1972), but without recursion: a function can have
// thousands of blocks in a row.
type components struct {
	blocks  []*ssa.BasicBlock
	count   int
	index   []int // in the order in which blocks are met; 0 if not yet
	low     []int // the least index that is known to be reached, among blocks on the stack
	stack   []int // blocks whose component is not complete
	onStack []bool
	cyclic  []bool // the result
}

// A visit is a block whose successors are being looked at; next is the one to come.
type visit struct{ block, next int }

// from finds the components of all blocks that root leads to.
func (c *components) from(root int) {
	c.enter(root)
	visits := []visit{{root, 0}}
	for len(visits) > 0 {
		top := &visits[len(visits)-1]
		b := top.block
		if top.next < len(c.blocks[b].Succs) {
			s := c.blocks[b].Succs[top.next].Index
			top.next++
			switch {
			case s == b:
				c.cyclic[b] = true
			case c.index[s] == 0:
				c.enter(s)
				visits = append(visits, visit{s, 0})
			// A back edge, or one into a component that is not complete; those into complete ones say nothing of this.
			case c.onStack[s]:
				c.low[b] = min(c.low[b], c.index[s])
			}
			continue
		}
		visits = visits[:len(visits)-1]
		if len(visits) > 0 {
			before := visits[len(visits)-1].block
			c.low[before] = min(c.low[before], c.low[b])
		}
		// Nothing before it can be reached: it is the root of a component, which lies above it on the stack.
		if c.low[b] == c.index[b] {
			c.complete(b)
		}
	}
}

func (c *components) enter(b int) {
	c.count++
	c.index[b], c.low[b] = c.count, c.count
	c.stack = append(c.stack, b)
	c.onStack[b] = true
}

// complete takes the component of b off the stack, where it lies above b.
func (c *components) complete(b int) {
	first := len(c.stack) - 1
	for c.stack[first] != b {
		first--
	}
	members := c.stack[first:]
	for _, m := range members {
		c.onStack[m] = false
		c.cyclic[m] = c.cyclic[m] || len(members) > 1
	}
	c.stack = c.stack[:first]
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
