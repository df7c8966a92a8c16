package ssaquery_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

const world = `
func ask(...any)
func other()
func flag() bool
type T struct{ n int; next *T }
func (T) M() {}
`

// load returns F of a snippet.
func load(t *testing.T, src string) *ssa.Function {
	t.Helper()
	fn := snippet.SSA(t, src+world).Func("F")
	if fn == nil {
		t.Fatalf("%s has no function F", src)
	}
	return fn
}

// find returns the first instruction of this type in fn, or in a function literal in it.
func find[I ssa.Instruction](t *testing.T, fn *ssa.Function) I {
	t.Helper()
	for _, fn := range append([]*ssa.Function{fn}, fn.AnonFuncs...) {
		for instr := range ssaquery.Instrs(fn) {
			if found, ok := instr.(I); ok {
				return found
			}
		}
	}
	var none I
	t.Fatalf("no %T in %s", none, fn)
	return none
}

// name returns the name of fn, or "none".
func name(fn *ssa.Function) string {
	if fn == nil {
		return "none"
	}
	return fn.Name()
}

// TestStaticCallee wants the function that the last call of F must reach.
func TestStaticCallee(t *testing.T) {
	for src, want := range map[string]string{
		`func F() { other() }`:                                                          "other",
		`func F(x T) { x.M() }`:                                                         "M",
		`func F() { func() {}() }`:                                                      "F$1",
		`func F() { f := func() {}; f() }`:                                              "F$1",
		`func F() { var f func(); f = func() { f() }; f() }`:                            "F$1",
		`func F() { var f func(); f = func() { f() }; f = other; f() }`:                 "none",
		`func F() { var f func(); g := func() { f = other }; f = func() { g() }; f() }`: "none",
		`func F() { f := other; if flag() { f = func() {} }; f() }`:                     "none",
		`func F(f func()) { f() }`:                                                      "none",
		`func F(x interface{ M() }) { x.M() }`:                                          "none",
		`func F() { var f func(); f = func() { f() }; ask(&f); f() }`:                   "none",
	} {
		var last *ssa.Call
		for instr := range ssaquery.Instrs(load(t, src)) {
			if call, ok := instr.(*ssa.Call); ok {
				last = call
			}
		}
		if got := name(ssaquery.StaticCallee(&last.Call)); got != want {
			t.Errorf("%s calls %s, want %s", src, got, want)
		}
	}
	// Also from within the literal that calls itself.
	fn := load(t, `func F() { var f func(); f = func() { f() }; f() }`).AnonFuncs[0]
	if got := name(ssaquery.StaticCallee(&find[*ssa.Call](t, fn).Call)); got != "F$1" {
		t.Errorf("a literal that calls itself calls %s", got)
	}
}

// TestLiterals asks about the function literal in F.
func TestLiterals(t *testing.T) {
	for _, test := range []struct {
		src             string
		inPlace, writes bool
	}{
		{`func F() { func() { other() }() }`, true, false},
		{`func F() { defer func() { other() }() }`, true, false},
		{`func F() { go func() { other() }() }`, false, false},
		{`func F() { f := func() { other() }; f(); f() }`, true, false},
		{`func F() { f := func() { other() }; ask(f) }`, false, false},
		{`func F(g func(func())) { g(func() { other() }) }`, false, false},
		{`func F() func() { return func() { other() } }`, false, false},
		{`func F(n int) { func() { n = 1 }(); ask(n) }`, true, true},
		{`func F(n int) { func() { ask(n) }() }`, true, false},
		{`func F(x T) { func() { x.n = 1 }(); ask(x) }`, true, true},
		{`func F(n int) { func() { func() { n = 1 }() }(); ask(n) }`, true, true},
		{`func F(n *int) { func() { *n = 1 }() }`, true, false}, // not the variable, but what it points to
	} {
		literal := load(t, test.src).AnonFuncs[0]
		if got := ssaquery.CalledInPlace(literal); got != test.inPlace {
			t.Errorf("%s: called in place: got %v", test.src, got)
		}
		if got := ssaquery.WritesCaptured(literal); got != test.writes {
			t.Errorf("%s: writes what it captured: got %v", test.src, got)
		}
		if got := slices.ContainsFunc(literal.FreeVars, ssaquery.Stores); got != test.writes {
			t.Errorf("%s: something is stored to a captured variable: got %v", test.src, got)
		}
		if got := ssaquery.Declared(literal).Name(); got != "F" {
			t.Errorf("%s: the literal is in %s", test.src, got)
		}
	}
}

