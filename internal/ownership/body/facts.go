package body

import (
	"cmp"
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Export exports the effects of the functions that other packages can call.
func (b *Bodies) Export(pass *analysis.Pass, funcs []*ssa.Function) {
	returned := make(owners)
	exported := func(obj *types.Func, eff effect.Body) {
		if d := b.E.Declared[obj]; d != nil {
			eff = d.Apply(eff)
		}
		if eff != (effect.Body{}) {
			pass.ExportObjectFact(obj, &eff)
		}
		returned.Add(pass.Pkg, obj.Signature().Results(), eff)
	}
	done := make(map[*types.Func]bool)
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if ok && fn.Parent() == nil && len(fn.Blocks) > 0 && obj.Exported() {
			exported(obj, b.effectsOf(fn))
			done[obj] = true
		}
	}
	for obj := range b.E.Declared { // interface methods, and functions written in assembly
		if !done[obj] && obj.Exported() {
			exported(obj, effect.Body{})
		}
	}
	returned.Export(pass)
	b.exportImplemented(pass)
}

// Report says what is known of fn, a function of the package, and from where.
func (b *Bodies) Report(obj *types.Func) string {
	if b == nil {
		return "nothing (the package cannot have to do with it)"
	}
	var eff effect.Body
	if fn := b.E.Prog.FuncValue(obj); fn != nil && len(fn.Blocks) > 0 {
		eff = b.effectsOf(fn)
	}
	source := "found"
	if d := b.E.DeclarationOf(obj); d != nil {
		eff, source = d.Apply(eff), "declared"
	}
	return fmt.Sprintf("%s (%s)", cmp.Or(eff.String(), "nothing"), source)
}

// effectsOf computes the effects of fn, a function of this package.
func (b *Bodies) effectsOf(fn *ssa.Function) effect.Body {
	var out effect.Body
	if b.E.NeverReturns(fn) {
		out.Flags |= effect.NoReturn
		return out
	}
	for i, p := range fn.Params {
		if i >= effect.MaxParams {
			break
		}
		as, ok := carrierOf(p.Type(), fn.Signature)
		if ssaquery.IsAny(p.Type()) && assertsCloser(fn) {
			as, ok = sym.Holder, true
		}
		if ok {
			out.SetParam(i, b.E.Param(fn, i, as))
		}
	}
	if b.E.Fails(fn) {
		out.Flags |= effect.FailsTest
	} else {
		out.OnNil = b.E.AnswerTo(fn, sym.FirstNil)
		out.OnErr = b.E.AnswerTo(fn, sym.NonNil)
	}
	if b.E.MakesError(fn) {
		out.Flags |= effect.ErrNeverNil
	}
	if !b.E.Res.Returns(fn.Signature) {
		return out
	}
	out.Flags |= b.bareness().flags(fn)
	opening := b.E.OutcomesOf(fn)
	if len(opening.List) == 0 && opening.Opaque {
		return out
	}
	out.Flags |= effect.ResultsKnown // where a search was given up, too: then silence is wanted
	results := fn.Signature.Results()
	for _, o := range opening.List {
		when := effect.OpenOnSuccess
		if o.Failed(results) {
			when = effect.OpenOnError
		}
		for i, a := range o.Results {
			var r effect.Opens
			switch a.Kind {
			case sym.KindObject:
				r = when | effect.IsResponse
			case sym.KindResource:
				r = when | effect.IsBody
			case sym.KindHolder, sym.KindAddress, sym.KindAggregate:
				r = when
			}
			out.AddResult(i, r)
		}
	}
	return out
}

// openOutcomes returns the outcomes that the effects of a callee give to a call with these results.
func openOutcomes(e *effect.Body, results *types.Tuple) []search.Outcome {
	var out []search.Outcome
	for _, when := range []effect.Opens{effect.OpenOnSuccess, effect.OpenOnError} {
		o := search.Outcome{Fate: path.Open}
		found := false
		for i := range results.Len() {
			t := results.At(i).Type()
			a := sym.Unknown
			switch r := e.Result(i); {
			case r&when != 0:
				found = true
				switch {
				case r&effect.IsResponse != 0:
					a = sym.Object
				case r&effect.IsBody != 0:
					a = sym.Resource
				default:
					a = heldBody(t)
				}
			case ssaquery.ImplementsError(t) && when == effect.OpenOnSuccess:
				a = sym.FirstNil
			case ssaquery.ImplementsError(t):
				a = sym.NonNil
			case ssaquery.IsBool(t) && results.Len() == 2:
				a = sym.BoolOf(when == effect.OpenOnSuccess)
			}
			o.Results = append(o.Results, a)
		}
		if found {
			out = append(out, o)
		}
	}
	return out
}

// LeavesOpen reports whether a method, of this package or another, is known to leave open what its receiver holds.
func (b *Bodies) LeavesOpen(method *types.Func) bool {
	var known effect.Effect
	if eff := b.E.Stated(method); eff != nil {
		known = eff.Param(0)
	} else if fn := b.E.Prog.FuncValue(method.Origin()); fn != nil && len(fn.Blocks) > 0 && fn.Signature.Recv() != nil {
		if as, ok := carrierOf(fn.Params[0].Type(), fn.Signature); ok {
			known = b.E.Param(fn, 0, as)
		}
	}
	return known.Known() && known.Only(effect.Left)
}
