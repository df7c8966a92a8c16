package search

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// callerChooses reports whether the condition v rests on something that the caller of
// the root function controls, apart from what is followed.
func (q *search) callerChooses(s *path.State, v ssa.Value) bool {
	// A backward slice over the operands, as far as they are values of the function.
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value) bool
	visit = func(v ssa.Value) bool {
		if v == nil || seen[v] || v == q.object {
			return false
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Const, *ssa.Function, *ssa.Builtin, *ssa.Alloc:
			return false
		case *ssa.Global:
			return ssaquery.IsBasic(v.Type().Underlying().(*types.Pointer).Elem())
		// A field of what is to be closed says what became of it, and is not for the caller to choose.
		case *ssa.FieldAddr:
			if q.Acq.Param != nil && q.Acq.As.Kind == sym.KindHolder && s.Eval(v.X).Kind == sym.KindHolder {
				field := v.Type().Underlying().(*types.Pointer).Elem()
				return !q.Res.Types.May(field) // such as a flag that says "closed already"
			}
			return visit(v.X)
		case *ssa.FreeVar:
			return v.Parent() == q.Root.Function
		case *ssa.Parameter:
			if v.Parent() == q.Root.Function {
				return true
			}
			// The parameter of a function that was followed: it was given something by the root.
			a := s.Eval(v)
			return a.Kind == sym.KindSymbol && a.Base != v && visit(a.Base)
		case ssa.Instruction:
			var room [8]*ssa.Value
			for _, op := range v.Operands(room[:0]) {
				if *op != nil && visit(*op) {
					return true
				}
			}
		}
		return false
	}
	return visit(v)
}

// guarded reports whether the branch right before b asks for an option: a flag or a number
// that the caller gave, as a parameter or in one.
func (q *search) guarded(s *path.State, b *ssa.BasicBlock) bool {
	for _, before := range b.Preds {
		if branch, ok := before.Instrs[len(before.Instrs)-1].(*ssa.If); ok && q.isOption(s, branch.Cond) {
			return true
		}
	}
	return false
}

func (q *search) isOption(s *path.State, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.BinOp:
		return q.isOption(s, v.X) || q.isOption(s, v.Y)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return q.isOption(s, v.X)
		}
		field, ok := v.X.(*ssa.FieldAddr)
		if !ok || !ssaquery.IsBasic(v.Type()) {
			return false
		}
		x := s.Eval(field.X)
		param, ok := x.Base.(*ssa.Parameter)
		return x.Kind == sym.KindHolder || ok && param.Parent() == q.Root.Function
	case *ssa.Parameter:
		if v.Parent() == q.Root.Function {
			return ssaquery.IsBasic(v.Type())
		}
		a := s.Eval(v)
		return a.Kind == sym.KindSymbol && a.Base != v && q.isOption(s, a.Base)
	}
	return false
}

// deferredBy returns the statement of the outermost function that deferred a call which runs now, or nil.
func deferredBy(s *path.State, call *site) *ssa.Defer {
	d, _ := call.Instr.(*ssa.Defer)
	for f := s.Top; f != nil; f = f.Up {
		if from, ok := f.From.(*ssa.Defer); ok {
			d = from
		}
	}
	return d
}