// TestFunctionOf wants the function behind a value, and the method behind a bound one.
func TestFunctionOf(t *testing.T) {
	for _, test := range []struct{ src, fn, method string }{
		{`func F() { ask(other) }`, "other", "none"},
		{`func F(n int) { ask(func() { ask(n) }) }`, "F$1", "none"},
		{`func F(x T) { ask(x.M) }`, "M$bound", "M"},
		{`func F(x interface{ M() }) { ask(x.M) }`, "M$bound", "M"},
		{`func F(f func()) { ask(f) }`, "none", "none"},
	} {
		boxed := find[*ssa.MakeInterface](t, load(t, test.src))
		fn, ok := ssaquery.FunctionOf(boxed.X)
		if name(fn) != test.fn || ok != (fn != nil) {
			t.Errorf("%s: got %s, want %s", test.src, name(fn), test.fn)
		}
		method := "none"
		if ok && ssaquery.BoundMethod(fn) != nil {
			method = ssaquery.BoundMethod(fn).Name()
		}
		if method != test.method {
			t.Errorf("%s: bound method %s, want %s", test.src, method, test.method)
		}
	}
}

// TestDefersOutside tells the defer statements of a function from those in the body of a range-over-func loop.
func TestDefersOutside(t *testing.T) {
	for src, want := range map[string]bool{
		`func F() { defer other() }`:                                                 false,
		`func F(n int) { for range n { defer other() } }`:                            false,
		`func F() { func() { defer other() }() }`:                                    false,
		`func F(all iter.Seq[int]) { for range all { defer other() } }`:              true,
		`func F(all iter.Seq[int]) { for range all { ask() }; defer other() }`:       false,
		`func F(all iter.Seq[int]) { for range all { func() { defer other() }() } }`: false,
	} {
		fn := load(t, src)
		var all []*ssa.Function
		var add func(fn *ssa.Function)
		add = func(fn *ssa.Function) {
			all = append(all, fn)
			for _, literal := range fn.AnonFuncs {
				add(literal)
			}
		}
		add(fn)
		for _, fn := range all {
			for instr := range ssaquery.Instrs(fn) {
				if d, ok := instr.(*ssa.Defer); ok && ssaquery.DefersOutside(d) != want {
					t.Errorf("%s: the call runs when the function around returns: got %v", src, !want)
				}
			}
		}
	}
}

// TestMadeChan wants what makes the channel that is sent on.
func TestMadeChan(t *testing.T) {
	for src, want := range map[string]bool{
		`func F() { c := make(chan int); c <- 1 }`:                                     true,
		`func F() { c := make(chan int); var d chan<- int = c; d <- 1 }`:               true,
		`func F() { c := make(chan int); func() { c <- 1 }() }`:                        true,
		`func F() { c := make(chan int); if flag() { c = nil }; func() { c <- 1 }() }`: false,
		`func F(c chan int) { c <- 1 }`:                                                false,
		`func F(c chan int) { func() { c <- 1 }() }`:                                   false,
		`func F(d chan int) { c := make(chan int); if flag() { c = d }; c <- 1 }`:      false,
		`func F() { c := make(chan int); func() { func() { ask(c) }(); c <- 1 }() }`:   true,
	} {
		send := find[*ssa.Send](t, load(t, src))
		if got := ssaquery.MadeChan(send.Chan) != nil; got != want {
			t.Errorf("%s: it is known what makes the channel: got %v", src, got)
		}
	}
}

