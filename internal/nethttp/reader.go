package nethttp

import (
	"go/types"

	"github.com/httpleak/httpleak/internal/typewalk"
)

// MayRead reports whether something of type t can lead to an io.Reader, so that a
// body could still be read through it. An error is taken for one that cannot.
func MayRead(t types.Type) bool {
	return typewalk.Search(t, maxLevels, mayRead) != typewalk.None // if it is too deep, nobody knows
}

func mayRead(t types.Type, enter func(types.Type)) bool {
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.UnsafePointer
	case *types.Pointer, *types.Slice, *types.Array, *types.Chan, *types.Map, *types.Struct:
		typewalk.Parts(t, enter)
		return false
	}
	return true // interfaces, functions, type parameters, tuples
}

// IsDiscard reports whether obj is the variable io.Discard.
func IsDiscard(obj types.Object) bool {
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "io" && obj.Name() == "Discard" && obj.Parent() == obj.Pkg().Scope()
}

// IsMemory reports whether t is a writer to memory, which returns no error.
func IsMemory(t types.Type) bool {
	return IsPointerTo(t, "bytes", "Buffer") || IsPointerTo(t, "strings", "Builder")
}
