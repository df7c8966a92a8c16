package ownership

import (
	"go/types"
	"iter"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// answersShut reports whether all that can be seen of an interface method says that it returns
// nothing open: the package that declares the interface, or the one that is analysed, has
// types that implement it, and none of their methods does. A client that reads each
// response to its end is hidden so behind an interface of its own package. An interface that
// http.Client or http.Transport implements is one for them, whatever else does.
func (e *engine) answersShut(m *types.Func) bool {
	return e.shut.Get(m, func() bool { return e.findShut(m) })
}

func (e *engine) findShut(m *types.Func) bool {
	recv := m.Signature().Recv()
	if recv == nil || m.Pkg() == nil || nethttp.IsStd(m.Pkg()) {
		return false
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	if !ok || e.isForHTTP(iface) {
		return false
	}
	found := false
	pkgs := []*types.Package{m.Pkg()}
	if m.Pkg() != e.types {
		pkgs = append(pkgs, e.types)
	}
	for _, pkg := range pkgs {
		for t := range implementers(pkg, iface) {
			if strings.HasSuffix(e.prog.Fset.Position(t.Obj().Pos()).Filename, "_test.go") {
				continue // it stands in for others
			}
			obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
			method, ok := obj.(*types.Func)
			switch {
			case ok && method == m: // promoted from the interface itself
			case !ok || !e.returnsNothingOpen(method):
				return false
			default:
				found = true
			}
		}
	}
	return found
}

// implementers are the types declared in pkg that implement iface, themselves or by a pointer; generic
// ones are left out.
func implementers(pkg *types.Package, iface *types.Interface) iter.Seq[*types.Named] {
	return func(yield func(*types.Named) bool) {
		scope := pkg.Scope()
		for _, name := range scope.Names() {
			obj, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || obj.IsAlias() || types.IsInterface(obj.Type()) {
				continue
			}
			t, ok := obj.Type().(*types.Named)
			if ok && t.TypeParams().Len() == 0 && types.Implements(types.NewPointer(t), iface) && !yield(t) {
				return
			}
		}
	}
}

// methodOf returns the function that runs for the method m of an interface that holds a pointer to a t, or
// nil if its source is not at hand.
func (e *engine) methodOf(t *types.Named, m *types.Func) *ssa.Function {
	sel := e.prog.MethodSets.MethodSet(types.NewPointer(t)).Lookup(m.Pkg(), m.Name())
	if sel == nil {
		return nil
	}
	fn := e.prog.MethodValue(sel)
	if fn == nil || len(fn.Blocks) == 0 {
		return nil
	}
	return fn
}

// isForHTTP reports whether a client or transport of net/http implements iface.
func (e *engine) isForHTTP(iface *types.Interface) bool {
	http := nethttp.Find(e.types)
	if http == nil {
		return false
	}
	for _, name := range []string{"Client", "Transport"} {
		if obj := http.Scope().Lookup(name); obj != nil && types.Implements(types.NewPointer(obj.Type()), iface) {
			return true
		}
	}
	return false
}

// returnsNothingOpen reports whether fn is known to return no open body.
func (e *engine) returnsNothingOpen(fn *types.Func) bool {
	if eff := e.stated(fn); eff != nil {
		return eff.Flags&resultsKnown != 0 && len(eff.outcomes(fn.Signature().Results())) == 0
	}
	var body *ssa.Function
	if fn.Pkg() == e.types {
		body = e.prog.FuncValue(fn)
	}
	if body == nil || len(body.Blocks) == 0 {
		return false
	}
	o := e.outcomesOf(body)
	return len(o.list) == 0 && !o.opaque
}
