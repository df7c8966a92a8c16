package sym

import (
	"go/constant"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// Parameters stand for the variables of a path.
var (
	testI = ssaInt("i")
	testN = ssaInt("n")
)

func ssaInt(name string) ssa.Value {
	return ssa.NewConst(constant.MakeString(name), types.Typ[types.Int])
}

func sym(v ssa.Value, n int64) Value { return Value{Kind: KindSymbol, Base: v, N: n} }

func TestDecide(t *testing.T) {
	for _, test := range []struct {
		name  string
		known []Constraint
		op    token.Token
		a, b  Value
		want  Truth
	}{
		{"constants", nil, token.LSS, IntOf(2), IntOf(3), Yes},
		{"constants", nil, token.GEQ, IntOf(2), IntOf(3), No},
		{"unknown", nil, token.LSS, sym(testI, 0), IntOf(3), Maybe},
		{"nil", nil, token.EQL, FirstNil, Nil, Yes},
		{"response is not nil", nil, token.EQL, Object, Nil, No},
		{"same KindSymbol", nil, token.EQL, sym(testI, 1), sym(testI, 1), Yes},
		{"KindSymbol and its successor", nil, token.LSS, sym(testI, 0), sym(testI, 1), Yes},
		{"bound", Learn(nil, token.LSS, sym(testI, 0), IntOf(3)), token.LSS, sym(testI, 0), IntOf(5), Yes},
		{"bound of a sum", Learn(nil, token.LSS, sym(testI, 0), IntOf(3)), token.LEQ, sym(testI, 2), IntOf(4), Yes},
		{"open bound", Learn(nil, token.LSS, sym(testI, 0), IntOf(3)), token.LSS, sym(testI, 0), IntOf(2), Maybe},
		{"equality", Learn(nil, token.EQL, sym(testI, 0), IntOf(200)), token.GEQ, sym(testI, 0), IntOf(400), No},
		{"hole", Learn(nil, token.NEQ, sym(testI, 0), IntOf(200)), token.EQL, sym(testI, 0), IntOf(200), No},
		{"other hole", Learn(nil, token.NEQ, sym(testI, 0), IntOf(200)), token.EQL, sym(testI, 0), IntOf(404), Maybe},
		{"difference", Learn(nil, token.GEQ, sym(testI, 0), sym(testN, -1)), token.LSS, sym(testI, 1), sym(testN, 0), No},
		{"mirrored difference", Learn(nil, token.GTR, sym(testN, 0), sym(testI, 0)), token.LSS, sym(testI, 0), sym(testN, 0), Yes},
	} {
		if got := Decide(test.known, test.op, test.a, test.b); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// TestShift moves a counter: for i < n-1 that does not hold, the next i is not below n.
func TestShift(t *testing.T) {
	known := Learn(nil, token.GEQ, sym(testI, 0), sym(testN, -1))
	known = Shift(known, testI, 1)
	if got := Decide(known, token.LSS, sym(testI, 0), sym(testN, 0)); got != No {
		t.Errorf("after the step, i < N: got %v, want No", got)
	}
}

// TestLoopSettles counts on until nothing new is learnt, so that a search ends.
func TestLoopSettles(t *testing.T) {
	known := Learn(nil, token.GEQ, sym(testI, 0), IntOf(1))
	for range 3 * Farthest {
		known = Shift(known, testI, 1)
		known = Learn(known, token.LSS, sym(testI, 0), IntOf(10))
	}
	if len(known) > 2 {
		t.Errorf("a loop leaves %d constraints, want at most a lower and an upper bound", len(known))
	}
}

// TestShiftFar counts down further than is remembered: how far it has come at least stays known.
func TestShiftFar(t *testing.T) {
	known := Learn(nil, token.LEQ, sym(testI, 0), sym(testN, -Farthest))
	for range 3 {
		known = Shift(known, testI, -1)
	}
	if got := Decide(known, token.EQL, sym(testI, 0), sym(testN, 0)); got != No {
		t.Errorf("far below n, i == n: got %v, want No", got)
	}
	if got := Decide(known, token.LSS, sym(testI, 0), sym(testN, -Farthest-2)); got != Maybe {
		t.Errorf("how far exactly is known: got %v, want Maybe", got)
	}
}

func TestAmong(t *testing.T) {
	in := func(n int64) bool { return n == 204 || n == 304 || n < 200 }
	bound := func(known []Constraint, op token.Token, n int64) []Constraint {
		return Learn(known, op, sym(testI, 0), IntOf(n))
	}
	for _, test := range []struct {
		name  string
		known []Constraint
		want  bool
	}{
		{"anything", nil, false},
		{"one of them", bound(nil, token.EQL, 304), true},
		{"another", bound(nil, token.EQL, 200), false},
		{"below 200", bound(nil, token.LSS, 200), true},
		{"200 and below", bound(nil, token.LEQ, 200), false},
		{"200 and below, but not 200", bound(bound(nil, token.LEQ, 200), token.NEQ, 200), true},
		{"an interval", bound(bound(nil, token.GEQ, 304), token.LSS, 305), true},
		{"above", bound(nil, token.GEQ, 204), false},
	} {
		if got := Among(test.known, sym(testI, 0), 100, in); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	if !Among(nil, IntOf(204), 100, in) || Among(nil, IntOf(200), 100, in) {
		t.Error("constants are not told apart")
	}
}
