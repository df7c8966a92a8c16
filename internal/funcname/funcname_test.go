package funcname_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/httpleak/httpleak/internal/funcname"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		text, key string
		param     int
		readings  []funcname.Reading
	}{
		{"example.com/api.Fetch", "example.com/api.Fetch", -1, []funcname.Reading{{"example.com/api", "", "Fetch"}}},
		{"io.Copy#2", "io.Copy", 2, []funcname.Reading{{"io", "", "Copy"}}},
		{"example.com/api.(*Client).Fetch", "example.com/api.Client.Fetch", -1, []funcname.Reading{{"example.com/api", "Client", "Fetch"}}},
		{"example.com/api.(Client).Fetch#0", "example.com/api.Client.Fetch", 0, []funcname.Reading{{"example.com/api", "Client", "Fetch"}}},
		{"example.com/api.Client.Fetch", "example.com/api.Client.Fetch", -1, []funcname.Reading{
			{"example.com/api", "Client", "Fetch"}, {"example.com/api.Client", "", "Fetch"}}},
		{"gopkg.in/x.v3.Do", "gopkg.in/x.v3.Do", -1, []funcname.Reading{{"gopkg.in/x", "v3", "Do"}, {"gopkg.in/x.v3", "", "Do"}}},
		{"gopkg.in/x.v3.(*C).Do", "gopkg.in/x.v3.C.Do", -1, []funcname.Reading{{"gopkg.in/x.v3", "C", "Do"}}},
	} {
		n, err := funcname.Parse(test.text)
		if err != nil {
			t.Error(err)
			continue
		}
		if n.Key() != test.key || n.Param != test.param || n.String() != test.text || !reflect.DeepEqual(n.Readings(), test.readings) {
			t.Errorf("%s: key %s, parameter %d, readings %v", test.text, n.Key(), n.Param, n.Readings())
		}
	}
	for _, text := range []string{
		"", "Fetch", ".Fetch", "example.com/api", "example.com/api.", "example.com/.Fetch", "example.com/api.(*Client)", "example.com/api.(*Client).",
		"example.com/api.(**Client).F", "example.com/api.Fetch()", "example.com/api.Fetch#", "example.com/api.Fetch#-1", "example.com/api.Fetch#+1",
		"example.com/api.Fetch#one", "example.com/api.Fetch#1#2", "example.com/api.List[int].F", ".(*T).F", "a b.F",
		// What the go command takes for something else than an import path.
		"-toolexec=x.F", "-x.(*T).F", "file=/etc/passwd.F", "./x.F", "../x.(T).F", "/etc/x.F", "x@v1.F", "std.F", "all.(*T).F", "\x1b[31m.F",
	} {
		if n, err := funcname.Parse(text); err == nil {
			t.Errorf("%q is read as %s", text, n.Key())
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: an error with several lines: %v", text, err)
		}
	}
}

func TestList(t *testing.T) {
	l := funcname.List{Params: true}
	for _, text := range []string{"a.F#1, b.(*T).G#0", "c.H#2"} {
		if err := l.Set(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{"", "d.F#1,", "d.F#1,d.F", "d.F#1;d.G#1"} {
		if err := l.Set(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if got, want := l.String(), "a.F#1,b.(*T).G#0,c.H#2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := new(funcname.List).Set("a.F#1"); err == nil {
		t.Error("a parameter is taken for a function")
	}
}

// TestKey wants keys of functions to be those of their names.
func TestKey(t *testing.T) {
	const src = `package p

type T[E any] struct{}

func (*T[E]) M() {}

type I interface{ M() }

type alias = I

func F[E any]() {}

func _(i I, a alias, t *T[int], u interface{ M() }) { i.M(); a.M(); t.M(); u.M(); F[int]() }
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Uses: make(map[*ast.Ident]types.Object)}
	conf := types.Config{Importer: importer.Default()}
	if _, err := conf.Check("example.com/p", fset, []*ast.File{file}, info); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]int)
	for _, obj := range info.Uses {
		if fn, ok := obj.(*types.Func); ok {
			got[funcname.Key(fn)]++
		}
	}
	want := map[string]int{"example.com/p.I.M": 2, "example.com/p.T.M": 1, "example.com/p.F": 1, "": 1}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for pkg, path := range map[string]string{"a/b [a/b.test]": "a/b", "x/vendor/y/z": "y/z", "y/z": "y/z"} {
		if got := funcname.Path(types.NewPackage(pkg, "p")); got != path {
			t.Errorf("%s is called %s, want %s", pkg, got, path)
		}
	}
}

// FuzzParse wants what is read to be printable names of packages that can be imported.
func FuzzParse(f *testing.F) {
	f.Add("example.com/x.v3.(*T).F#1")
	f.Add("-x.v3.T.F")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := funcname.Parse(text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for _, r := range n.Readings() {
			if err := module.CheckImportPath(r.Path); err != nil || !token.IsIdentifier(r.Func) {
				t.Errorf("%q is read as %v: %v", text, r, err)
			}
		}
		if again, err := funcname.Parse(n.String()); err != nil || again != n {
			t.Errorf("%q is read as %v, then %v: %v", text, n, again, err)
		}
	})
}
