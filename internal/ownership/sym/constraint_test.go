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
