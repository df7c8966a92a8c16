package unit

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
)

type note struct{ Text string }

func (*note) AFact() {}

func check(t *testing.T, path, src string, imports map[string]*types.Package) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer(func(path string) (*types.Package, error) { return imports[path], nil })}
	pkg, err := conf.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// TestFacts hands facts on from a to b to c: those about methods and types go all the way, those about functions
// one step. A package that was compiled for a test has the facts of the plain one.
func TestFacts(t *testing.T) {
	gob.Register(new(note))
	dir := t.TempDir()
	a := check(t, "a", "package a\ntype T int\nfunc (T) M() {}\nfunc F() {}\nfunc f() { type t int }", nil)
	file := func(name string, s *factSet) string {
		data, err := s.encode()
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.Join(dir, name)
		if err := writeVetx(name, data); err != nil {
			t.Fatal(err)
		}
		return name
	}
	own, err := readFacts(a, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := func(pkg *types.Package) types.Object {
		return pkg.Scope().Lookup("T").Type().(*types.Named).Method(0)
	}
	own.exportFact(m(a), &note{"M"})
	own.exportFact(a.Scope().Lookup("T"), &note{"T"})
	own.exportFact(a.Scope().Lookup("F"), &note{"F"})
	own.exportFact(nil, &note{"package"})
	known := map[string]*types.Package{"a": a}
	b := check(t, "b", "package b\nimport \"a\"\nvar V a.T", known)
	known["b"] = b
	handed, err := readFacts(b, map[string]string{"a [a.test]": file("a", own)}, known)
	if err != nil {
		t.Fatal(err)
	}
	c := check(t, "c", "package c\nimport \"b\"\nvar V = b.V", known)
	far, err := readFacts(c, map[string]string{"b": file("b", handed)}, known)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		set  *factSet
		obj  types.Object
		want string
	}{
		{handed, m(a), "M"}, {handed, a.Scope().Lookup("T"), "T"}, {handed, a.Scope().Lookup("F"), "F"}, {handed, nil, "package"},
		{far, m(a), "M"}, {far, a.Scope().Lookup("T"), "T"}, {far, a.Scope().Lookup("F"), ""}, {far, nil, ""},
	} {
		var got note
		if test.set.importFact(a, test.obj, &got); got.Text != test.want {
			t.Errorf("in %s of %v: got %q, want %q", test.set.pkg.Path(), test.obj, got.Text, test.want)
		}
	}
	var list []string
	far.each(&analysis.Analyzer{FactTypes: []analysis.Fact{new(note)}}, func(_ factKey, f analysis.Fact) { list = append(list, f.(*note).Text) })
	if len(list) != 2 {
		t.Errorf("all facts: %q", list)
	}
}

// TestVetx wants the file with facts to be read in the form of x/tools, with types and without, and told from others.
func TestVetx(t *testing.T) {
	name := filepath.Join(t.TempDir(), "vetx")
	file := func(typ, facts string, lens ...uint32) []byte {
		if lens == nil {
			lens = []uint32{uint32(len(typ)), uint32(len(facts))}
		}
		data := []byte("vetx")
		for _, n := range lens {
			data = binary.LittleEndian.AppendUint32(data, n)
		}
		return append(data, typ+facts...)
	}
	for _, test := range []struct {
		data []byte
		want string
		ok   bool
	}{
		{file("types", "facts"), "facts", true},
		{file("", "facts"), "facts", true},
		{file("", ""), "", true},
		{file("types", "facts", 5, 50), "", false},
		{file("types", "facts", 0xffffffff, 0xffffffff), "", false},
		{[]byte("vet"), "", false},
		{bytes.Repeat([]byte("x"), 40), "", false},
	} {
		if err := os.WriteFile(name, test.data, 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := readVetx(name)
		if (err == nil) != test.ok || string(got) != test.want {
			t.Errorf("%q: got %q, %v", test.data, got, err)
		}
	}
	if err := writeVetx(name, []byte("facts")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(name); err != nil || !reflect.DeepEqual(got, file("", "facts")) {
		t.Errorf("wrote %q, %v", got, err)
	}
}

func TestExported(t *testing.T) {
	files := map[string]string{"fmt": "f"}
	for _, test := range []struct {
		vetx, export map[string]string
		want         bool
	}{
		{files, files, true},
		{files, nil, false},
		{map[string]string{"fmt": "f", "os": "o"}, files, false},
		{nil, nil, false}, // it says nothing about the go command
	} {
		if got := (&Config{PackageVetx: test.vetx, PackageFile: test.export}).Exported(); got != test.want {
			t.Errorf("%v with %v: %t", test.vetx, test.export, got)
		}
	}
}
