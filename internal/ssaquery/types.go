package ssaquery

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// ImplementsError reports whether t is an error type: error itself, or one that implements it.
func ImplementsError(t types.Type) bool {
	return types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// IsPointer reports whether t is a pointer type.
func IsPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// IsVariadicAny reports whether the last parameter of sig is ...any: such functions print what they get.
func IsVariadicAny(sig *types.Signature) bool {
	if !sig.Variadic() {
		return false
	}
	slice, ok := sig.Params().At(sig.Params().Len() - 1).Type().Underlying().(*types.Slice)
	if !ok {
		return false
	}
	iface, ok := slice.Elem().Underlying().(*types.Interface)
	return ok && iface.Empty()
}

// IsAny reports whether t is any or ...any.
func IsAny(t types.Type) bool {
	if slice, ok := t.Underlying().(*types.Slice); ok {
		t = slice.Elem()
	}
	iface, ok := t.Underlying().(*types.Interface)
	return ok && iface.Empty() && !IsTypeParam(t)
}

// IsTypeParam reports whether t is a type parameter.
func IsTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// Params returns the types of the parameters, the receiver first.
func Params(sig *types.Signature) []types.Type {
	var list []types.Type
	if sig.Recv() != nil {
		list = append(list, sig.Recv().Type())
	}
	for v := range sig.Params().Variables() {
		list = append(list, v.Type())
	}
	return list
}

// IsBool reports whether t is a boolean type.
func IsBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// IsBasic reports whether t is a basic type: a number, a string, a boolean.
func IsBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// Deref returns the element type of the pointer type t, or t.
func Deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// Assertable reports whether an interface that holds a t passes an assertion to u.
func Assertable(t, u types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	if iface, ok := u.Underlying().(*types.Interface); ok {
		return types.Implements(t, iface)
	}
	return types.Identical(t, u)
}

// IsError reports whether t is the type error itself.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// IsInteger reports whether v is of an integer type.
func IsInteger(v ssa.Value) bool {
	t, ok := v.Type().Underlying().(*types.Basic)
	return ok && t.Info()&types.IsInteger != 0
}

// Verdict returns the number of the result by which a function of type sig without an error among its results says
// whether it succeeded, its only bool, or -1.
func Verdict(sig *types.Signature) int {
	verdict := -1
	for i := range sig.Results().Len() {
		switch t := sig.Results().At(i).Type(); {
		case ImplementsError(t), IsBool(t) && verdict >= 0:
			return -1
		case IsBool(t):
			verdict = i
		}
	}
	return verdict
}
