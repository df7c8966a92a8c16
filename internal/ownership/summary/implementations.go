package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Implementations returns what the implementations of the interface method that c calls do with the resource that
// its argument i is, the value a, if they are in this package and agree.
func (e *Package) Implementations(c *ssa.CallCommon, i int, a sym.Value) (effect.Ends, bool) {
	named, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != e.Types {
		return 0, false
	}
	iface, ok := named.Underlying().(*types.Interface)
	if !ok {
		return 0, false
	}
	var all effect.Ends
	for _, t := range e.Implementers(iface) {
		fn := e.MethodOf(t, c.Method)
		if fn == nil || i+1 >= len(fn.Params) {
			return 0, false
		}
		// The receiver is parameter 0 of the method, and not among the arguments of the interface call.
		f := e.Param(fn, i+1, a)
		if !f.Known() || f.Result != 0 {
			return 0, false
		}
		all |= f.Any()
	}
	switch all {
	case 0:
		return 0, false
	case effect.Left, effect.Released:
		return all, true
	}
	return effect.Kept, true
}

// Implementers are the types declared in the package that implement iface, themselves or by a pointer; generic
// ones are left out. They are looked for once for each interface: a package of hundreds of both has each method of
// each asked for.
func (e *Package) Implementers(iface *types.Interface) []*types.Named {
	known, ok := e.implement[iface]
	if ok {
		return known
	}
	scope := e.Types.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() || types.IsInterface(obj.Type()) {
			continue
		}
		t, ok := obj.Type().(*types.Named)
		if ok && t.TypeParams().Len() == 0 && types.Implements(types.NewPointer(t), iface) {
			known = append(known, t)
		}
	}
	e.implement[iface] = known
	return known
}

// MethodOf returns the function that runs for the method m of an interface that holds a pointer to a t, or
// nil if its source is not at hand.
func (e *Package) MethodOf(t *types.Named, m *types.Func) *ssa.Function {
	return e.Method(types.NewPointer(t), m)
}

// Method returns the function that runs for the method m of an interface that holds a t, or nil if its source is
// not at hand.
func (e *Package) Method(t types.Type, m *types.Func) *ssa.Function {
	sel := e.Prog.MethodSets.MethodSet(t).Lookup(m.Pkg(), m.Name())
	if sel == nil {
		return nil
	}
	if obj, ok := sel.Obj().(*types.Func); !ok || obj.Signature().TypeParams().Len() > 0 {
		return nil
	}
	fn := e.Prog.MethodValue(sel)
	if fn == nil || len(fn.Blocks) == 0 {
		return nil
	}
	return fn
}
