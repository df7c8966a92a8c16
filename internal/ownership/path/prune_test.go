package path

import (
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestPrune stands at the beginning of F, where a and p are used later on, and b and q are not.
func TestPrune(t *testing.T) {
	w := newWorld(t, `func F(a, b int, p, q *T) { v := new(T); g(v); g(p); h(a) }
type T struct{ n int; next *T }
func g(*T) {}
func h(int) {}
var global *T
`)
	a, b, p, q, v := w.value("a"), w.value("b"), w.value("p"), w.value("q"), alloc(w)
	object := sym.Place{Base: q}
	field := func(base ssa.Value, path string, x sym.Value) PlaceEntry {
		return PlaceEntry{sym.Place{Base: base, Path: path}, x}
	}
	for _, test := range []struct {
		name  string
		state State
		roots Roots
		want  string
	}{
		{name: "nothing"},
		{name: "values", state: State{Values: []ValueEntry{{a, -1, sym.IntOf(1)}, {b, -1, sym.IntOf(2)}}}, want: "a=1"},
		{name: "conditions", state: State{Known: []sym.Constraint{{X: a, Op: token.LSS, Const: sym.IntOf(3)}, {X: b, Op: token.LSS, Const: sym.IntOf(3)}}}, want: "a<3"},
		{name: "a condition on both", state: State{Known: []sym.Constraint{{X: a, Op: token.LSS, Y: b, Const: sym.IntOf(0)}}}, want: ""},
		{name: "a condition that a value speaks of", state: State{
			Values: []ValueEntry{{a, -1, w.symbol("b", 1)}},
			Known:  []sym.Constraint{{X: b, Op: token.LSS, Const: sym.IntOf(3)}},
		}, want: "a=b+1, b<3"},
		{name: "variables", state: State{Places: []PlaceEntry{field(p, ".0", sym.IntOf(1)), field(q, ".0", sym.IntOf(2))}}, want: "*p.0=1"},
		{name: "a variable that a value leads to", state: State{
			Values: []ValueEntry{{p, -1, sym.Place{Base: v}.Addr()}}, Places: []PlaceEntry{field(v, ".0", sym.IntOf(1))},
		}, want: "*v.0=1, p=&v"},
		{name: "a list", state: State{Places: []PlaceEntry{
			field(v, ".0", sym.IntOf(3)), field(q, ".1", sym.Place{Base: v}.Addr()), field(p, ".1", w.symbol("q", 0)),
		}}, want: "*p.1=q, *q.1=&v, *v.0=3"},
		{name: "the old variable", state: State{
			Values: []ValueEntry{{p, -1, sym.Place{Base: v, Old: true}.Addr()}},
			Places: []PlaceEntry{field(v, ".0", sym.IntOf(1)), {sym.Place{Base: v, Old: true, Path: ".0"}, sym.IntOf(2)}},
		}, want: "*v'.0=2, p=&v'"},
		{name: "what deferred calls get", state: State{
			Top:    &Frame{Deferred: []Deferral{{Args: []sym.Value{sym.Place{Base: v}.Addr()}, Binds: []sym.Value{w.symbol("q", 0)}}}},
			Places: []PlaceEntry{field(v, ".0", sym.IntOf(1)), field(q, ".0", sym.IntOf(2)), field(b, "", sym.Nil)},
		}, want: "*q.0=2, *v.0=1, defer unknown &v q"},
		{name: "parts of the object", roots: Roots{Object: q}, state: State{
			Values: []ValueEntry{{p, -1, sym.Object}}, Places: []PlaceEntry{{object.Below(".1"), sym.Resource}},
		}, want: "*q.1=body, p=response"},
		{name: "the object that nothing leads to", roots: Roots{Object: q}, state: State{Places: []PlaceEntry{{object.Below(".1"), sym.Resource}}}, want: ""},
		{name: "a name that nobody else knows", state: State{Places: []PlaceEntry{field(p, ".0", w.symbol("b", 0))}}, want: ""},
		{name: "a name that two know", state: State{Places: []PlaceEntry{field(p, ".0", w.symbol("b", 0)), field(p, ".1", w.symbol("b", 0))}}, want: "*p.0=b, *p.1=b"},
		{name: "a name with a condition", state: State{
			Places: []PlaceEntry{field(p, ".0", w.symbol("b", 0))}, Known: []sym.Constraint{{X: b, Op: token.LSS, Const: sym.IntOf(3)}},
		}, want: "*p.0=b, b<3"},
		{name: "unknown where zero would be presumed", roots: Roots{Zeroed: map[ssa.Value]bool{p: true}},
			state: State{Places: []PlaceEntry{field(p, ".0", sym.Unknown)}}, want: "*p.0=unknown"},
		{name: "shared", state: State{Shared: []sym.Place{{Base: p}, {Base: q}}}, want: "shared p"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := test.state.Copy()
			s.Status, s.Top = Open, w.state(0).Top
			if test.state.Top != nil {
				top := *s.Top
				top.Deferred = test.state.Top.Deferred
				s.Top = &top
			}
			known, shared := len(s.Known), len(s.Shared)
			other := s.Copy()
			before := show(other)
			s.Prune(test.roots)
			wantState(t, s, strings.ReplaceAll(test.want, "v", v.Name()))
			if got := show(other); got != before || len(other.Known) != known || len(other.Shared) != shared {
				t.Errorf("a copy was %s, and is now %s", before, got)
			}
		})
	}
}

// TestPruneCaptured wants what a function literal captured to be kept, since that outlives it.
func TestPruneCaptured(t *testing.T) {
	w := newWorld(t, `func F(a *int) func() { n := a; return func() { g(n); n = nil } }; func g(*int) {}`)
	literal := w.fn.AnonFuncs[0]
	v := literal.FreeVars[0]
	s := w.state(0)
	s.Places = []PlaceEntry{{sym.Place{Base: v}, sym.Nil}}
	outer := s.Copy()
	s.Prune(Roots{Fn: literal})
	wantState(t, s, "*"+v.Name()+"=nil")
	outer.Prune(Roots{Fn: w.fn.Function})
	wantState(t, outer, "")
}
