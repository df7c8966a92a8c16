package ownership

import (
	"go/types"
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
	s := e.shut[m]
	if s == nil {
		s = &shutness{shut: true}
		e.shut[m] = s
		e.assumed.settle(&s.recursion, func() { s.shut = e.findShut(m) },
			func() { delete(e.shut, m) }, func() { e.shut[m] = s })
	} else {
		e.assumed.ask(&s.recursion)
	}
	return s.shut
}

// A shutness is the answer of answersShut.
type shutness struct {
	shut bool
	recursion
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
		for _, name := range pkg.Scope().Names() {
			method := e.implementation(pkg.Scope().Lookup(name), iface, m)
			if method == nil {
				continue
			}
			if !e.returnsNothingOpen(method) {
				return false
			}
			found = true
		}
	}
	return found
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

// implementation returns the method by which the type obj implements m of iface, or nil. Types of
// test files do not count: they stand in for others.
func (e *engine) implementation(obj types.Object, iface *types.Interface, m *types.Func) *types.Func {
	name, ok := obj.(*types.TypeName)
	if !ok || name.IsAlias() || types.IsInterface(name.Type()) {
		return nil
	}
	if named, ok := name.Type().(*types.Named); !ok || named.TypeParams().Len() > 0 {
		return nil
	}
	if ptr := types.NewPointer(name.Type()); !types.Implements(ptr, iface) {
		return nil
	}
	if strings.HasSuffix(e.prog.Fset.Position(name.Pos()).Filename, "_test.go") {
		return nil
	}
	method, _, _ := types.LookupFieldOrMethod(name.Type(), true, m.Pkg(), m.Name())
	fn, _ := method.(*types.Func)
	return fn
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
