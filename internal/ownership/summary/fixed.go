package summary

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// FindFixed looks for package variables that keep the value which they begin with: bools and integers that no other
// package can name, and that nothing in funcs, which are all functions of this one, assigns to or takes the address of,
// but for tests. What happens when they have another value happens in tests alone. (A string may be set when a program is
// linked.)
func (e *Package) FindFixed(funcs []*ssa.Function) {
	if len(e.LeftOut) > 0 {
		return // they may assign to any
	}
	values := make(map[*ssa.Global]sym.Value)
	e.Fixed = func(g *ssa.Global) (sym.Value, bool) {
		if a, ok := values[g]; ok {
			return a, a.Kind != sym.KindUnknown
		}
		t := ssaquery.Deref(g.Type())
		if g.Object() == nil || g.Object().Exported() || g.Pkg != e.SsaPkg || !isBoolOrInteger(t) {
			return sym.Unknown, false
		}
		return sym.ZeroOf(t), true
	}
	for _, fn := range funcs {
		for instr := range ssaquery.Instrs(fn) {
			e.addUses(values, fn, instr)
		}
	}
}

func isBoolOrInteger(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsBoolean|types.IsInteger) != 0
}

// addUses notes what instr, which is in fn, makes of package variables.
func (e *Package) addUses(values map[*ssa.Global]sym.Value, fn *ssa.Function, instr ssa.Instruction) {
	var room [8]*ssa.Value
	for _, op := range instr.Operands(room[:0]) {
		if *op == nil {
			continue
		}
		g, ok := (*op).(*ssa.Global)
		if !ok {
			continue
		}
		store, stores := instr.(*ssa.Store)
		_, loads := instr.(*ssa.UnOp)
		switch {
		case loads, e.inTest(fn):
		case stores && store.Addr == g && fn.Synthetic != "" && fn.Name() == "init" && isConst(store.Val):
			if _, assigned := values[g]; !assigned {
				values[g] = sym.ConstOf(store.Val.(*ssa.Const))
			}
		default:
			values[g] = sym.Unknown
		}
	}
}

func isConst(v ssa.Value) bool {
	_, ok := v.(*ssa.Const)
	return ok
}

// inTest reports whether fn is declared in a file of tests.
func (e *Package) inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(e.Prog.Fset.Position(fn.Pos()).Filename, "_test.go")
}
