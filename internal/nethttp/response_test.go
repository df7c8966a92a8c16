package nethttp

import (
	"go/types"
	"os/exec"
	"strings"
	"testing"
)

// TestContractsResolve looks every contract up in the real standard library, and asks
// ContractOf for it by that object.
func TestContractsResolve(t *testing.T) {
	paths := make(map[string]bool)
	for n := range contracts {
		paths[n.pkg] = true
	}
	var list []string
	for path := range paths {
		list = append(list, path)
	}
	pkgs := load(t, list...)
	for n, contract := range contracts {
		fn := resolve(pkgs[n.pkg], n)
		if fn == nil {
			t.Errorf("%s.%s.%s does not exist", n.pkg, n.recv, n.fn)
			continue
		}
		if got, ok := ContractOf(fn); !ok || got != contract {
			t.Errorf("ContractOf(%s) = %v, %v, want %v", fn.FullName(), got, ok, contract)
		}
		checkParams(t, fn, contract)
	}
}

// resolve returns the function or method that n names, or nil.
func resolve(pkg *types.Package, n name) *types.Func {
	if n.recv == "" {
		fn, _ := pkg.Scope().Lookup(n.fn).(*types.Func)
		return fn
	}
	recv := pkg.Scope().Lookup(n.recv)
	if recv == nil {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(recv.Type(), true, pkg, n.fn)
	fn, _ := obj.(*types.Func)
	return fn
}

// checkParams fails if a contract speaks of parameters that fn does not have, or that
// cannot be what it says.
func checkParams(t *testing.T, fn *types.Func, c Contract) {
	sig := fn.Signature()
	param := func(i int) types.Type {
		if sig.Recv() != nil {
			if i == 0 {
				return sig.Recv().Type()
			}
			i--
		}
		if i >= sig.Params().Len() {
			return nil
		}
		return sig.Params().At(i).Type()
	}
	for i := range 16 {
		all := c.Closes | c.Borrows | c.Drains | c.Lends | c.Runs | c.RunsUnlessStopped
		switch typ := param(i); {
		case !all.Has(i):
		case typ == nil:
			t.Errorf("%s has no parameter %d", fn.FullName(), i)
		case (c.Runs | c.RunsUnlessStopped).Has(i):
			if _, ok := typ.Underlying().(*types.Signature); !ok {
				t.Errorf("%s: parameter %d is no function", fn.FullName(), i)
			}
		}
	}
	if c.ClosesIf != 0 && !types.Identical(param(c.ClosesIf), types.Typ[types.Bool]) {
		t.Errorf("%s: parameter %d is no bool", fn.FullName(), c.ClosesIf)
	}
}

// TestWriters looks for the writers that the package knows by name.
func TestWriters(t *testing.T) {
	pkgs := load(t, "io", "bytes", "strings")
	if !IsDiscard(pkgs["io"].Scope().Lookup("Discard")) || IsDiscard(pkgs["io"].Scope().Lookup("EOF")) {
		t.Error("IsDiscard does not tell io.Discard from others")
	}
	for _, n := range []name{{pkg: "bytes", recv: "Buffer"}, {pkg: "strings", recv: "Builder"}} {
		if !IsMemory(types.NewPointer(pkgs[n.pkg].Scope().Lookup(n.recv).Type())) {
			t.Errorf("IsMemory does not know %s.%s", n.pkg, n.recv)
		}
	}
}

func TestTestMethodsResolve(t *testing.T) {
	pkg := load(t, "testing")["testing"]
	for _, recv := range []string{"TB", "T", "B", "F"} {
		for method, contract := range testMethods {
			fn := resolve(pkg, name{"testing", recv, method})
			if fn == nil {
				t.Errorf("testing.%s has no method %s", recv, method)
			} else if got, ok := ContractOf(fn); !ok || got != contract {
				t.Errorf("ContractOf(%s) = %v, %v, want %v", fn.FullName(), got, ok, contract)
			}
		}
	}
}

func TestOfTests(t *testing.T) {
	tb := load(t, "testing")["testing"].Scope().Lookup("TB").Type().Underlying().(*types.Interface)
	exported := 0
	for m := range tb.Methods() {
		if m.Exported() {
			exported++
			if !ofTests[m.Name()] {
				t.Errorf("testing.TB has a method %s", m.Name())
			}
		}
	}
	if exported != len(ofTests) {
		t.Errorf("testing.TB has %d exported methods, not %d", exported, len(ofTests))
	}
}

func TestContractsOfOthers(t *testing.T) {
	pkg := load(t, Path)[Path]
	cookies := resolve(pkg, name{Path, "Response", "Cookies"})
	if c, ok := ContractOf(cookies); !ok || !c.Borrows.Has(0) {
		t.Errorf("ContractOf(%s) = %v, %v, want the receiver borrowed", cookies.FullName(), c, ok)
	}
	get := resolve(pkg, name{Path, "", "Get"})
	if c, ok := ContractOf(get); ok {
		t.Errorf("ContractOf(%s) = %v, want none", get.FullName(), c)
	}
}

func TestIsStd(t *testing.T) {
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	roots := make(map[string]bool)
	for path := range strings.FieldsSeq(string(out)) {
		first, _, _ := strings.Cut(path, "/")
		roots[first] = true
	}
	for root := range stdRoots {
		if !roots[root] {
			t.Errorf("the standard library has nothing below %q", root)
		}
	}
	for root := range roots {
		if !stdRoots[root] && root != "vendor" {
			t.Errorf("%q is missing in stdRoots", root)
		}
	}
	if IsStd(types.NewPackage("example/http", "http")) {
		t.Error("example/http is not of the standard library")
	}
}

func TestMayClose(t *testing.T) {
	std := load(t, "encoding/json", "encoding/xml", "encoding/csv", "bufio", "archive/tar", "sync", "time", "compress/gzip", "container/list", "sync/atomic")
	http := load(t, Path)[Path]
	io := importOf(http, "io")
	typ := func(pkg *types.Package, name string) types.Type { return pkg.Scope().Lookup(name).Type() }
	for _, test := range []struct {
		typ  types.Type
		want bool
	}{
		{types.NewPointer(typ(http, "Response")), true},
		{typ(io, "ReadCloser"), true},
		{typ(io, "Reader"), false},
		{types.NewSlice(typ(io, "Closer")), true},
		{types.NewPointer(typ(http, "Request")), true}, // it has a Body
		{types.Universe.Lookup("any").Type(), true},
		{types.Universe.Lookup("error").Type(), false},
		{types.Typ[types.String], false},
		{types.NewSignatureType(nil, nil, nil, nil, nil, false), true},
		{types.NewPointer(typ(std["encoding/json"], "Decoder")), false},
		{types.NewPointer(typ(std["encoding/xml"], "Decoder")), false},
		{types.NewPointer(typ(std["encoding/csv"], "Reader")), false},
		{types.NewPointer(typ(std["bufio"], "Scanner")), false},
		{types.NewPointer(typ(std["archive/tar"], "Reader")), false},
		{types.NewPointer(typ(std["sync"], "Mutex")), false},
		{typ(std["time"], "Time"), false},
		{types.NewPointer(typ(std["compress/gzip"], "Reader")), true}, // of which Close does something else
		{types.NewPointer(typ(std["container/list"], "List")), true},
		{types.NewPointer(typ(std["sync"], "Map")), true},
		{types.NewPointer(typ(std["sync"], "Pool")), true},
		{types.NewPointer(typ(std["sync/atomic"], "Value")), true},
	} {
		if got := MayClose(test.typ); got != test.want {
			t.Errorf("MayClose(%s) = %v, want %v", test.typ, got, test.want)
		}
	}
}

func importOf(pkg *types.Package, path string) *types.Package {
	for _, imp := range pkg.Imports() {
		if imp.Path() == path {
			return imp
		}
	}
	return nil
}
