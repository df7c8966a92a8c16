package flow

import (
	"fmt"
	"go/token"
	"go/types"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// TestOfInterest says of instructions whether they can have to do with a resource, be it that pointers alone are of interest.
func TestOfInterest(t *testing.T) {
	const head = `type s struct{ p *int; n int; err error; ok bool }
		type i interface{ M(*int); N(int) }
		func two(*int, int) {}
		func F(p *int, q *s, n int, ps []*int, ns []int, m map[int]int, c chan int, x i, f func(), err error) { `
	for src, want := range map[string]bool{
		`return`:                          true,
		`panic(n)`:                        true,
		`defer g(n)`:                      true,
		`go g(n)`:                         true,
		`c <- n`:                          true,
		`m[n] = n`:                        true,
		`<-c`:                             true,
		`select { case <-c: default: }`:   true,
		`q.p = p`:                         true,
		`q.n = n`:                         false,
		`q.err = err`:                     true,
		`q.ok = n > 1`:                    true,
		`*p = n`:                          false,
		`ps[0] = p`:                       true,
		`ns[0] = n`:                       false,
		`g(n)`:                            false,
		`use(p)`:                          true,
		`two(nil, n)`:                     true, // by the type
		`x.M(p)`:                          true,
		`x.N(n)`:                          false,
		`f()`:                             true, // whatever it captured
		`func() { g(1) }()`:               true,
		`println(n)`:                      false,
		`delete(m, n)`:                    false,
		`_ = append(ns, n)`:               false,
		`v := n; func() { v++ }(); g(v)`:  true,
		`a := n + 1; b := a * 2; _ = b`:   false,
		`_ = m[n]`:                        false,
		`_ = len(ns) + cap(ns)`:           false,
		`if n > 1 { g(n) }; _ = ns[0:n]`:  false,
		`for range n { use(p) }`:          true,
		`for range n { g(1); println() }`: false,
	} {
		src := head + src + " }"
		m := load(t, src)
		got := false
		for instr := range ssaquery.Instrs(m.Function.Function) {
			// The return at the end is one of interest, but that is none of the source.
			if ret, ok := instr.(*ssa.Return); ok && !ret.Pos().IsValid() {
				continue
			}
			got = got || m.ofInterest(instr)
		}
		if got != want {
			t.Errorf("%s: of interest: got %v", strings.TrimPrefix(src, head), got)
		}
	}
}

// TestCounters says what a counter is held against, from which side.
func TestCounters(t *testing.T) {
	for _, test := range []struct {
		loop string
		want []string
	}{
		{`for i := 0; i < n; i++ { g(i) }`, []string{"below n"}},
		{`for i := 0; n >= i; i++ { g(i) }`, []string{"below n"}},
		{`for i := n; i > m; i-- { g(i) }`, []string{"above m"}},
		{`for i := n; m <= i; i-- { g(i) }`, []string{"above m"}},
		{`for i := 0; i != n; i++ { g(i) }`, nil},
		{`for i := 0; i < n && i > m; i++ { g(i) }`, []string{"above m", "below n"}},
		{`i := 0; for { i++; if i > n { return } }`, []string{"above n"}},
		{`i := 0; for { if i > n { return }; i++; if i < m { g(i) } }`, []string{"above n", "below m"}},
		{`for i := 0; g(i) < n; i++ { }`, nil},
	} {
		m := load(t, `func F(n, m int) { `+test.loop+` }`)
		var got []string
		counters := 0
		for v := range m.Index {
			sum, ok := v.(*ssa.BinOp)
			if !ok || sym.Negate(sum.Op) != token.ILLEGAL {
				continue
			}
			is := Counters(sum, func(bound ssa.Value, above bool) {
				side := "above "
				if above { // is still to come
					side = "below "
				}
				got = append(got, side+bound.Name())
			})
			if is {
				counters++
			}
		}
		slices.Sort(got)
		if counters != 1 || !slices.Equal(got, test.want) {
			t.Errorf("%s: %d counters, held against %q, want %q", test.loop, counters, got, test.want)
		}
	}
	if Counters(sumOf(t, `func F(n int) int { return n + 1 }`), func(ssa.Value, bool) { t.Error("a sum is a counter") }) {
		t.Error("n + 1 counts a loop")
	}
}

// sumOf returns the operation of a function that has one.
func sumOf(t *testing.T, src string) *ssa.BinOp {
	t.Helper()
	for v := range load(t, src).Index {
		if sum, ok := v.(*ssa.BinOp); ok {
			return sum
		}
	}
	t.Fatalf("%s has no operation", src)
	return nil
}

// TestVariable wants values to be of one variable where what a test finds out of one says something of the other.
func TestVariable(t *testing.T) {
	for _, test := range []struct {
		x, y string
		want bool
	}{
		{`n`, `n`, true},
		{`n`, `m`, false},
		{`n + 1`, `n - 3`, true},
		{`n + 1 - 2`, `n`, true},
		{`n * 2`, `n`, false},
		{`n + m`, `n`, false},
		{`q.a`, `q.a + 1`, true},
		{`q.a`, `r.a`, true}, // the same field, of whatever struct
		{`q.a`, `q.b`, false},
		{`*p`, `*p - 1`, true},
		{`*p`, `n`, false},
		{`-n`, `n`, false},
	} {
		m := load(t, `type s struct{ a, b int }; func h(x, y int) {}; func F(n, m int, p *int, q, r *s) { h(`+test.x+`, `+test.y+`) }`)
		for instr := range ssaquery.Instrs(m.Function.Function) {
			if call, ok := instr.(*ssa.Call); ok {
				x, y := variable(call.Call.Args[0]), variable(call.Call.Args[1])
				if x == nil || y == nil || (x == y) != test.want {
					t.Errorf("%s and %s are of one variable: got %v", test.x, test.y, x == y)
				}
			}
		}
	}
	if v := variable(ssa.NewConst(nil, types.Typ[types.Int])); v != nil {
		t.Errorf("a constant is the variable %v", v)
	}
}

// weighing finds it worth knowing what g is given.
type weighing struct{ pointers }

func (weighing) Weighs(c *ssa.CallCommon, _ ssa.Value) bool {
	fn := c.StaticCallee()
	return fn != nil && fn.Name() == "g"
}

// TestDecides says which parameters decide something: a branch that matters, what is returned as a bool, an element, and what
// the interest weighs.
func TestDecides(t *testing.T) {
	for _, test := range []struct{ src, want, weighed string }{
		{`if n > 1 { use(p) }`, "n", "n"},
		{`if n > 1 { println() }`, "", ""},
		{`if n+m*2 > 1 { use(p) }`, "m n", "m n"},
		{`if int(int8(n)) > 1 { use(p) }`, "n", "n"},
		{`g(n)`, "", "n"},
		{`println(n, m)`, "", ""},
		{`k := n; if x { k = m }; if k > 1 { use(p) }`, "m n x", "m n x"}, // by the phi
		{`k := n; if x { k = m }; g(k)`, "", "m n x"},
		{`use(ps[n])`, "n", "n"},
		{`println(n > m)`, "m n", "m n"}, // a bool that goes elsewhere
		{`*b = n > 1`, "n", "n"},
	} {
		src := `func g(int) {}; func use(*int) {}; func F(p *int, n, m int, x bool, ps []*int, b *bool) { ` + test.src + ` }`
		fn := snippet.SSA(t, src).Func("F")
		for of, want := range map[Interest]string{pointers{}: test.want, weighing{}: test.weighed} {
			f := New(fn, of, nil)
			var got []string
			for _, v := range fn.Params {
				if f.decides.Has(f.Index[v]) {
					got = append(got, v.Name())
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("%s for %T: %q decide, want %q", test.src, of, got, want)
			}
		}
	}
}

// TestIrrelevantBranches makes up functions, and follows every edge from branches that are said not to matter: nothing of interest lies
// before the ways join, and they do.
func TestIrrelevantBranches(t *testing.T) {
	relevant, irrelevant := 0, 0
	for seed := range uint64(60) {
		w := &writer{r: rand.New(rand.NewPCG(seed, 11)), budget: 25}
		w.b.WriteString("func F(a, b, n int) { ")
		for range 4 {
			w.statement(0)
		}
		w.b.WriteString("}")
		m := load(t, w.b.String())
		for _, b := range m.Blocks {
			if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); !ok {
				if m.Relevant[b.Index] {
					t.Fatalf("seed %d: block %d has no branch", seed, b.Index)
				}
				continue
			}
			if m.Relevant[b.Index] {
				relevant++
				continue
			}
			irrelevant++
			join := m.joinOf(b)
			if join < 0 {
				t.Fatalf("seed %d: the ways from block %d do not join", seed, b.Index)
			}
			if m.reaches(b.Succs, b, m.Blocks[join]) {
				t.Fatalf("seed %d: a loop comes to block %d again, and so to what lies before", seed, b.Index)
			}
			for _, c := range m.Blocks {
				between := c.Index != join && m.reaches(b.Succs, c, m.Blocks[join])
				if between && slices.ContainsFunc(c.Instrs, m.ofInterest) {
					t.Fatalf("seed %d: block %d between %d and %d is of interest", seed, c.Index, b.Index, join)
				}
			}
		}
	}
	if relevant < 50 || irrelevant < 50 {
		t.Errorf("%d branches are relevant, %d are not", relevant, irrelevant)
	}
}

// TestCharges charges accounts within accounts at random: each has paid the sum of what it and those within it were asked for.
func TestCharges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		pkg := &Account{Left: r.IntN(60)}
		fns := []*Account{{Left: r.IntN(30), Within: pkg}, {Left: r.IntN(30), Within: pkg}, pkg}
		left := []int{fns[0].Left, fns[1].Left, pkg.Left}
		for range 20 {
			i, steps := r.IntN(3), r.IntN(5)
			left[i] -= steps
			if i < 2 {
				left[2] -= steps
			}
			if got, want := fns[i].Charge(steps), left[i] >= 0 && left[2] >= 0; got != want {
				t.Fatalf("%d steps are there: got %v with %d and %d left", steps, got, left[i], left[2])
			}
		}
		for i, a := range fns {
			if a.Left != left[i] {
				t.Fatalf("account %d has %d left, want %d", i, a.Left, left[i])
			}
		}
	}
}

// TestGiveUp gives a function more and more steps: it is a giant until they are enough, and then what is known is what is known without
// an account.
func TestGiveUp(t *testing.T) {
	fn := snippet.SSA(t, "func use(*int) {}\n"+tangled[4]+"\nfunc g(n int) int { return n }").Func("F")
	whole := New(fn, pointers{}, nil)
	giants := 0
	for steps := 0; ; steps += 5 {
		f := New(fn, pointers{}, &Account{Left: steps})
		if f.Giant {
			giants++
			if f.liveOut != nil || f.Relevant != nil || len(f.Index) != len(whole.Index) {
				t.Fatalf("with %d steps something is left of what was not found out", steps)
			}
			if steps > 10000 {
				t.Fatal("no steps are enough")
			}
			continue
		}
		if !slices.Equal(f.Relevant, whole.Relevant) || fmt.Sprint(f.liveOut) != fmt.Sprint(whole.liveOut) || len(f.tests) != len(whole.tests) {
			t.Errorf("with %d steps something else is found out", steps)
		}
		break
	}
	if giants == 0 {
		t.Error("it costs nothing")
	}
}
