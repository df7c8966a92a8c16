package sym

import (
	"fmt"
	"go/token"
	"math/rand/v2"
	"testing"

	"golang.org/x/tools/go/ssa"
)

var comparisons = []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}

// holds computes x op y.
func holds(op token.Token, x, y int64) bool {
	switch op {
	case token.EQL:
		return x == y
	case token.NEQ:
		return x != y
	case token.LSS:
		return x < y
	case token.LEQ:
		return x <= y
	case token.GTR:
		return x > y
	case token.GEQ:
		return x >= y
	}
	panic(op)
}

// A model says what the variables are in one run.
type model map[ssa.Value]int64

func (m model) eval(a Value) int64 {
	if a.Kind == KindInt {
		return a.N
	}
	return m[a.Base] + a.N
}

// satisfies reports whether the run goes through all of known.
func (m model) satisfies(known []Constraint) bool {
	for _, c := range known {
		right := c.Const.N
		if c.Y != nil {
			right += m[c.Y]
		}
		if !holds(c.Op, m[c.X], right) {
			return false
		}
	}
	return true
}

// models are all runs with small numbers.
func models(limit int64) (all []model) {
	for i := -limit; i <= limit; i++ {
		for n := -limit; n <= limit; n++ {
			all = append(all, model{testI: i, testN: n})
		}
	}
	return all
}

func randomValue(r *rand.Rand) Value {
	k := int64(r.IntN(7)) - 3
	switch r.IntN(5) {
	case 0, 1:
		return sym(testI, k)
	case 2:
		return sym(testN, k)
	}
	return IntOf(k)
}

// A fact is what a run is told.
type fact struct {
	op   token.Token
	a, b Value
}

func (f fact) String() string { return fmt.Sprintf("%s %s %s", name(f.a), f.op, name(f.b)) }

func name(a Value) string {
	switch {
	case a.Kind == KindInt:
		return fmt.Sprint(a.N)
	case a.Base == testI:
		return fmt.Sprintf("i%+d", a.N)
	}
	return fmt.Sprintf("n%+d", a.N)
}

// TestDecideAgainstBruteForce learns a few comparisons of i, n and numbers, and decides others from them: Yes and No have to be
// right in every run in which all that was learnt holds, and what was learnt has to hold in them.
func TestDecideAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	all := models(7)
	decided, asked := 0, 0
	for range 3000 {
		var known []Constraint
		var facts []fact
		runs := all
		for range r.IntN(5) {
			f := fact{comparisons[r.IntN(len(comparisons))], randomValue(r), randomValue(r)}
			var rest []model
			for _, m := range runs {
				if holds(f.op, m.eval(f.a), m.eval(f.b)) {
					rest = append(rest, m)
				}
			}
			if len(rest) == 0 {
				continue // no run is told that
			}
			facts, runs = append(facts, f), rest
			known = Learn(known, f.op, f.a, f.b)
		}
		for _, m := range runs {
			if !m.satisfies(known) {
				t.Fatalf("from %v it learns %v, which does not hold for i=%d, n=%d", facts, known, m[testI], m[testN])
			}
		}
		for range 10 {
			f := fact{comparisons[r.IntN(len(comparisons))], randomValue(r), randomValue(r)}
			got := Decide(known, f.op, f.a, f.b)
			asked++
			if got == Maybe {
				continue
			}
			decided++
			for _, m := range runs {
				if holds(f.op, m.eval(f.a), m.eval(f.b)) != (got == Yes) {
					t.Fatalf("after %v, %v is %v, but not for i=%d, n=%d", facts, f, got == Yes, m[testI], m[testN])
				}
			}
		}
	}
	if decided*5 < asked {
		t.Errorf("of %d conditions %d were decided, want a fifth at least", asked, decided)
	}
}

// TestDecideIntervals wants the answers to be as good as they can be where the numbers are those of an interval.
func TestDecideIntervals(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	orderings := []token.Token{token.EQL, token.LSS, token.LEQ, token.GTR, token.GEQ}
	for range 2000 {
		var known []Constraint
		var facts []fact
		runs := make(map[int64]bool)
		for i := int64(-50); i <= 50; i++ {
			runs[i] = true
		}
		for range 1 + r.IntN(3) {
			f := fact{orderings[r.IntN(len(orderings))], sym(testI, int64(r.IntN(5)-2)), IntOf(int64(r.IntN(9) - 4))}
			rest := make(map[int64]bool)
			for i := range runs {
				if holds(f.op, i+f.a.N, f.b.N) {
					rest[i] = true
				}
			}
			if len(rest) > 0 {
				runs, facts, known = rest, append(facts, f), Learn(known, f.op, f.a, f.b)
			}
		}
		f := fact{orderings[r.IntN(len(orderings))], sym(testI, int64(r.IntN(5)-2)), IntOf(int64(r.IntN(9) - 4))}
		yes, no := false, false
		for i := range runs {
			yes = yes || holds(f.op, i+f.a.N, f.b.N)
			no = no || !holds(f.op, i+f.a.N, f.b.N)
		}
		want := Maybe
		if yes != no {
			want = TruthOf(yes)
		}
		if got := Decide(known, f.op, f.a, f.b); got != want {
			t.Fatalf("after %v, %v: got %v, want %v", facts, f, got, want)
		}
		if len(known) > 2 {
			t.Fatalf("after %v there are %d constraints, want two bounds at most", facts, len(known))
		}
	}
}

// TestShiftAgainstBruteForce moves a variable: what was known has to hold of where it is now.
func TestShiftAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	all := models(6)
	kept := 0
	for range 3000 {
		var known []Constraint
		for range 1 + r.IntN(4) {
			known = Learn(known, comparisons[r.IntN(len(comparisons))], randomValue(r), randomValue(r))
		}
		k := int64(r.IntN(7)) - 3
		shifted := Shift(known, testI, k)
		kept += len(shifted)
		for _, m := range all {
			if m.satisfies(known) && !(model{testI: m[testI] + k, testN: m[testN]}).satisfies(shifted) {
				t.Fatalf("%v holds for i=%d, n=%d; after i%+d it is %v, which does not", known, m[testI], m[testN], k, shifted)
			}
		}
	}
	if kept == 0 {
		t.Error("nothing is kept")
	}
}

// TestOperators compares Negate and Mirror with what they mean.
func TestOperators(t *testing.T) {
	for _, op := range comparisons {
		for x := range int64(3) {
			for y := range int64(3) {
				if holds(Negate(op), x, y) == holds(op, x, y) {
					t.Errorf("%d %s %d is the same as %s", x, op, y, Negate(op))
				}
				if holds(Mirror(op), y, x) != holds(op, x, y) {
					t.Errorf("%d %s %d is not the same as %d %s %d", x, op, y, y, Mirror(op), x)
				}
			}
		}
	}
	if Negate(token.ADD) != token.ILLEGAL || Mirror(token.ADD) != token.ADD {
		t.Error("a sum is no comparison")
	}
}
