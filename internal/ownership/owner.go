package ownership

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// An owner is the fact of a type whose values hold an open body whenever a function of its package
// returns them: so an unknown function, behind an interface or in a field, that returns one hands
// over the duty to close it.
type owner struct{}

func (*owner) AFact() {}

func (*owner) String() string { return "owns a body" }

// owners collects how the functions of a package return the types of that package.
type owners map[*types.TypeName]struct{ open, other bool }

// add takes in a function with these effects.
func (o owners) add(pkg *types.Package, results *types.Tuple, eff effect.Body) {
	for i := range results.Len() {
		if obj := declaredType(results.At(i).Type()); obj != nil && obj.Pkg() == pkg {
			how := o[obj]
			how.open = how.open || eff.Result(i)&effect.OpenOnSuccess != 0
			how.other = how.other || eff.Result(i)&effect.OpenOnSuccess == 0
			o[obj] = how
		}
	}
}

// export exports the fact for the types that all functions which return them return open.
func (o owners) export(pass *analysis.Pass) {
	for obj, how := range o {
		if how.open && !how.other {
			pass.ExportObjectFact(obj, new(owner))
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
func (b *bodies) owning(results *types.Tuple) []outcome {
	o := outcome{fate: open}
	found := false
	for v := range results.Variables() {
		a := absUnknown
		obj := declaredType(v.Type())
		switch {
		case implementsError(v.Type()):
			a = absFirstNil
		case obj != nil && obj.Pkg() != b.e.types && b.isOwner != nil && b.isOwner(obj):
			a, found = b.e.res.types.held(v.Type()), true
		}
		o.results = append(o.results, a)
	}
	if !found {
		return nil
	}
	return []outcome{o}
}