// TestResults wants the value of a result, if something uses it.
func TestResults(t *testing.T) {
	const two = "\nfunc two() (int, error)\nfunc one() int"
	for _, test := range []struct {
		src    string
		i, n   int
		exists bool
	}{
		{`func F() { n := one(); ask(n) }` + two, 0, 1, true},
		{`func F() { one() }` + two, 0, 1, true},
		{`func F() { n, _ := two(); ask(n) }` + two, 0, 2, true},
		{`func F() { n, _ := two(); ask(n) }` + two, 1, 2, true}, // it is taken out, though nobody uses it
		{`func F() { two() }` + two, 0, 2, false},
	} {
		v := ssaquery.ResultValue(find[*ssa.Call](t, load(t, test.src)), test.i, test.n)
		if got := v != nil; got != test.exists {
			t.Errorf("%s: result %d: got %v", test.src, test.i, got)
		}
	}
}

// TestParamPath wants to know from where in a parameter the argument of ask was read.
func TestParamPath(t *testing.T) {
	for src, want := range map[string]string{
		`func F(n int) { ask(n) }`:                   "n",
		`func F(x *T) { ask(x.n) }`:                  "x*.0",
		`func F(x T) { ask(x.n) }`:                   "x.0",
		`func F(x *T) { ask(x.next.n) }`:             "x*.1*.0",
		`func F(x T) { y := x; ask(y.next) }`:        "x.1",
		`func F(n *int) { ask(*n) }`:                 "n*",
		`func F(n int) { ask(n + 1) }`:               "",
		`func F(x T) { x.n = 1; ask(x.n) }`:          "x.0", // the search knows what was stored
		`func F(x T) { ask(&x); ask(x.n) }`:          "",
		`func F(x []T) { ask(x[0].n) }`:              "",
		`func F(x interface{ M() }) { ask(any(x)) }`: "x",
	} {
		fn := load(t, src)
		// The argument is stored to the slice of arguments, in an interface.
		var asked ssa.Value
		for instr := range ssaquery.Instrs(fn) {
			switch instr := instr.(type) {
			case *ssa.MakeInterface:
				asked = instr.X
			case *ssa.ChangeInterface:
				asked = instr.X
			}
		}
		got := ""
		if param, path, ok := ssaquery.ParamPath(asked); ok {
			got = param.Name() + path
		}
		if got != want {
			t.Errorf("%s: read from %q, want %q", src, got, want)
		}
	}
}

// TestStoresTo wants to know whether a function stores to the field that another instruction speaks of.
func TestStoresTo(t *testing.T) {
	for src, want := range map[string]bool{
		`func F(x *T) { ask(x.next) }`:                                              false,
		`func F(x, y *T) { y.next = x; ask(x.next) }`:                               true,
		`func F(x, y *T) { y.next = nil; ask(x.next) }`:                             false,
		`func F(x, y *T) { y.n = 1; ask(x.next) }`:                                  false,
		`type U struct{ a int; b *T }; func F(x *T, y *U) { y.b = x; ask(x.next) }`: false,
	} {
		fn := load(t, src)
		var asked *ssa.FieldAddr
		for instr := range ssaquery.Instrs(fn) {
			if addr, ok := instr.(*ssa.FieldAddr); ok {
				asked = addr
			}
		}
		if got := ssaquery.StoresTo(fn, asked); got != want {
			t.Errorf("%s: stores to %s: got %v", src, ssaquery.FieldName(asked), got)
		}
	}
}

