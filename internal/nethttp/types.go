// Package nethttp is what the analyzers know of net/http: its types and
// functions, told apart by object identity (defining package and name), and
// never by the text of a type.
package nethttp

import (
	"go/types"
	"strings"
)

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

// IsRequest reports whether t is *http.Request.
func IsRequest(t types.Type) bool { return IsPointerTo(t, Path, "Request") }

// IsClient reports whether t is http.Client (not a pointer to it).
func IsClient(t types.Type) bool { return IsNamed(t, Path, "Client") }

// IsTransport reports whether t is http.Transport (not a pointer to it).
func IsTransport(t types.Type) bool { return IsNamed(t, Path, "Transport") }

// HTTP2Path is the import path of the HTTP/2 package outside of the standard library.
const HTTP2Path = "golang.org/x/net/http2"

// IsHTTP2 reports whether pkg is that package, also as its tests are compiled with it.
func IsHTTP2(pkg *types.Package) bool {
	path, _, _ := strings.Cut(pkg.Path(), " ")
	return path == HTTP2Path
}

// IsHTTP2Transport reports whether t is the http2.Transport of golang.org/x/net (not a
// pointer to it).
func IsHTTP2Transport(t types.Type) bool { return IsNamed(t, HTTP2Path, "Transport") }

// Reaches reports whether pkg imports net/http, directly or through other
// packages: only then can it meet a response. A package that merely calls a
// client library does not import net/http itself.
func Reaches(pkg *types.Package) bool { return Find(pkg) != nil }

// Find returns the package net/http among pkg and what it imports, directly or not, or nil.
func Find(pkg *types.Package) *types.Package {
	seen := make(map[*types.Package]bool)
	var visit func(*types.Package) *types.Package
	visit = func(p *types.Package) *types.Package {
		if p.Path() == Path {
			return p
		}
		if seen[p] {
			return nil
		}
		seen[p] = true
		for _, imp := range p.Imports() {
			if found := visit(imp); found != nil {
				return found
			}
		}
		return nil
	}
	return visit(pkg)
}

// stdRoots are the first elements of the import paths of the standard library
// (the output of "go list std"). A module's path may lack a dot as well.
var stdRoots = map[string]bool{
	"archive": true, "bufio": true, "bytes": true, "cmp": true, "compress": true, "container": true,
	"context": true, "crypto": true, "database": true, "debug": true, "embed": true, "encoding": true,
	"errors": true, "expvar": true, "flag": true, "fmt": true, "go": true, "hash": true, "html": true,
	"image": true, "index": true, "internal": true, "io": true, "iter": true, "log": true, "maps": true, "math": true,
	"mime": true, "net": true, "os": true, "path": true, "plugin": true, "reflect": true,
	"regexp": true, "runtime": true, "slices": true, "sort": true, "strconv": true, "strings": true,
	"structs": true, "sync": true, "syscall": true, "testing": true, "text": true, "time": true,
	"unicode": true, "unique": true, "unsafe": true, "weak": true,
}

// IsStd reports whether pkg is of the standard library, going by its path.
func IsStd(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	first, _, _ := strings.Cut(pkg.Path(), "/")
	return stdRoots[first]
}
