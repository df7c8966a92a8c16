package body

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

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
	// A type owns a body if all that returns it returns it open: this is known when all functions were asked.
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
	// Whatever else is found out of it, no caller gets to use that.
	if b.E.NeverReturns(fn) {
		out.Flags |= effect.NoReturn
		return out
	}
	b.addParams(&out, fn)
	// After a failed test nobody minds a leak, so its answers to errors do not matter.
	if b.E.Fails(fn) {
		out.Flags |= effect.FailsTest
	} else {
		out.OnNil = b.E.AnswerTo(fn, sym.FirstNil)
		out.OnErr = b.E.AnswerTo(fn, sym.NonNil)
	}
	if b.E.MakesError(fn) {
		out.Flags |= effect.ErrNeverNil
	}
	out.Gives, out.Runs = b.gives(fn), b.runs(fn)
	if !b.E.Res.Returns(fn.Signature) {
		return out
	}
	out.Flags |= b.bareness().flags(fn)
	opening := b.E.OutcomesOf(fn)
	// It may return something open that was not followed: to say "nothing" would be a guess.
	if len(opening.List) == 0 && opening.Opaque {
		return out
	}
	out.Flags |= effect.ResultsKnown // where a search was given up, too: then silence is wanted
	results := fn.Signature.Results()
	guarded := setGuards(&out, opening.List, results)
	for _, o := range opening.List {
		if o.Shown != 0 {
			continue // nor for that
		}
		when := effect.OpenOnSuccess
		if o.Failed(results) {
			when = effect.OpenOnError
		}
		if len(o.Needs) > 0 && (when == effect.OpenOnError || !guarded) {
			continue // a fact has no room for that
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

// addParams adds what becomes of bodies that the parameters of fn carry.
func (b *Bodies) addParams(out *effect.Body, fn *ssa.Function) {
	for i, p := range fn.Params[:min(len(fn.Params), effect.MaxParams)] {
		as, ok := carrierOf(p.Type(), fn.Signature)
		// An empty interface can carry anything; it is worth a search only if somebody looks behind it.
		if ssaquery.IsAny(p.Type()) && assertsCloser(fn) {
			as, ok = sym.Holder, true
		}
		if ok {
			out.SetParam(i, b.E.Param(fn, i, as))
		}
	}
}

// openOutcomes returns the outcomes that the effects of a callee give to a call with these results.
func openOutcomes(e *effect.Body, sig *types.Signature) []search.Outcome {
	results := sig.Results()
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
			// As in success: a bool beside it says the same as an error would.
			case ssaquery.IsBool(t) && results.Len() == 2:
				a = sym.BoolOf(when == effect.OpenOnSuccess)
			}
			o.Results = append(o.Results, a)
		}
		if found {
			if when == effect.OpenOnError {
				out = append(out, o)
				continue
			}
			// One outcome for each alternative: within an outcome all needs hold together.
			for _, needs := range needsOf(e) {
				o.Needs = needs
				out = append(out, o)
			}
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

// setGuards says in out what a caller has to pass for the outcomes without an error. It reports false if there is no
// room for that, or if one needs nothing: then those that need something are left out.
func setGuards(out *effect.Body, list []search.Outcome, results *types.Tuple) bool {
	var all [][]effect.Guard // of each outcome those that have to hold together
	for _, o := range list {
		if o.Failed(results) {
			continue
		}
		guards, ok := guardsOf(o)
		// If one outcome needs nothing, the results are open whatever is passed; the guard of another would hide that.
		if !ok || len(guards) == 0 {
			return false
		}
		if !slices.ContainsFunc(all, func(known []effect.Guard) bool { return slices.Equal(known, guards) }) {
			all = append(all, guards)
		}
	}
	// Two guards have room for a conjunction of two or a disjunction of two, and for nothing larger.
	switch {
	case len(all) == 1 && len(all[0]) == 1:
		out.If = all[0][0]
	case len(all) == 1 && len(all[0]) == 2:
		out.If, out.If2 = all[0][0], all[0][1]
	case len(all) == 2 && len(all[0]) == 1 && len(all[1]) == 1:
		out.If, out.If2 = all[0][0], all[1][0]
		out.Flags |= effect.Either
	default:
		return false
	}
	return true
}

// guardsOf returns the guards that have to hold together for an outcome. It reports false if it needs one of several.
func guardsOf(o search.Outcome) (guards []effect.Guard, ok bool) {
	for _, clause := range o.Needs {
		// A clause of several choices is a disjunction; guards within an outcome have to hold together.
		if len(clause) != 1 {
			return nil, false
		}
		g, ok := guardOf(clause[0].Cond)
		if !ok {
			return nil, false
		}
		guards = append(guards, g)
	}
	return guards, true
}

// guardOf puts a condition into a guard, if there is room for that.
func guardOf(c path.Cond) (effect.Guard, bool) {
	switch c.C.Kind {
	case sym.KindNil:
		return effect.GuardOf(c.Param, c.Path, c.Op, effect.Nil, 0)
	case sym.KindBool: // see path.Cond
		return effect.GuardOf(c.Param, c.Path, c.Op, effect.True, 0)
	case sym.KindInt:
		return effect.GuardOf(c.Param, c.Path, c.Op, effect.Number, c.C.N)
	// Text has no room in a number; of strings only the empty one does.
	case sym.KindString:
		if c.C.Path == "" {
			return effect.GuardOf(c.Param, c.Path, c.Op, effect.Empty, 0)
		}
	}
	return 0, false
}

// needsOf returns what a caller has to pass for what a fact says to be open: the needs of each alternative.
func needsOf(f *effect.Body) [][][]path.Choice {
	switch {
	case f.If == 0:
		return [][][]path.Choice{nil}
	case f.If2 == 0:
		return [][][]path.Choice{{needOf(f.If)}}
	case f.Has(effect.Either):
		return [][][]path.Choice{{needOf(f.If)}, {needOf(f.If2)}}
	}
	return [][][]path.Choice{{needOf(f.If), needOf(f.If2)}}
}

func needOf(g effect.Guard) []path.Choice {
	c := path.Cond{Param: g.Param(), Path: g.Path(), Op: g.Op()}
	switch g.Const() {
	case effect.Nil:
		c.C = sym.Nil
	case effect.True:
		c.C = sym.True
	case effect.Number:
		c.C = sym.IntOf(g.Number())
	case effect.Empty:
		c.C = sym.Value{Kind: sym.KindString}
	}
	return []path.Choice{{Cond: c}}
}
