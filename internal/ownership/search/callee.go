package search

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A Callee is a call whose callee is not followed, for those who make rules about it: they can ask, but change
// nothing.
type Callee struct {
	*site
	Obj   *types.Func // nil if it is not known
	known effect.Callee

	q *search
	s *path.State

	touched []sym.Place // what methods that the callee may call change, see Through
}

// An Argument is number i of those of a call, and n as contracts and facts count.
type Argument struct {
	Index, Number int
	Value         sym.Value
	Type          types.Type // what it is passed as
}

// Carries reports whether the resource can be released by way of a.
func (c *Callee) Carries(a sym.Value) bool { return c.q.Carries(c.s, a) }

// Passes reports whether it can when a is passed on as a t.
func (c *Callee) Passes(a sym.Value, t types.Type) bool { return c.q.Passes(c.s, a, t) }

// Owed reports whether the release of the resource is owed when the call runs.
func (c *Callee) Owed() bool { return c.s.Status == path.Open }

// DynamicType returns the type of what is in the interface that is the receiver, or nil if that is not known.
func (c *Callee) DynamicType() types.Type {
	return c.q.dynamicType(c.Target, c.Instr.Common().Value)
}

// Param returns what the function of this package that is called does with the resource that its parameter i leads to.
func (c *Callee) Param(i int) effect.Effect {
	if c.Fn == nil || len(c.Fn.Blocks) == 0 || i >= len(c.Fn.Params) || len(c.Fn.FreeVars) > 0 {
		return effect.Effect{}
	}
	return c.q.Know.Param(c.Fn, i, sym.Holder)
}

// IsHelper reports whether the call is not in the function that acquired the resource, nor in a literal in that.
func (c *Callee) IsHelper() bool {
	return c.q.Acq.Instr == nil || ssaquery.Declared(c.s.Top.Fn.Function) != ssaquery.Declared(c.q.Acq.Instr.Parent())
}

// Activations calls visit with the functions that run, the innermost first. again: the call may run more than once
// for one acquisition.
func (c *Callee) Activations(visit func(fn *ssa.Function, again bool)) {
	q := c.q
	for f := c.s.Top; f != nil; f = f.Up {
		again := f.Fn.Repeats[f.Block.Index] &&
			(f.Fn != q.Root || q.Acq.Param != nil || q.Acq.Instr.Parent() != f.Fn.Function || !f.Fn.Repeats[q.Acq.block()])
		visit(f.Fn.Function, again)
	}
}
