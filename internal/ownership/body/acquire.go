package body

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// acquisitionOf returns the acquisition that a call is, or nil.
func (b *Bodies) acquisitionOf(call ssa.CallInstruction) *search.Acquisition {
	c := call.Common()
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return nil
	}
	results := c.Signature().Results()
	if results.Len() == 0 {
		return nil
	}
	fn := ssaquery.StaticCallee(c)
	obj := c.Method
	if fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	// Who knows more comes first: the contract of net/http, what the call itself says of type parameters, a fact, the
	// source, and the type last.
	if obj != nil {
		switch contract, _ := nethttp.ContractOf(obj); {
		case contract.NotOpened:
			return nil
		case contract.Opens != 0 && !b.E.Declares(obj):
			return b.E.AcquisitionWith(call, openOutcomes(opens(contract), obj.Signature()))
		}
		if acq, known := b.relayed(call, obj); known && !b.E.Declares(obj) {
			return acq
		}
		if eff := b.E.Stated(obj); eff.Has(effect.ResultsKnown) {
			return b.E.AcquisitionWith(call, openOutcomes(eff, obj.Signature()))
		}
	}
	// Of a function that is too large to be searched nothing is known; by its type alone it would acquire.
	if b.E.LeftOut[fn] {
		return nil
	}
	// An opaque function may return a response that the search cannot follow: if it found none, the type decides below.
	if fn != nil && len(fn.Blocks) > 0 {
		o := b.E.OutcomesOf(fn)
		if len(o.List) > 0 || !o.Opaque {
			return b.E.AcquisitionWith(call, b.unhandled(c, o.List))
		}
	}
	if c.IsInvoke() && (b.answersShut(c.Method) || b.asksForHead(c.Method) || ofError(c)) || !c.IsInvoke() && fn == nil && readBeside(results) {
		return nil
	}
	// All types that its package has agree, and nobody here adds one: the dynamic type is not needed.
	if c.IsInvoke() {
		if open := b.answersOpen(c.Method); open != nil {
			return b.E.AcquisitionWith(call, open)
		}
	}
	// A function from a response to a response, such as a decorator.
	for _, a := range c.Args {
		if nethttp.IsResponse(a.Type()) {
			return nil // what it returns may be what it got
		}
	}
	// A declared function would have a fact; of one behind an interface or in a field the type alone can tell.
	if fn == nil {
		if open := b.owning(results); open != nil {
			return b.E.AcquisitionWith(call, open)
		}
	}
	if results := success(results); results != nil {
		return b.E.AcquisitionWith(call, []search.Outcome{{Fate: path.Open, Results: results}})
	}
	return nil
}

// success returns the results of a call that acquired, or nil if there is no
// response among them. By the contract of RoundTripper and Client, the error is
// nil then.
func success(results *types.Tuple) []sym.Value {
	var out []sym.Value
	// One result is the response; of two, nobody can say which of them holds the body, and the first is taken.
	found := false
	for v := range results.Variables() {
		a := sym.Unknown
		switch t := v.Type(); {
		case nethttp.IsResponse(t) && !found:
			a, found = sym.Object, true
		case nethttp.IsNamed(t, nethttp.Path, "Response") && !found: // a copy, which has the same body
			a, found = sym.Holder, true
		case ssaquery.ImplementsError(t):
			a = sym.FirstNil
		// The comma-ok idiom: such a bool stands in for the error.
		case ssaquery.IsBool(t) && results.Len() == 2:
			a = sym.True
		}
		out = append(out, a)
	}
	if !found {
		return nil
	}
	return out
}

// opens returns the effects of a function that, by its contract, returns an open body.
func opens(contract nethttp.Contract) *effect.Body {
	e := new(effect.Body)
	for i := range effect.MaxResults {
		if contract.Opens.Has(i) {
			e.AddResult(i, effect.OpenOnSuccess)
		}
	}
	return e
}

// ofError reports whether c calls a method without parameters of an error: that shows what the error holds, and sends no
// request.
func ofError(c *ssa.CallCommon) bool {
	return ssaquery.ImplementsError(c.Value.Type()) && c.Signature().Params().Len() == 0
}
