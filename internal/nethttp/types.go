// Package nethttp is what the analyzers know of net/http: its types and
// functions, told apart by object identity (defining package and name), and
// never by the text of a type.
package nethttp

import "go/types"

// Path is the import path of net/http.
const Path = "net/http"

// IsNamed reports whether t, aliases resolved, is the named type pkg.name.
func IsNamed(t types.Type, pkg, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Name() == name && obj.Pkg() != nil && obj.Pkg().Path() == pkg
}

// IsPointerTo reports whether t is a pointer to the named type pkg.name.
func IsPointerTo(t types.Type, pkg, name string) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	return ok && IsNamed(ptr.Elem(), pkg, name)
}

// IsResponse reports whether t is *http.Response. A function type that mentions
// it is none, nor is *http.ResponseController.
func IsResponse(t types.Type) bool { return IsPointerTo(t, Path, "Response") }

// IsClient reports whether t is http.Client (not a pointer to it).
func IsClient(t types.Type) bool { return IsNamed(t, Path, "Client") }

// IsTransport reports whether t is http.Transport (not a pointer to it).
func IsTransport(t types.Type) bool { return IsNamed(t, Path, "Transport") }

// Reaches reports whether pkg imports net/http, directly or through other
// packages: only then can it meet a response. A package that merely calls a
// client library does not import net/http itself.
func Reaches(pkg *types.Package) bool {
	seen := make(map[*types.Package]bool)
	var visit func(*types.Package) bool
	visit = func(p *types.Package) bool {
		if p.Path() == Path {
			return true
		}
		if seen[p] {
			return false
		}
		seen[p] = true
		for _, imp := range p.Imports() {
			if visit(imp) {
				return true
			}
		}
		return false
	}
	return visit(pkg)
}
