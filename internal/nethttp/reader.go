package nethttp

import "go/types"

// MayRead reports whether something of type t can lead to an io.Reader, so that a
// body could still be read through it. An error is taken for one that cannot.
func MayRead(t types.Type) bool { return mayRead(t, 0) }

func mayRead(t types.Type, depth int) bool {
	if depth > 4 {
		return true // too deep to know
	}
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.UnsafePointer
	case *types.Pointer:
		return mayRead(t.Elem(), depth+1)
	case *types.Slice:
		return mayRead(t.Elem(), depth+1)
	case *types.Array:
		return mayRead(t.Elem(), depth+1)
	case *types.Chan:
		return mayRead(t.Elem(), depth+1)
	case *types.Map:
		return mayRead(t.Elem(), depth+1) || mayRead(t.Key(), depth+1)
	case *types.Struct:
		for v := range t.Fields() {
			if mayRead(v.Type(), depth+1) {
				return true
			}
		}
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
