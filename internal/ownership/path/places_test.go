package path

import (
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestWrite stores to the variable v, of which two fields and an element are known.
func TestWrite(t *testing.T) {
	w := newWorld(t, `func F(v, u *int) {}`)
	v, u := w.value("v"), w.value("u")
	at := func(path string) sym.Place { return sym.Place{Base: v, Path: path} }
	for _, test := range []struct {
		name string
		do   func(s *State)
		want string
	}{
		{"to a field", func(s *State) { s.Write(at(".1"), sym.Nil) }, "*v.0=response, *v.1=nil, *v.2[0]=body"},
		{"to what parts are known of", func(s *State) { s.Write(at(".2"), sym.Nil) }, "*v.0=response, *v.1=body, *v.2=nil"},
		{"to all of it", func(s *State) { s.Write(at(""), sym.Nil) }, "*v=nil"},
		{"to the old one", func(s *State) { s.Write(sym.Place{Base: v, Old: true}, sym.Nil) }, "*v'=nil, *v.0=response, *v.1=body, *v.2[0]=body"},
		{"copy a part", func(s *State) { s.CopyParts(at(".2"), sym.Place{Base: u}) }, "*u[0]=body, *v.0=response, *v.1=body, *v.2[0]=body"},
		{"copy all", func(s *State) { s.CopyParts(at(""), sym.Place{Base: u, Path: ".7"}) },
			"*u.7.0=response, *u.7.1=body, *u.7.2[0]=body, *v.0=response, *v.1=body, *v.2[0]=body"},
		{"copy over it", func(s *State) { s.CopyParts(sym.Place{Base: u}, at(".2")) }, "*v.0=response, *v.1=body"},
		{"copy to itself", func(s *State) { s.CopyParts(at(".0"), at(".0")) }, "*v.0=response, *v.0=response, *v.1=body, *v.2[0]=body"},
		{"forget a part", func(s *State) { s.Places = DeleteWithin(s.Places, at(".2")) }, "*v.0=response, *v.1=body"},
		{"forget all", func(s *State) { s.Places = WithoutBase(s.Places, v) }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := w.state(0)
			s.Places = []PlaceEntry{{at(".0"), sym.Object}, {at(".1"), sym.Resource}, {at(".2[0]"), sym.Resource}}
			test.do(s)
			wantState(t, s, test.want)
		})
	}
}

// TestRead reads what is there, and nothing else.
func TestRead(t *testing.T) {
	w := newWorld(t, `func F(v *int, n int) {}`)
	v := w.value("v")
	s := w.state(0)
	s.Places = []PlaceEntry{{sym.Place{Base: v, Path: ".0"}, w.symbol("n", 0)}}
	s.Known = []sym.Constraint{{X: w.value("n"), Op: token.EQL, Const: sym.IntOf(7)}}
	for p, want := range map[sym.Place]string{
		{Base: v, Path: ".0"}:            "7",
		{Base: v, Path: ".1"}:            "",
		{Base: v}:                        "",
		{Base: v, Path: ".0.1"}:          "",
		{Base: v, Path: ".0", Old: true}: "",
	} {
		got := ""
		if a, ok := s.Read(p); ok {
			got = showValue(a)
		}
		if got != want {
			t.Errorf("%s holds %q, want %q", showPlace(p), got, want)
		}
	}
}

// TestElement tells the elements of an array apart whose index is known, and wants the others to stand for all.
func TestElement(t *testing.T) {
	w := newWorld(t, `func F(v *int, i, j int) {}`)
	s := w.state(0)
	s.Set(w.value("i"), -1, sym.IntOf(3))
	for name, want := range map[string]string{"i": "[3]", "j": "[*]"} {
		if got := s.Element(w.value(name)); got != want {
			t.Errorf("element %s is %s, want %s", name, got, want)
		}
	}
	for path, want := range map[string]string{"": "", ".1": "", "[3]": "", "[*]": "v", ".1[*].2": "v.1", "[3][*][*]": "v[3]"} {
		p := sym.Place{Base: w.value("v"), Path: path}
		if Weak(p) != (want != "") {
			t.Errorf("%s stands for several elements: got %v", showPlace(p), Weak(p))
		}
		if got := showPlace(Elements(p)); want != "" && got != want {
			t.Errorf("%s is in %s, want %s", showPlace(p), got, want)
		}
	}
}

