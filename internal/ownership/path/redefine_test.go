package path

import (
	"go/token"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestRedefine gives a parameter a new value: what speaks of the old one gets another name for it, or is forgotten.
func TestRedefine(t *testing.T) {
	w := newWorld(t, `func F(a, b, c int, p, q *struct{ n int }) {}`)
	a, b, c, p := w.value("a"), w.value("b"), w.value("c"), w.value("p")
	is := func(v ssa.Value, x sym.Value) ValueEntry { return ValueEntry{v, -1, x} }
	for _, test := range []struct {
		name   string
		values []ValueEntry
		places []PlaceEntry
		known  []sym.Constraint
		args   []sym.Value // of a deferred call
		want   string
	}{
		{name: "nothing"},
		{name: "its own value", values: []ValueEntry{is(a, sym.IntOf(1)), {a, 0, sym.Nil}, is(b, sym.IntOf(2))}, want: "b=2"},
		{name: "no other name", values: []ValueEntry{is(b, w.symbol("a", 1))}, known: []sym.Constraint{{X: a, Op: token.LSS, Const: sym.IntOf(3)}}, want: ""},
		{name: "another name", values: []ValueEntry{is(b, w.symbol("a", 0)), is(c, w.symbol("a", 2))}, want: "c=b+2"},
		{name: "another name, found late", values: []ValueEntry{is(c, w.symbol("a", 2)), is(b, w.symbol("a", 0))}, want: "c=b+2"},
		{name: "two other names", values: []ValueEntry{is(b, w.symbol("a", 0)), is(c, w.symbol("a", 0))}, want: "c=b"},
		{name: "a result is no name", values: []ValueEntry{{b, 1, w.symbol("a", 0)}}, want: ""},
		{name: "conditions", values: []ValueEntry{is(b, w.symbol("a", 0))},
			known: []sym.Constraint{{X: a, Op: token.LSS, Const: sym.IntOf(3)}, {X: c, Op: token.LEQ, Y: a, Const: sym.IntOf(1)}, {X: c, Op: token.NEQ, Const: sym.IntOf(0)}},
			want:  "b<3, c!=0, c<=b+1"},
		{name: "conditions nobody can ask for", known: []sym.Constraint{{X: c, Op: token.LEQ, Y: a, Const: sym.IntOf(1)}, {X: c, Op: token.NEQ, Const: sym.IntOf(0)}}, want: "c!=0"},
		{name: "in a variable", values: []ValueEntry{is(b, w.symbol("a", 0))}, places: []PlaceEntry{{sym.Place{Base: p, Path: ".0"}, w.symbol("a", 1)}}, want: "*p.0=b+1"},
		{name: "in a variable, without another name", places: []PlaceEntry{{sym.Place{Base: p, Path: ".0"}, w.symbol("a", 1)}}, want: "*p.0=unknown"},
		{name: "in a variable, without another name, but certain", places: []PlaceEntry{{sym.Place{Base: p, Path: ".0"}, w.symbol("a", 0)}, {sym.Place{Base: p, Path: ".1"}, w.symbol("a", 1)}},
			known: []sym.Constraint{{X: a, Op: token.EQL, Const: sym.IntOf(3)}}, want: "*p.0=3, *p.1=unknown"},
		{name: "in a variable, without another name, but not nil", places: []PlaceEntry{{sym.Place{Base: p, Path: ".0"}, w.symbol("a", 0)}},
			known: []sym.Constraint{{X: a, Op: token.NEQ, Const: sym.Nil}}, want: "*p.0=non-nil"},
		{name: "in a deferred call", args: []sym.Value{w.symbol("a", 0), w.symbol("b", 0)}, values: []ValueEntry{is(c, w.symbol("a", 0))}, want: "defer unknown c b"},
		{name: "in a deferred call, without another name", args: []sym.Value{w.symbol("a", 0)}, want: "defer unknown unknown"},
		{name: "in a deferred call, certain", args: []sym.Value{w.symbol("a", 0)}, known: []sym.Constraint{{X: a, Op: token.EQL, Const: sym.True}}, want: "defer unknown true"},
		{name: "what it points to", places: []PlaceEntry{{sym.Place{Base: a, Path: ".0"}, sym.Nil}, {sym.Place{Base: a, Old: true}, sym.Nil}}, want: "*a'=nil"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := w.state(0)
			s.Values, s.Places, s.Known = test.values, test.places, test.known
			if test.args != nil {
				s.Top.Deferred = []Deferral{{Args: test.args}}
			}
			s.Redefine(a)
			wantState(t, s, test.want)
		})
	}
}

