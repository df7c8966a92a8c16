package body

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
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
	// http.Client implements it, whether or not somebody here uses it so.
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
	for _, t := range b.E.Implementers(iface) {
		// A double in a test says nothing of what the program runs.
		if b.standsIn(t) {
			continue
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
		response = response || nethttp.IsResponse(v.Type()) || nethttp.IsNamed(v.Type(), nethttp.Path, "Response")
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
		// Importers cannot name the others, and an alias has the fact of what it stands for.
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
			eff := effect.Body{Flags: b.implemented(m), Results: b.agreed(m, iface)}
			if eff != (effect.Body{}) {
				pass.ExportObjectFact(m, &eff)
			}
		}
	}
}

// agreed returns which results all types of the package that implement iface return open from m: what
// [effect.Body] says of results. A response is one by its type, whoever returns it.
func (b *Bodies) agreed(m *types.Func, iface *types.Interface) uint32 {
	for v := range m.Signature().Results().Variables() {
		if nethttp.IsResponse(v.Type()) {
			return 0
		}
	}
	// An intersection over the types begins with everything.
	all, some := ^uint32(0), false
	for _, t := range b.E.Implementers(iface) {
		if b.standsIn(t) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
		method, ok := obj.(*types.Func)
		if !ok || method == m {
			return 0
		}
		some = true
		all &= b.surelyOpen(method)
	}
	if !some {
		return 0
	}
	return all
}

// surelyOpen returns which results fn returns open whenever it succeeds, whatever it is given.
func (b *Bodies) surelyOpen(fn *types.Func) uint32 {
	eff := b.E.Stated(fn)
	// A method of this package has no fact yet: its source is asked.
	if eff == nil {
		body := b.E.Prog.FuncValue(fn)
		if fn.Pkg() != b.E.Types || body == nil || len(body.Blocks) == 0 {
			return 0
		}
		inferred := b.effectsOf(body)
		eff = &inferred
	}
	// A guard, or a function that the caller provides, may decide otherwise: then it is not sure.
	if !eff.Has(effect.ResultsKnown) || eff.Has(effect.Relayed) || eff.If != 0 {
		return 0
	}
	var sure effect.Body
	for i := range effect.MaxResults {
		if r := eff.Result(i); r&effect.OpenOnSuccess != 0 {
			sure.AddResult(i, r&^effect.OpenOnError)
		}
	}
	return sure.Results
}

// standsIn reports whether t is declared in a test, where it stands in for others.
func (b *Bodies) standsIn(t *types.Named) bool {
	return strings.HasSuffix(b.E.Prog.Fset.Position(t.Obj().Pos()).Filename, "_test.go")
}

// answersOpen returns the outcome of a call of an interface method of another package, if all types there
// that implement it return something open, and no type here implements it, too.
func (b *Bodies) answersOpen(m *types.Func) []search.Outcome {
	eff := b.E.Stated(m)
	if m.Pkg() == b.E.Types || eff == nil || eff.Results == 0 {
		return nil
	}
	iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	// One type here is enough: the value may be of that.
	for range b.E.Implementers(iface) {
		return nil
	}
	return openOutcomes(eff, m.Signature())
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
