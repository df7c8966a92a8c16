package body

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/summary"
)

// answersShut reports whether all that can be seen of an interface method says that it returns
// nothing open: the package that declares the interface, or the one that is analysed, has
// types that implement it, and none of their methods does. A client that reads each
// response to its end is hidden so behind an interface of its own package. An interface that
// http.Client or http.Transport implements is one for them, whatever else does. Where no type is
// seen, what was read of the body and is returned beside the response says the same.
func (b *Bodies) answersShut(m *types.Func) bool {
	return b.shut.Get(m, func() bool { return b.findShut(m) })
}

func (b *Bodies) findShut(m *types.Func) bool {
	seen := b.implemented(m)
	if seen == 0 {
		return readBeside(m.Signature().Results())
	}
	return seen == effect.ImplementedShut
}

// implemented returns what is known of the types that implement the interface of m: effect.ImplementedShut,
// effect.ImplementedOpen or both; 0 if none is seen.
func (b *Bodies) implemented(m *types.Func) effect.Flags {
	recv := m.Signature().Recv()
	if recv == nil || m.Pkg() == nil || nethttp.IsStd(m.Pkg()) {
		return effect.ImplementedOpen
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	if !ok || b.isForHTTP(iface) {
		return effect.ImplementedOpen
	}
	var seen effect.Flags
	if m.Pkg() != b.E.Types {
		// Its package says it, since the go command tells importers only of types that they can name.
		if eff := b.E.Stated(m); eff != nil {
			seen = eff.Flags & (effect.ImplementedShut | effect.ImplementedOpen)
		}
	}
	for t := range summary.Implementers(b.E.Types, iface) {
		if strings.HasSuffix(b.E.Prog.Fset.Position(t.Obj().Pos()).Filename, "_test.go") {
			continue // it stands in for others
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
		method, ok := obj.(*types.Func)
		switch {
		case ok && method == m: // promoted from the interface itself
		case !ok || !b.returnsNothingOpen(method):
			seen |= effect.ImplementedOpen
		default:
			seen |= effect.ImplementedShut
		}
	}
	return seen
}

// readBeside reports whether a function with these results returns a response and, beside it, bytes or a
// string: they are what was read of its body.
func readBeside(results *types.Tuple) bool {
	response, read := false, false
	for v := range results.Variables() {
		response = response || nethttp.IsResponse(v.Type())
		switch t := v.Type().Underlying().(type) {
		case *types.Slice:
			elem, ok := t.Elem().Underlying().(*types.Basic)
			read = read || ok && elem.Kind() == types.Byte
		case *types.Basic:
			read = read || t.Kind() == types.String
		}
	}
	return response && read
}

// exportImplemented exports, for the methods of the exported interfaces of the package, what the types in it
// that implement them return.
func (b *Bodies) exportImplemented(pass *analysis.Pass) {
	scope := pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !obj.Exported() || obj.IsAlias() {
			continue
		}
		named, ok := obj.Type().(*types.Named)
		if !ok || named.TypeParams().Len() > 0 {
			continue
		}
		iface, ok := named.Underlying().(*types.Interface)
		if !ok || b.isForHTTP(iface) { // its importers see that themselves
			continue
		}
		for m := range iface.ExplicitMethods() {
			if m.Pkg() != pass.Pkg || !m.Exported() || !opensBody(m.Signature()) || b.E.Declared[m] != nil {
				continue
			}
			if seen := b.implemented(m); seen != 0 {
				pass.ExportObjectFact(m, &effect.Body{Flags: seen})
			}
		}
	}
}

// isForHTTP reports whether a client or transport of net/http implements iface.
func (b *Bodies) isForHTTP(iface *types.Interface) bool {
	http := nethttp.Find(b.E.Types)
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
func (b *Bodies) returnsNothingOpen(fn *types.Func) bool {
	if eff := b.E.Stated(fn); eff != nil {
		return eff.Has(effect.ResultsKnown) && eff.Results == 0
	}
	var body *ssa.Function
	if fn.Pkg() == b.E.Types {
		body = b.E.Prog.FuncValue(fn)
	}
	if body == nil || len(body.Blocks) == 0 {
		return false
	}
	o := b.E.OutcomesOf(body)
	return len(o.List) == 0 && !o.Opaque
}