// TestPointee wants the place that a pointer leads to: a symbol leads to the place of its name, but not a sum.
func TestPointee(t *testing.T) {
	w := newWorld(t, `func F(v *int) {}`)
	v := w.value("v")
	old := sym.Place{Base: v, Path: ".1", Old: true}
	for a, want := range map[sym.Value]string{
		old.Addr():                               "v'.1",
		w.symbol("v", 0):                         "v",
		w.symbol("v", 1):                         "",
		sym.Nil:                                  "",
		sym.Object:                               "",
		{Kind: sym.KindAggregate, Base: v}:       "",
		{Kind: sym.KindFunc, Base: ssa.Value(v)}: "",
	} {
		got := ""
		if p, ok := Pointee(a); ok {
			got = showPlace(p)
		}
		if got != want {
			t.Errorf("%s leads to %q, want %q", showValue(a), got, want)
		}
	}
}

// TestShare wants a variable to be shared as a whole, once.
func TestShare(t *testing.T) {
	w := newWorld(t, `func F(v, u *int) {}`)
	v := w.value("v")
	s := w.state(0)
	s.Share(sym.Place{Base: v, Path: ".1"})
	s.Share(sym.Place{Base: v, Path: ".2"})
	wantState(t, s, "shared v")
	for p, want := range map[sym.Place]bool{
		{Base: v}: true, {Base: v, Path: ".7[0]"}: true, {Base: v, Old: true}: false, {Base: w.value("u")}: false,
	} {
		if got := s.IsShared(p); got != want {
			t.Errorf("%s is shared: got %v", showPlace(p), got)
		}
	}
}

// TestIsDetail wants numbers and strings inside of something larger to be told from what has to be remembered.
func TestIsDetail(t *testing.T) {
	for _, test := range []struct {
		path string
		t    types.Type
		want bool
	}{
		{".1", types.Typ[types.Int], true},
		{"[0]", types.Typ[types.String], true},
		{".1", types.Typ[types.Bool], false},
		{"", types.Typ[types.Int], false},
		{".1", types.NewPointer(types.Typ[types.Int]), false},
	} {
		if got := IsDetail(sym.Place{Path: test.path}, test.t); got != test.want {
			t.Errorf("%s at %q: got %v", test.t, test.path, got)
		}
	}
}

// TestMayOverlap wants two places to be told apart where they surely are two.
func TestMayOverlap(t *testing.T) {
	w := newWorld(t, `func F(v, u *int) {}`)
	v := w.value("v")
	for _, test := range []struct {
		p, q string
		want bool
	}{
		{"", "", true},
		{".1", "", true},
		{".1", ".1.2", true},
		{".1", ".2", false},
		{".1", ".10", false},
		{"[1]", "[1]", true},
		{"[1]", "[2]", false},
		{"[*]", "[2]", true},
		{"[*].1", "[2].1", true},
		{"[*].1", "[2].2", false},
		{".3[1]", ".3[*][2]", true},
	} {
		p, q := sym.Place{Base: v, Path: test.p}, sym.Place{Base: v, Path: test.q}
		if MayOverlap(p, q) != test.want || MayOverlap(q, p) != test.want {
			t.Errorf("%q and %q may overlap: got %v, %v", test.p, test.q, MayOverlap(p, q), MayOverlap(q, p))
		}
		if q.Base = w.value("u"); MayOverlap(p, q) {
			t.Errorf("%q overlaps %q of another variable", test.p, test.q)
		}
	}
}

// TestInstead wants an unknown index to stand for a known one, and the other way round.
func TestInstead(t *testing.T) {
	for _, test := range []struct{ path, other, want string }{
		{"[*].1", "[2].1", "[2].1"},
		{"[2]", "[*]", "[*]"},
		{".1[*]", ".1[3].2", ".1[3]"},
		{"[1]", "[2]", ""},
		{"[1]", "[1]", ""},
		{".1", "[1]", ""},
		{".1[*]", ".2[3]", ""},
		{"", "[1]", ""},
	} {
		got, ok := Instead(test.path, test.other)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%q with the index of %q: got %q, %v, want %q", test.path, test.other, got, ok, test.want)
		}
	}
}
