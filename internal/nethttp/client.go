package nethttp

import (
	"go/types"
	"strings"
)

// A ClientMethod says what a method of a client or transport does to the pool of
// idle connections that it belongs to.
type ClientMethod int

const (
	Other  ClientMethod = iota // unknown: it may keep or close the pool
	Sends                      // sends requests, which may leave idle connections in the pool
	Reaps                      // closes the idle connections
	Copies                     // returns a new transport, configured alike, with a pool of its own
	Looks                      // does neither and keeps nothing
)

// clientMethods are the methods of *http.Client and *http.Transport.
var clientMethods = map[string]ClientMethod{
	"Do":                   Sends,
	"Get":                  Sends,
	"Head":                 Sends,
	"Post":                 Sends,
	"PostForm":             Sends,
	"RoundTrip":            Sends,
	"CloseIdleConnections": Reaps,
	"Clone":                Copies,
	"CancelRequest":        Looks,
	"RegisterProtocol":     Looks,
}

// ClientMethodOf returns what fn does to the pool of its receiver, if that is a
// client or transport of net/http, or an interface with a method of theirs that
// holds one.
func ClientMethodOf(fn *types.Func) ClientMethod {
	recv := fn.Signature().Recv()
	if recv == nil {
		return Other
	}
	does := clientMethods[fn.Name()]
	if IsPointerTo(recv.Type(), Path, "Client") || IsPointerTo(recv.Type(), Path, "Transport") {
		return does
	}
	if IsPointerTo(recv.Type(), HTTP2Path, "Transport") {
		return does
	}
	results := fn.Signature().Results()
	switch {
	case !types.IsInterface(recv.Type()):
		return Other
	case does == Sends && results.Len() == 2 && IsResponse(results.At(0).Type()):
		return Sends
	case does == Reaps && results.Len() == 0:
		return Reaps
	}
	return Other
}

// KeepsClient reports whether fn returns a client whose idle connections are closed by
// the one that it belongs to: Server.Close does it (net/http/httptest/server.go).
func KeepsClient(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && fn.Name() == "Client" && IsPointerTo(recv.Type(), "net/http/httptest", "Server")
}

// IsSelf reports whether pkg is net/http itself. The go command puts a suffix
// " [net/http.test]" to the path of the package that its tests are compiled with.
func IsSelf(pkg *types.Package) bool {
	path, _, _ := strings.Cut(pkg.Path(), " ")
	return path == Path
}

// Imports reports whether pkg imports net/http directly: only then can it name
// something of it.
func Imports(pkg *types.Package) bool {
	for _, imp := range pkg.Imports() {
		if imp.Path() == Path {
			return true
		}
	}
	return false
}

// IsConvenience reports whether obj is one of the functions Get, Head, Post and
// PostForm of net/http, which send through DefaultClient (client.go).
func IsConvenience(obj types.Object) bool {
	if !isPackageLevel(obj) {
		return false
	}
	switch obj.Name() {
	case "Get", "Head", "Post", "PostForm":
		return true
	}
	return false
}

// SendsByClient reports whether fn sends a request by a client or transport of net/http.
func SendsByClient(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil {
		return IsConvenience(fn)
	}
	return clientMethods[fn.Name()] == Sends && (IsPointerTo(recv.Type(), Path, "Client") || IsPointerTo(recv.Type(), Path, "Transport"))
}

// MethodArgument returns which argument of fn, the receiver being the first, is the method of the request that fn makes,
// or, with copies set, the request that it copies. It is -1 if fn does neither.
func MethodArgument(fn *types.Func) (arg int, copies bool) {
	if fn.Pkg() == nil || fn.Pkg().Path() != Path {
		return -1, false
	}
	recv := fn.Signature().Recv()
	switch {
	case recv == nil && fn.Name() == "NewRequest":
		return 0, false
	case recv == nil && fn.Name() == "NewRequestWithContext":
		return 1, false
	case recv != nil && IsRequest(recv.Type()) && (fn.Name() == "Clone" || fn.Name() == "WithContext"):
		return 0, true
	}
	return -1, false
}

// IsDefaultClient reports whether obj is the variable http.DefaultClient.
func IsDefaultClient(obj types.Object) bool {
	return isPackageLevel(obj) && obj.Name() == "DefaultClient"
}

// IsDefaultTransport reports whether obj is the variable http.DefaultTransport.
func IsDefaultTransport(obj types.Object) bool {
	return isPackageLevel(obj) && obj.Name() == "DefaultTransport"
}

// isPackageLevel reports whether obj is declared at the top level of net/http.
func isPackageLevel(obj types.Object) bool {
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == Path && obj.Parent() == obj.Pkg().Scope()
}

// IsRoundTripper reports whether a value of type t has the method of
// http.RoundTripper, or is that interface.
func IsRoundTripper(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, "RoundTrip")
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	params, results := fn.Signature().Params(), fn.Signature().Results()
	return params.Len() == 1 && IsPointerTo(params.At(0).Type(), Path, "Request") &&
		results.Len() == 2 && IsResponse(results.At(0).Type())
}

// IsHandler reports whether sig is that of an http.HandlerFunc, which a server
// calls once for each request.
func IsHandler(sig *types.Signature) bool {
	params := sig.Params()
	return params.Len() == 2 &&
		IsNamed(params.At(0).Type(), Path, "ResponseWriter") &&
		IsPointerTo(params.At(1).Type(), Path, "Request")
}

// RunsOnce reports whether fn is a function of package sync that calls the
// function given to it at most once.
func RunsOnce(fn *types.Func) bool {
	if fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
		return false
	}
	recv := fn.Signature().Recv()
	switch fn.Name() {
	case "Do":
		return recv != nil && IsPointerTo(recv.Type(), "sync", "Once")
	case "OnceFunc", "OnceValue", "OnceValues":
		return recv == nil
	}
	return false
}
