package ownership

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// guarded reports whether the branch right before b asks for an option: a flag or a number
// that the caller gave, as a parameter or in one.
func (q *search) guarded(s *state, b *ssa.BasicBlock) bool {
	for _, before := range b.Preds {
		if branch, ok := before.Instrs[len(before.Instrs)-1].(*ssa.If); ok && q.isOption(s, branch.Cond) {
			return true
		}
	}
	return false
}

func (q *search) isOption(s *state, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.BinOp:
		return q.isOption(s, v.X) || q.isOption(s, v.Y)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return q.isOption(s, v.X)
		}
		field, ok := v.X.(*ssa.FieldAddr)
		if !ok || !isBasic(v.Type()) {
			return false
		}
		x := s.eval(field.X)
		param, ok := x.base.(*ssa.Parameter)
		return x.kind == holder || ok && param.Parent() == q.root.Function
	case *ssa.Parameter:
		if v.Parent() == q.root.Function {
			return isBasic(v.Type())
		}
		a := s.eval(v)
		return a.kind == symbol && a.base != v && q.isOption(s, a.base)
	}
	return false
}

// deferredBy returns the statement of the outermost function that deferred a call which runs now, or nil.
func deferredBy(s *state, call *site) *ssa.Defer {
	d, _ := call.instr.(*ssa.Defer)
	for f := s.top; f != nil; f = f.up {
		if from, ok := f.from.(*ssa.Defer); ok {
			d = from
		}
	}
	return d
}