// TestTypes asks about the types of the parameters of F.
func TestTypes(t *testing.T) {
	fn := load(t, `
type E struct{}
func (*E) Error() string { return "" }
type any2 interface{}
func F[P any](err error, e *E, v E, s string, b bool, n int, p *int, a any, a2 any2, tp P, all ...any) {}
type closer interface{ Close() error }
func G(all ...string) {}
`)
	sig := fn.Signature
	for what, is := range map[string]func(types.Type) bool{
		"err":      ssaquery.IsError,
		"err e":    ssaquery.ImplementsError,
		"e p":      ssaquery.IsPointer,
		"s b n":    ssaquery.IsBasic,
		"b":        ssaquery.IsBool,
		"a a2 all": ssaquery.IsAny,
		"tp":       ssaquery.IsTypeParam,
	} {
		var got []string
		for v := range sig.Params().Variables() {
			if is(v.Type()) {
				got = append(got, v.Name())
			}
		}
		if strings.Join(got, " ") != what {
			t.Errorf("got %q, want %q", got, what)
		}
	}
	if !ssaquery.IsVariadicAny(sig) || ssaquery.IsVariadicAny(fn.Pkg.Func("G").Signature) {
		t.Error("...any is not told from ...string")
	}
	e := fn.Pkg.Type("E").Type()
	pointer := types.NewPointer(e)
	if ssaquery.Deref(pointer) != e || ssaquery.Deref(e) != e {
		t.Error("what a pointer leads to is something else")
	}
	failure := types.Universe.Lookup("error").Type()
	for _, test := range []struct {
		t, u types.Type
		want bool
	}{{pointer, failure, true}, {e, failure, false}, {pointer, pointer, true}, {e, pointer, false}, {failure, failure, false}, {pointer, fn.Pkg.Type("closer").Type(), false}} {
		if got := ssaquery.Assertable(test.t, test.u); got != test.want {
			t.Errorf("%s is a %s: got %v", test.t, test.u, got)
		}
	}
}

// TestParams wants the receiver of a method to come first, and a verdict to be the only bool.
func TestParams(t *testing.T) {
	for src, want := range map[string]string{
		`func F(int, string) bool`: "int string verdict 0",
		`func F() (int, bool)`:     "verdict 1",
		`func F() (bool, bool)`:    "verdict -1",
		`func F() (bool, error)`:   "verdict -1",
		`func F() int`:             "verdict -1",
	} {
		sig := load(t, src).Signature
		got := ""
		for _, p := range ssaquery.Params(sig) {
			got += p.String() + " "
		}
		got += fmt.Sprintf("verdict %d", ssaquery.Verdict(sig))
		if got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
	pkg := load(t, `func F() {}`).Pkg
	method := pkg.Prog.LookupMethod(pkg.Type("T").Type(), pkg.Pkg, "M").Signature
	if got := ssaquery.Params(method); len(got) != 1 || got[0] != pkg.Type("T").Type() {
		t.Errorf("the parameters of (T).M are %v", got)
	}
}

// TestConverted looks through changes of type, and through nothing else.
func TestConverted(t *testing.T) {
	for src, want := range map[string]string{
		`type I int; func F(n int) I { return I(n) }`:     "n",
		`func F(n int) int64 { return int64(n) }`:         "n",
		`func F(e error) any { return e }`:                "e",
		`func F(s []int) [2]int { return [2]int(s) }`:     "",
		`func F(s []int) *[2]int { return (*[2]int)(s) }`: "s",
		`func F(n int) any { return n }`:                  "",
		`func F(n int) int { return n + 1 }`:              "",
	} {
		ret := find[*ssa.Return](t, load(t, src))
		got := ""
		if x, ok := ssaquery.Converted(ret.Results[0]); ok {
			got = x.Name()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
}

// TestIterators wants them to stop when they are told to.
func TestIterators(t *testing.T) {
	fn := load(t, `func F(n int) int { for i, j := 0, 0; i < n; i, j = j, i+1 { if flag() { return i } }; return n }`)
	instrs, returns, phis := 0, 0, 0
	for range ssaquery.Instrs(fn) {
		instrs++
	}
	for range ssaquery.Returns(fn) {
		returns++
	}
	for _, b := range fn.Blocks {
		for range ssaquery.Phis(b) {
			phis++
		}
	}
	want := 0
	for _, b := range fn.Blocks {
		want += len(b.Instrs)
	}
	if instrs != want || returns != 2 || phis != 2 {
		t.Errorf("%d instructions of %d, %d returns, %d phis", instrs, want, returns, phis)
	}
	for range ssaquery.Instrs(fn) {
		break
	}
	for range ssaquery.Returns(fn) {
		break
	}
	for range ssaquery.Phis(fn.Blocks[1]) {
		break
	}
}