// TestAssign goes once more round the loop whose phis are t0 and t1, i and j below: each gets its new value at once.
func TestAssign(t *testing.T) {
	w := newWorld(t, `func F(n int, x bool) { for i, j := 0, 0; i < n; { if x { i, j = j, i } else { i++; j += 2 } ; g(i, j) } }; func g(int, int)`)
	var phis []*ssa.Phi
	for _, instr := range w.fn.Blocks[1].Instrs {
		if phi, ok := instr.(*ssa.Phi); ok {
			phis = append(phis, phi)
		}
	}
	if len(phis) != 2 {
		w.t.Fatalf("not two phis in\n%s", w.text())
	}
	i, j := phis[0], phis[1]
	symbol := func(v ssa.Value, n int64) sym.Value { return sym.Value{Kind: sym.KindSymbol, Base: v, N: n} }
	n := w.value("n")
	for _, test := range []struct {
		name   string
		before State
		news   []sym.Value
		want   string
	}{
		{"constants", State{}, []sym.Value{sym.IntOf(1), sym.IntOf(2)}, i.Name() + "=1, " + j.Name() + "=2"},
		{"what they were", State{Known: []sym.Constraint{{X: i, Op: token.LSS, Y: n, Const: sym.IntOf(0)}}}, []sym.Value{symbol(i, 0), symbol(j, 0)}, i.Name() + "<n+0"},
		{"the second stays", State{Known: []sym.Constraint{{X: j, Op: token.LSS, Y: n, Const: sym.IntOf(0)}}}, []sym.Value{sym.IntOf(1), symbol(j, 0)}, i.Name() + "=1, " + j.Name() + "<n+0"},
		{"counters", State{Known: []sym.Constraint{{X: i, Op: token.LSS, Y: n, Const: sym.IntOf(0)}, {X: j, Op: token.GEQ, Const: sym.IntOf(0)}}},
			[]sym.Value{symbol(i, 1), symbol(j, 2)}, i.Name() + "<n+1, " + j.Name() + ">=2"},
		{"a counter and what was one less", State{}, []sym.Value{symbol(i, 1), symbol(i, 0)}, j.Name() + "=" + i.Name() + "-1"},
		{"a sum of the other", State{}, []sym.Value{symbol(j, 3), symbol(j, 0)}, i.Name() + "=" + j.Name() + "+3"},
		{"exchanged", State{}, []sym.Value{symbol(j, 0), symbol(i, 0)}, ""}, // nothing has the old value of i, so that j has no name for it
		{"unknown", State{Known: []sym.Constraint{{X: i, Op: token.LSS, Y: n, Const: sym.IntOf(0)}}}, []sym.Value{sym.Unknown, sym.IntOf(2)}, j.Name() + "=2"},
		{"a counter, with other names of it", State{
			Values: []ValueEntry{{n, -1, symbol(i, 1)}, {w.value("x"), -1, symbol(i, -sym.Farthest)}},
			Places: []PlaceEntry{{sym.Place{Base: n, Path: ".0"}, symbol(i, 0)}},
		}, []sym.Value{symbol(i, 1), symbol(j, 0)}, "*n.0=" + i.Name() + "-1, n=" + i.Name() + ", x=unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := w.state(1)
			s.Values, s.Places, s.Known = test.before.Values, test.before.Places, test.before.Known
			s.Assign(phis, test.news)
			wantState(t, s, test.want)
		})
	}
}
