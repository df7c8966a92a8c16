package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// A callee is a call whose callee is not followed, for those who make rules about it: they can ask, but change
// nothing.
type callee struct {
	*site
	obj   *types.Func // nil if it is not known
	known effect.Callee

	q *search
	s *state
}

// An argument is number i of those of a call, and n as contracts and facts count.
type argument struct {
	i, n int
	a    abs
	t    types.Type // what it is passed as
}

// carries reports whether the resource can be released by way of a.
func (c *callee) carries(a abs) bool { return c.q.carries(c.s, a) }

// passes reports whether it can when a is passed on as a t.
func (c *callee) passes(a abs, t types.Type) bool { return c.q.passes(c.s, a, t) }

// owed reports whether the release of the resource is owed when the call runs.
func (c *callee) owed() bool { return c.s.status == open }

// dynamicType returns the type of what is in the interface that is the receiver, or nil if that is not known.
func (c *callee) dynamicType() types.Type {
	return c.q.dynamicType(c.target, c.instr.Common().Value)
}

// param returns what the function of this package that is called does with the resource that its parameter i leads to.
func (c *callee) param(i int) effect.Effect {
	if c.fn == nil || len(c.fn.Blocks) == 0 || i >= len(c.fn.Params) || len(c.fn.FreeVars) > 0 {
		return effect.Effect{}
	}
	return c.q.know.param(c.fn, i, absHolder)
}

// isParam reports whether the resource is what a parameter leads to.
func (c *callee) isParam() bool { return c.q.acq.param != nil }

// isHelper reports whether the call is not in the function that acquired the resource, nor in a literal in that.
func (c *callee) isHelper() bool {
	return c.q.acq.instr == nil || declared(c.s.top.fn.Function) != declared(c.q.acq.instr.Parent())
}

// activations calls visit with the functions that run, the innermost first. again: the call may run more than once
// for one acquisition.
func (c *callee) activations(visit func(fn *ssa.Function, again bool)) {
	q := c.q
	for f := c.s.top; f != nil; f = f.up {
		again := f.fn.repeats[f.block.Index] &&
			(f.fn != q.root || q.acq.param != nil || q.acq.instr.Parent() != f.fn.Function || !f.fn.repeats[q.acq.block()])
		visit(f.fn.Function, again)
	}
}
