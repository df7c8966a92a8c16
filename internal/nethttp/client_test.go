package nethttp

import (
	"go/types"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"
)

// load returns the real packages of the standard library, by path.
func load(t *testing.T, paths ...string) map[string]*types.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]*types.Package)
	for _, pkg := range pkgs {
		if pkg.Types == nil || len(pkg.Errors) > 0 {
			t.Fatalf("package %s: %v", pkg.PkgPath, pkg.Errors)
		}
		all[pkg.PkgPath] = pkg.Types
	}
	return all
}

// TestClientTables compares what the predicates say of every exported name of the
// real packages with what is written here, so that no name can be misspelt.
func TestClientTables(t *testing.T) {
	pkgs := load(t, Path, "sync", "net/http/httptest")
	http := pkgs[Path]

	selected := func(pkg *types.Package, holds func(types.Object) bool) (names []string) {
		for _, name := range pkg.Scope().Names() {
			if obj := pkg.Scope().Lookup(name); obj.Exported() && holds(obj) {
				names = append(names, name)
			}
		}
		return names
	}
	methods := func(of *types.Package, name string, holds func(*types.Func) bool) (names []string) {
		set := types.NewMethodSet(types.NewPointer(of.Scope().Lookup(name).Type()))
		for sel := range set.Methods() {
			if fn := sel.Obj().(*types.Func); fn.Exported() && holds(fn) {
				names = append(names, fn.Name())
			}
		}
		return names
	}
	does := func(want ClientMethod) func(*types.Func) bool {
		return func(fn *types.Func) bool { return ClientMethodOf(fn) == want }
	}
	isFunc := func(holds func(*types.Func) bool) func(types.Object) bool {
		return func(obj types.Object) bool {
			fn, ok := obj.(*types.Func)
			return ok && holds(fn)
		}
	}

	for _, test := range []struct {
		what      string
		got, want []string
	}{
		{"IsConvenience", selected(http, IsConvenience), []string{"Get", "Head", "Post", "PostForm"}},
		{"IsDefaultClient", selected(http, IsDefaultClient), []string{"DefaultClient"}},
		{"IsDefaultTransport", selected(http, IsDefaultTransport), []string{"DefaultTransport"}},
		{"IsHandler", selected(http, isFunc(func(fn *types.Func) bool { return IsHandler(fn.Signature()) })), []string{"NotFound"}},
		{"RunsOnce", selected(pkgs["sync"], isFunc(RunsOnce)), []string{"OnceFunc", "OnceValue", "OnceValues"}},
		{"RunsOnce of sync.Once", methods(pkgs["sync"], "Once", RunsOnce), []string{"Do"}},
		{"RunsOnce of sync.Map", methods(pkgs["sync"], "Map", RunsOnce), nil},
		{"KeepsClient of httptest.Server", methods(pkgs["net/http/httptest"], "Server", KeepsClient), []string{"Client"}},
		{"KeepsClient of http.Server", methods(http, "Server", KeepsClient), nil},
		{"Client sends", methods(http, "Client", does(Sends)), []string{"Do", "Get", "Head", "Post", "PostForm"}},
		{"Client reaps", methods(http, "Client", does(Reaps)), []string{"CloseIdleConnections"}},
		{"Client other", methods(http, "Client", does(Other)), nil},
		{"Transport sends", methods(http, "Transport", does(Sends)), []string{"RoundTrip"}},
		{"Transport reaps", methods(http, "Transport", does(Reaps)), []string{"CloseIdleConnections"}},
		{"Transport copies", methods(http, "Transport", does(Copies)), []string{"Clone"}},
		{"Transport looks", methods(http, "Transport", does(Looks)), []string{"CancelRequest", "RegisterProtocol"}},
		{"Header methods", methods(http, "Header", func(fn *types.Func) bool { return ClientMethodOf(fn) != Other }), nil},
		{"IsClient", selected(http, func(obj types.Object) bool { return IsClient(obj.Type()) }), []string{"Client"}},
		{"IsTransport", selected(http, func(obj types.Object) bool { return IsTransport(obj.Type()) }), []string{"Transport"}},
		{"IsRoundTripper", selected(http, func(obj types.Object) bool { return IsRoundTripper(types.NewPointer(obj.Type())) }), []string{"ClientConn", "Transport"}},
		{"IsRoundTripper interface", selected(http, func(obj types.Object) bool { return IsRoundTripper(obj.Type()) }), []string{"DefaultTransport", "RoundTripper"}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", test.what, test.got, test.want)
		}
	}

	if !IsSelf(http) || !IsSelf(types.NewPackage("net/http [net/http.test]", "http")) || IsSelf(pkgs["sync"]) {
		t.Error("IsSelf does not tell net/http from others")
	}
	if Imports(pkgs["sync"]) {
		t.Error("Imports says that sync imports net/http")
	}
}

// TestClientFields looks for the fields that the analyzers know by name.
func TestClientFields(t *testing.T) {
	http := load(t, Path)[Path]
	for typ, fields := range map[string][]string{
		"Transport": {"IdleConnTimeout", "DisableKeepAlives", "MaxIdleConnsPerHost"},
		"Client":    {"Transport", "CheckRedirect", "Jar", "Timeout"},
		"Request":   {"Close"},
	} {
		for _, field := range fields {
			obj, _, _ := types.LookupFieldOrMethod(http.Scope().Lookup(typ).Type(), false, nil, field)
			if _, ok := obj.(*types.Var); !ok {
				t.Errorf("http.%s has no field %s", typ, field)
			}
		}
	}
}
