package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// effectsOf computes the effects of fn, a function of this package.
func (b *bodies) effectsOf(fn *ssa.Function) effect.Body {
	var out effect.Body
	if b.e.neverReturns(fn) {
		out.Flags |= effect.NoReturn
		return out
	}
	for i, p := range fn.Params {
		if i >= effect.MaxParams {
			break
		}
		as, ok := carrierOf(p.Type(), fn.Signature)
		if isAny(p.Type()) && assertsCloser(fn) {
			as, ok = absHolder, true
		}
		if ok {
			out.SetParam(i, b.e.param(fn, i, as))
		}
	}
	if b.e.fails(fn) {
		out.Flags |= effect.FailsTest
	} else {
		out.OnNil = b.e.answerTo(fn, absFirstNil)
		out.OnErr = b.e.answerTo(fn, absNonNil)
	}
	if b.e.makesError(fn) {
		out.Flags |= effect.ErrNeverNil
	}
	if !b.e.res.returns(fn.Signature) {
		return out
	}
	out.Flags |= b.bareness().flags(fn)
	opening := b.e.outcomesOf(fn)
	if len(opening.list) == 0 && opening.opaque {
		return out
	}
	out.Flags |= effect.ResultsKnown // where a search was given up, too: then silence is wanted
	results := fn.Signature.Results()
	for _, o := range opening.list {
		when := effect.OpenOnSuccess
		if o.failed(results) {
			when = effect.OpenOnError
		}
		for i, a := range o.results {
			var r effect.Opens
			switch a.kind {
			case response:
				r = when | effect.IsResponse
			case body:
				r = when | effect.IsBody
			case holder, address, aggregate:
				r = when
			}
			out.AddResult(i, r)
		}
	}
	return out
}

// openOutcomes returns the outcomes that the effects of a callee give to a call with these results.
func openOutcomes(e *effect.Body, results *types.Tuple) []outcome {
	var out []outcome
	for _, when := range []effect.Opens{effect.OpenOnSuccess, effect.OpenOnError} {
		o := outcome{fate: open}
		found := false
		for i := range results.Len() {
			t := results.At(i).Type()
			a := absUnknown
			switch r := e.Result(i); {
			case r&when != 0:
				found = true
				switch {
				case r&effect.IsResponse != 0:
					a = absResponse
				case r&effect.IsBody != 0:
					a = absBody
				default:
					a = heldBody(t)
				}
			case implementsError(t) && when == effect.OpenOnSuccess:
				a = absFirstNil
			case implementsError(t):
				a = absNonNil
			case isBool(t) && results.Len() == 2:
				a = absOfBool(when == effect.OpenOnSuccess)
			}
			o.results = append(o.results, a)
		}
		if found {
			out = append(out, o)
		}
	}
	return out
}

// stated returns the effects of a function that are known without a look at its body:
// what is declared of it, or the fact of a function of another package. It is nil
// if there are none.
func (e *engine) stated(fn *types.Func) *effect.Body {
	fn = fn.Origin()
	eff, ok := e.known[fn]
	if ok {
		return eff
	}
	if e.importFact != nil && fn.Pkg() != nil && fn.Pkg() != e.types {
		eff = new(effect.Body)
		if !e.importFact(fn, eff) {
			eff = nil
		}
	}
	if d := e.declarationOf(fn); d != nil {
		var inferred effect.Body
		if eff != nil {
			inferred = *eff
		}
		stated := d.apply(inferred)
		eff = &stated
	}
	e.known[fn] = eff
	return eff
}

// calleeOf returns what is known of a function that is not followed, apart from what it makes of the resource: obj
// is the function or method that the call names, and fn the function of this package behind it; either may be nil.
func (e *engine) calleeOf(obj *types.Func, fn *ssa.Function) effect.Callee {
	var c effect.Callee
	if obj != nil {
		contract, _ := nethttp.ContractOf(obj)
		c.NoReturn, c.FailsTest = contract.NoReturn, contract.FailsTest
		c.NeverNil, c.InMemory, c.NilForNil = contract.NeverNil, contract.InMemory, contract.NilForNil
		c.Runs = effect.Set(contract.Runs)
		if known := e.stated(obj); known != nil {
			c.FailsTest = c.FailsTest || known.Has(effect.FailsTest)
			c.ErrNeverNil = known.Has(effect.ErrNeverNil)
			c.OnNil, c.OnErr = known.OnNil, known.OnErr
		}
	}
	c.FailsTest = c.FailsTest || fn != nil && e.fails(fn)
	return c
}
