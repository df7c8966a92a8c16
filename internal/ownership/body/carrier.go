package body

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/summary"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// Matters reports whether pkg can have leaks, or functions whose effects its importers
// may want to know. The standard library's are in internal/nethttp.
func Matters(pkg *types.Package) bool {
	if pkg.Path() == nethttp.Path || pkg.Path() == "unsafe" {
		return false
	}
	if nethttp.Reaches(pkg) {
		return true
	}
	// The rest of the standard library has contracts in the place of facts.
	if nethttp.IsStd(pkg) {
		return false
	}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Func:
			// A function that is not exported may be called by one that is; of errors only exported ones are asked across
			// packages.
			if sig := obj.Signature(); takesCarrier(sig) || obj.Exported() && testsError(sig) {
				return true
			}
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok || obj.IsAlias() {
				continue
			}
			for m := range named.Methods() {
				if takesCarrier(m.Signature()) {
					return true
				}
			}
		}
	}
	return false
}

// takesCarrier reports whether a function of type sig can be given an open body by a caller
// in another package.
func takesCarrier(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if _, ok := carrierOf(v.Type(), sig); ok {
			return true
		}
	}
	return false
}

// testsError reports whether a function of type sig gets an error and answers by a bool or an error: what
// it makes of a nil error is worth a fact, as of errors.Wrap.
func testsError(sig *types.Signature) bool {
	if sig.Results().Len() != 1 || !summary.Answers(sig) {
		return false
	}
	for v := range sig.Params().Variables() {
		if ssaquery.IsError(v.Type()) {
			return true
		}
	}
	return false
}

// carrierOf returns as what a parameter of type t of a function with signature sig can be
// given an open body, if that is worth a search: as the response, as a body (then t must be an
// interface that a body implements), in a type that holds one, or in a function
// that closes it.
func carrierOf(t types.Type, sig *types.Signature) (sym.Value, bool) {
	if nethttp.IsResponse(t) {
		return sym.Object, true
	}
	// A type parameter among the results may be the very body: it matters whether it comes back.
	if param, ok := types.Unalias(t).(*types.TypeParam); ok {
		return sym.Resource, returnsType(sig, param)
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return sym.Resource, nethttp.HasClose(t) && isReadCloser(t)
	// A release function, as the method value Close is one.
	case *types.Signature:
		return sym.Holder, u.Params().Len() == 0 && (u.Results().Len() == 0 || u.Results().Len() == 1 && ssaquery.IsError(u.Results().At(0).Type()))
	// Of a container only what it holds can be closed, one after the other.
	case *types.Slice:
		return sym.Holder, holdsBodies(u.Elem(), sig)
	case *types.Pointer:
		return sym.Holder, holdsBody(u.Elem())
	case *types.Struct:
		return sym.Holder, holdsBody(t)
	}
	return sym.Unknown, false
}

// assertsCloser reports whether fn looks for something to close behind an interface.
func assertsCloser(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if assert, ok := instr.(*ssa.TypeAssert); ok && (nethttp.HasClose(assert.AssertedType) || nethttp.IsResponse(assert.AssertedType)) {
				return true
			}
		}
	}
	return false
}

// returnsType reports whether a result of sig is of the type of the type parameter t.
func returnsType(sig *types.Signature, t *types.TypeParam) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok || !iface.IsMethodSet() {
		return false
	}
	for v := range sig.Results().Variables() {
		if types.Identical(v.Type(), t) {
			return true
		}
	}
	return false
}

// holdsBodies reports whether the elements of a slice, or of the slices in it, are something to close that
// carrierOf takes for a carrier.
func holdsBodies(elem types.Type, sig *types.Signature) bool {
	return typewalk.Search(elem, maxNested, func(t types.Type, enter func(types.Type)) bool {
		if !nethttp.HasClose(t) {
			return false
		}
		if slice, ok := t.Underlying().(*types.Slice); ok && !ssaquery.IsTypeParam(t) {
			enter(slice.Elem())
			return false
		}
		_, ok := carrierOf(t, sig)
		return ok
	}) == typewalk.Found
}

// maxNested bounds how deep in structs and slices a body is looked for.
const maxNested = 2

// holdsBody reports whether a struct type has a field, perhaps of a struct in it, that is a
// response or a body.
func holdsBody(t types.Type) bool {
	return typewalk.Search(t, maxNested, hasBody) == typewalk.Found
}

func hasBody(t types.Type, enter func(types.Type)) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		ft := f.Type()
		if nethttp.IsResponse(ft) || types.IsInterface(ft) && nethttp.HasClose(ft) && isReadCloser(ft) {
			return true
		}
		enter(ft)
		// Behind pointers as well, since a struct mostly has its parts there; the depth is bounded, so recursive types end.
		if ptr, ok := ft.Underlying().(*types.Pointer); ok {
			enter(ptr.Elem())
		}
	}
	return false
}
