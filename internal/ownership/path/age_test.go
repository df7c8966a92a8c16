package path

import (
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestAge makes the variable v of a loop once more, and TestLose forgets the one that there is: of both there is one at most.
func TestAge(t *testing.T) {
	w := newWorld(t, `func F(a, b *int) { for { v := new(int); g(func() { *v++ }) } }; func g(func()) {}`)
	v := alloc(w)
	name := v.Name()
	a, b := w.value("a"), w.value("b")
	pointer := func(old bool) sym.Value { return sym.Place{Base: v, Old: old}.Addr() }
	content := func(old bool, x sym.Value) PlaceEntry { return PlaceEntry{sym.Place{Base: v, Old: old}, x} }
	for _, test := range []struct {
		name       string
		state      State
		aged, lost string
	}{
		{"nothing", State{}, "", ""},
		{"of others", State{Values: []ValueEntry{{a, -1, sym.Nil}}}, "a=nil", "a=nil"},
		{"its content", State{Places: []PlaceEntry{content(false, sym.Resource)}}, "*" + name + "'=body", ""},
		{"a pointer", State{Values: []ValueEntry{{a, -1, pointer(false)}}}, "a=&" + name + "'", "a=unknown"},
		{"an old pointer", State{Values: []ValueEntry{{a, -1, pointer(true)}}}, "a=&" + name + "'", "a=&" + name + "'"},
		{"both", State{
			Values: []ValueEntry{{a, -1, pointer(false)}, {b, -1, pointer(true)}},
			Places: []PlaceEntry{content(false, sym.Resource), content(true, sym.Nil)},
		}, "*" + name + "'=body, a=&" + name + "', b=&" + name + "'", "*" + name + "'=nil, a=unknown, b=&" + name + "'"},
		{"a pointer in a variable", State{Places: []PlaceEntry{{sym.Place{Base: a}, pointer(false)}}}, "*a=&" + name + "'", "*a=unknown"},
		{"shared", State{Shared: []sym.Place{{Base: v}, {Base: v, Old: true}, {Base: a}}}, "shared a, shared " + name + "'", "shared a, shared " + name + "'"},
		{"in a deferred call", State{Top: &Frame{Deferred: []Deferral{{Args: []sym.Value{pointer(false)}}}}}, "defer unknown &" + name + "'", "defer unknown unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.state.Top == nil {
				test.state.Top = w.state(0).Top
			}
			aged, lost := test.state.Copy(), test.state.Copy()
			aged.Age(v)
			wantState(t, aged, test.aged)
			lost.Lose(v)
			wantState(t, lost, test.lost)
		})
	}
}

// TestAgeJoinsDeferrals wants the deferred calls of all rounds of a loop but the last to be one.
func TestAgeJoinsDeferrals(t *testing.T) {
	w := newWorld(t, `func F() { for { v := new(int); defer g(v) } }; func g(*int) {}`)
	v := alloc(w)
	s := w.state(0)
	for range 5 {
		s.Age(v)
		top := *s.Top
		top.Deferred = append(top.Deferred[:len(top.Deferred):len(top.Deferred)], Deferral{Args: []sym.Value{sym.Place{Base: v}.Addr()}})
		s.Top = &top
	}
	wantState(t, s, "defer unknown &"+v.Name()+", defer unknown &"+v.Name()+"'")
}

// alloc returns the first variable that F makes.
func alloc(w *world) *ssa.Alloc {
	for _, b := range w.fn.Blocks {
		for _, instr := range b.Instrs {
			if v, ok := instr.(*ssa.Alloc); ok {
				return v
			}
		}
	}
	w.t.Fatalf("no variable in\n%s", w.text())
	return nil
}

// TestMentions wants to know whether anything is known of a variable, or leads to it.
func TestMentions(t *testing.T) {
	w := newWorld(t, `func F(a, b *int) { v := new(int); g(v) }; func g(*int) {}`)
	v, a := alloc(w), w.value("a")
	for _, test := range []struct {
		name  string
		state State
		want  bool
	}{
		{"nothing", State{}, false},
		{"another", State{Values: []ValueEntry{{a, -1, sym.Nil}}, Places: []PlaceEntry{{sym.Place{Base: a}, sym.Nil}}}, false},
		{"its content", State{Places: []PlaceEntry{{sym.Place{Base: v}, sym.Nil}}}, true},
		{"a pointer", State{Values: []ValueEntry{{a, -1, sym.Place{Base: v}.Addr()}}}, true},
		{"a pointer in another", State{Places: []PlaceEntry{{sym.Place{Base: a}, sym.Place{Base: v}.Addr()}}}, true},
		{"shared", State{Shared: []sym.Place{{Base: v}}}, true},
		{"deferred calls, which may", State{Top: &Frame{Deferred: []Deferral{{}}}}, true},
	} {
		if got := test.state.Mentions(v); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}
