package summary

import (
	"cmp"
	"fmt"
	"go/types"
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/directive"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// Describe says for a trace what is known of fn.
func (e *Package) Describe(fn *types.Func) string {
	known := e.Stated(fn)
	switch {
	case e.Declares(fn):
		return fmt.Sprintf(" (declared: %s)", known)
	case known != nil:
		return fmt.Sprintf(" (fact: %s)", known)
	case nethttp.IsStd(fn.Pkg()):
		if _, ok := nethttp.ContractOf(fn); ok {
			return " (contract)"
		}
	}
	return ""
}

// Stated returns the effects of a function that are known without a look at its source:
// what is declared of it, or the fact of a function of another package. It is nil
// if there are none.
func (e *Package) Stated(fn *types.Func) *effect.Body {
	fn = fn.Origin()
	eff, ok := e.known[fn]
	if ok {
		return eff
	}
	if e.ImportFact != nil && fn.Pkg() != nil && fn.Pkg() != e.Types {
		eff = new(effect.Body)
		if !e.ImportFact(fn, eff) {
			eff = nil
		}
	}
	if d := e.DeclarationOf(fn); d != nil {
		var inferred effect.Body
		if eff != nil {
			inferred = *eff
		}
		stated := d.Apply(inferred)
		eff = &stated
	}
	e.known[fn] = eff
	return eff
}

// CalleeOf returns what is known of a function that is not followed, apart from what it makes of the resource: obj
// is the function or method that the call names, and fn the function of this package behind it; either may be nil.
func (e *Package) CalleeOf(obj *types.Func, fn *ssa.Function) effect.Callee {
	var c effect.Callee
	if obj != nil {
		contract, _ := nethttp.ContractOf(obj)
		c.NoReturn, c.FailsTest = contract.NoReturn, contract.FailsTest
		c.NeverNil, c.InMemory, c.NilForNil = contract.NeverNil, contract.InMemory, contract.NilForNil
		c.Runs = effect.Set(contract.Runs)
		c.Contracted = nethttp.IsStd(obj.Pkg())
		if known := e.Stated(obj); known != nil {
			c.FailsTest = c.FailsTest || known.Has(effect.FailsTest)
			c.ErrNeverNil = known.Has(effect.ErrNeverNil)
			c.Repeats = known.Runs
			c.OnNil, c.OnErr = known.OnNil, known.OnErr
		}
	}
	c.FailsTest = c.FailsTest || fn != nil && e.Fails(fn)
	return c
}

// DeclarationOf returns what is declared of fn: by a directive in this package, and by the user. It is
// nil if nothing is.
func (e *Package) DeclarationOf(fn *types.Func) *directive.Declaration {
	fn = fn.Origin()
	d := e.Declared[fn]
	if e.Own == nil {
		return d
	}
	if merged, ok := e.merged[fn]; ok {
		return merged
	}
	own := e.Own.Declaration(fn)
	switch {
	case own == nil:
		own = d
	case d != nil:
		params := maps.Clone(d.Params)
		maps.Copy(params, own.Params)
		own = &directive.Declaration{Params: params, Results: cmp.Or(own.Results, d.Results)}
	}
	e.merged[fn] = own
	return own
}

// Declares reports whether something is declared of fn.
func (e *Package) Declares(fn *types.Func) bool { return e.DeclarationOf(fn) != nil }
