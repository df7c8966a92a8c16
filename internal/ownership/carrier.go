package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// carrierOf returns as what a parameter of type t of a function with signature sig can be
// given an open body, if that is worth a search: as the response, as a body (then t must be an
// interface that a body implements), in a type that holds one, or in a function
// that closes it.
func carrierOf(t types.Type, sig *types.Signature) (abs, bool) {
	if nethttp.IsResponse(t) {
		return absResponse, true
	}
	if param, ok := types.Unalias(t).(*types.TypeParam); ok {
		return absBody, returnsType(sig, param)
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return absBody, nethttp.HasClose(t) && isReadCloser(t)
	case *types.Signature:
		return absHolder, u.Params().Len() == 0 && (u.Results().Len() == 0 || u.Results().Len() == 1 && isError(u.Results().At(0).Type()))
	case *types.Slice:
		return absHolder, holdsBodies(u.Elem(), sig)
	case *types.Pointer:
		return absHolder, holdsBody(u.Elem())
	case *types.Struct:
		return absHolder, holdsBody(t)
	}
	return absUnknown, false
}

// isAny reports whether t is any or ...any.
func isAny(t types.Type) bool {
	if slice, ok := t.Underlying().(*types.Slice); ok {
		t = slice.Elem()
	}
	iface, ok := t.Underlying().(*types.Interface)
	return ok && iface.Empty() && !isTypeParam(t)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
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
		if slice, ok := t.Underlying().(*types.Slice); ok && !isTypeParam(t) {
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
		if ptr, ok := ft.Underlying().(*types.Pointer); ok {
			enter(ptr.Elem())
		}
	}
	return false
}
