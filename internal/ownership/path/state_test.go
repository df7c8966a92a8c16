package path

import (
	"go/token"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestSet wants an entry for what is not what everybody would think anyway.
func TestSet(t *testing.T) {
	w := newWorld(t, `func F(a, b int) {}`)
	a := w.value("a")
	for _, test := range []struct {
		name   string
		before []ValueEntry
		index  int
		set    sym.Value
		want   string
	}{
		{"new", nil, -1, sym.IntOf(1), "a=1"},
		{"another", []ValueEntry{{a, -1, sym.IntOf(1)}}, -1, sym.IntOf(2), "a=2"},
		{"of another result", []ValueEntry{{a, 0, sym.IntOf(1)}}, 1, sym.IntOf(2), "a#0=1, a#1=2"},
		{"unknown", []ValueEntry{{a, -1, sym.IntOf(1)}}, -1, sym.Unknown, ""},
		{"itself", []ValueEntry{{a, -1, sym.IntOf(1)}}, -1, w.symbol("a", 0), ""},
		{"one more than itself", nil, -1, w.symbol("a", 1), "a=a+1"},
		{"another value", nil, -1, w.symbol("b", 0), "a=b"},
	} {
		s := w.state(0)
		s.Values = test.before
		s.Set(a, test.index, test.set)
		wantState(t, s, test.want)
	}
}

// TestEval evaluates operands, by what a path knows of them.
func TestEval(t *testing.T) {
	w := newWorld(t, `func F(a, b int, p *int, ok bool) { v := new(int); g(v, p); g(nil, p); G = p; println(a, 3, "x") }; func g(_, _ *int) {}; var G *int`)
	a, ok := w.value("a"), w.value("ok")
	var operands []ssa.Value
	for _, instr := range w.fn.Blocks[0].Instrs {
		switch instr := instr.(type) {
		case *ssa.Call:
			operands = append(operands, instr.Call.Value)
			operands = append(operands, instr.Call.Args...)
		case *ssa.Store:
			operands = append(operands, instr.Addr)
		}
	}
	var got []string
	for _, v := range operands {
		got = append(got, showValue(w.state(0).Eval(v)))
	}
	v := alloc(w).Name()
	want := []string{"func g", "&" + v, "p", "func g", "nil", "p", "&G", "unknown", "a", "3", "string"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, test := range []struct {
		name  string
		state State
		v     ssa.Value
		want  string
	}{
		{"nothing known", State{}, a, "a"},
		{"an entry", State{Values: []ValueEntry{{a, -1, sym.IntOf(4)}}}, a, "4"},
		{"a condition", State{Known: []sym.Constraint{{X: ok, Op: token.EQL, Const: sym.True}}}, ok, "true"},
		{"an entry and a condition", State{
			Values: []ValueEntry{{a, -1, w.symbol("b", 0)}}, Known: []sym.Constraint{{X: w.value("b"), Op: token.EQL, Const: sym.IntOf(7)}},
		}, a, "7"},
		{"a sum is not resolved", State{
			Values: []ValueEntry{{a, -1, w.symbol("b", 1)}}, Known: []sym.Constraint{{X: w.value("b"), Op: token.EQL, Const: sym.IntOf(7)}},
		}, a, "b+1"},
		{"a bound", State{Known: []sym.Constraint{{X: a, Op: token.GEQ, Const: sym.IntOf(7)}}}, a, "a"},
	} {
		if got := showValue(test.state.Eval(test.v)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// TestCopy changes a copy in every way, and wants the original to stay as it was.
func TestCopy(t *testing.T) {
	w := newWorld(t, keySource)
	s, same := full(w), full(w)
	c := s.Copy()
	if !reflect.DeepEqual(s, c) {
		t.Fatal("a copy differs from the original")
	}
	p := w.value("p")
	c.Set(w.value("a"), -1, sym.IntOf(9))
	c.Write(sym.Place{Base: p}, sym.Nil)
	c.Share(sym.Place{Base: w.value("b")})
	c.Guess(w.value("q"), true)
	c.Known = sym.Learn(c.Known, token.GTR, w.symbol("b", 0), sym.IntOf(3))
	c.Note(Step{Kind: Again})
	c.At(c.Top.Block, 0)
	c.Redefine(w.value("b"))
	c.Age(p)
	c.Lose(w.value("q"))
	c.Prune(Roots{})
	c.Key(w.id)
	if !reflect.DeepEqual(s, same) {
		t.Errorf("the original was %s, and is %s", show(same), show(s))
	}
}

// TestNote wants steps to be noted while the path has the resource, but for those of calls that run late.
func TestNote(t *testing.T) {
	for _, test := range []struct {
		name     string
		state    State
		kind     StepKind
		noted    bool
		branched bool
	}{
		{"open", State{Status: Open, Top: &Frame{}}, Call, true, false},
		{"a branch", State{Status: Open, Top: &Frame{}}, Branch, true, true},
		{"not used yet", State{Status: Idle, Top: &Frame{}}, Call, true, false},
		{"nothing acquired", State{Status: Pending, Top: &Frame{}}, Branch, false, false},
		{"handed over", State{Status: Kept, Top: &Frame{}}, Branch, false, false},
		{"late", State{Status: Open, Top: &Frame{Late: true}}, Branch, false, false},
	} {
		test.state.Note(Step{Kind: test.kind})
		if noted := test.state.Trail != nil; noted != test.noted || test.state.Branched != test.branched {
			t.Errorf("%s: noted %v, branched %v", test.name, noted, test.state.Branched)
		}
	}
	s := State{Status: Open, Top: &Frame{}, Stored: true, With: 1, Tag: 2, Branched: true, Copied: true, Trail: &Trail{}, Guesses: make([]Assumption, 1)}
	s.Begin()
	if want := (State{Status: Open, Top: s.Top}); !reflect.DeepEqual(s, want) {
		t.Errorf("a path that begins afresh is %+v", s)
	}
}

// TestEndsWith wants to know from the results of a return whether it is a success.
func TestEndsWith(t *testing.T) {
	for _, test := range []struct {
		name, src       string
		known           []string // parameters that are not nil
		success, failed bool
	}{
		{"no error among the results", `func F() int { return 1 }`, nil, true, true},
		{"nil", `func F(err error) (int, error) { return 1, nil }`, nil, true, false},
		{"unknown", `func F(err error) error { return err }`, nil, true, true},
		{"not nil", `func F(err error) error { return err }`, []string{"err"}, false, true},
		{"an error type", `type E struct{}; func (*E) Error() string { return "" }; func F(e *E) *E { return e }`, []string{"e"}, false, true},
		{"no error type", `type E struct{}; func F(e *E) *E { return e }`, []string{"e"}, true, true},
	} {
		w := newWorld(t, test.src)
		s := w.state(0)
		for _, name := range test.known {
			s.Known = sym.Learn(s.Known, token.NEQ, w.symbol(name, 0), sym.Nil)
		}
		ret := w.fn.Blocks[0].Instrs[len(w.fn.Blocks[0].Instrs)-1].(*ssa.Return)
		var results []sym.Value
		for _, r := range ret.Results {
			results = append(results, s.Eval(r))
		}
		if success, failed := s.EndsWith(ret, results); success != test.success || failed != test.failed {
			t.Errorf("%s: success %v, failed %v", test.name, success, failed)
		}
	}
}

// TestCounts wants loops to be followed number by number only if they end at a number.
func TestCounts(t *testing.T) {
	for src, want := range map[string]bool{
		`func F() { for i := 0; i < 3; i++ { g(i) } }; func g(int) {}`:                       true,
		`func F(n int) { for i := 0; i < n; i++ { g(i) } }; func g(int) {}`:                  false,
		`func F() { for i := 0; ; i++ { if i == 3 { break }; g(i) } }; func g(int) {}`:       false,
		`func F(n int) { for i := 0; i < n && i < 5; i++ { g(i) } }; func g(int) {}`:         true,
		`func F(n int) { for i := 0; i < 5 || n > 1; { i += n + 1; g(i) } }; func g(int) {}`: true,
	} {
		w := newWorld(t, src)
		for v := range w.fn.Index {
			if sum, ok := v.(*ssa.BinOp); ok && sum.Op == token.ADD {
				if _, counter := sum.X.(*ssa.Phi); !counter {
					continue
				}
				if got := w.state(0).Counts(sum); got != want {
					t.Errorf("%s: %s counts: got %v, want %v", src, sum, got, want)
				}
			}
		}
	}
}

// TestTrim wants the deferred calls to stay that lead anywhere.
func TestTrim(t *testing.T) {
	w := newWorld(t, `func F(a, b int) { v := new(int); g(v) }; func g(*int) {}`)
	s := w.state(0)
	top := *s.Top
	top.Deferred = []Deferral{
		{Target: sym.Nil, Args: []sym.Value{sym.IntOf(1), sym.NonNil}},
		{Target: sym.Nil, Args: []sym.Value{sym.Place{Base: alloc(w)}.Addr()}},
		{Target: sym.Nil, Binds: []sym.Value{sym.Holder}},
		{Target: sym.Value{Kind: sym.KindFunc, Base: w.fn.Function}},
	}
	s.Top = top.Trim(s)
	wantState(t, s, "defer func F, defer nil &"+alloc(w).Name()+", defer nil holder")
	if len(top.Deferred) != 4 {
		t.Error("a frame was changed in place")
	}
}

// TestSize wants the size of a state to count all that has to be copied or looked at.
func TestSize(t *testing.T) {
	w := newWorld(t, keySource)
	s := full(w)
	if got, want := s.Entries(), len(s.Values)+len(s.Places)+len(s.Known)+len(s.Shared); got != want {
		t.Errorf("%d entries, want %d", got, want)
	}
	before := s.Size()
	s.Top = s.Top.Up
	if got := s.Size(); got != before-1 {
		t.Errorf("without a frame that defers nothing the size %d becomes %d", before, got)
	}
	top := *s.Top
	top.Deferred = top.Deferred[:1]
	s.Top = &top
	if got := s.Size(); got >= before-1 {
		t.Errorf("without a deferred call the size %d becomes %d", before-1, got)
	}
}
