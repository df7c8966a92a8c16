package body

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// An Owner is the fact of a type whose values hold an open body whenever a function of its package
// returns them: so an unknown function, behind an interface or in a field, that returns one hands
// over the duty to close it.
type Owner struct{}

func (*Owner) AFact() {}

func (*Owner) String() string { return "owns a body" }

// owners collects how the functions of a package return the types of that package.
type owners map[*types.TypeName]struct{ open, other bool }

// Add takes in a function with these effects.
func (o owners) Add(pkg *types.Package, results *types.Tuple, eff effect.Body) {
	for i := range results.Len() {
		if obj := declaredType(results.At(i).Type()); obj != nil && obj.Pkg() == pkg {
			how := o[obj]
			// Both are collected, since one function that returns the type shut takes the meaning from it, in whatever order they
			// come.
			how.open = how.open || eff.Result(i)&effect.OpenOnSuccess != 0
			how.other = how.other || eff.Result(i)&effect.OpenOnSuccess == 0
			o[obj] = how
		}
	}
}

// Export exports the fact for the types that all functions which return them return open.
func (o owners) Export(pass *analysis.Pass) {
	for obj, how := range o {
		if how.open && !how.other {
			pass.ExportObjectFact(obj, new(Owner))
		}
	}
}

// declaredType returns the declared struct type that t is, or points to, or nil.
func declaredType(t types.Type) *types.TypeName {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || nethttp.IsNamed(named, nethttp.Path, "Response") {
		return nil
	}
	if _, ok := named.Underlying().(*types.Struct); !ok {
		return nil
	}
	return named.Origin().Obj()
}

// owning returns the outcome of a call of an unknown function with these results, if one of them is of a
// type that owns a body.
func (b *Bodies) owning(results *types.Tuple) []search.Outcome {
	o := search.Outcome{Fate: path.Open}
	found := false
	for v := range results.Variables() {
		a := sym.Unknown
		obj := declaredType(v.Type())
		switch {
		case ssaquery.ImplementsError(v.Type()):
			a = sym.FirstNil
		// A type of this package is left to the search of its functions: its fact is not made yet.
		case obj != nil && obj.Pkg() != b.E.Types && (nethttp.OwnsBody(obj) || b.IsOwner != nil && b.IsOwner(obj)):
			a, found = b.E.Res.Types.Held(v.Type()), true
		}
		o.Results = append(o.Results, a)
	}
	if !found {
		return nil
	}
	return []search.Outcome{o}
}
