package ownership

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

func sym(v ssa.Value, n int64) abs { return abs{kind: symbol, base: v, n: n} }

func TestDecide(t *testing.T) {
	for _, test := range []struct {
		name  string
		known []constraint
		op    token.Token
		a, b  abs
		want  truth
	}{
		{"constants", nil, token.LSS, absOfInt(2), absOfInt(3), yes},
		{"constants", nil, token.GEQ, absOfInt(2), absOfInt(3), no},
		{"unknown", nil, token.LSS, sym(testI, 0), absOfInt(3), maybe},
		{"nil", nil, token.EQL, absFirstNil, absNil, yes},
		{"response is not nil", nil, token.EQL, absResponse, absNil, no},
		{"same symbol", nil, token.EQL, sym(testI, 1), sym(testI, 1), yes},
		{"symbol and its successor", nil, token.LSS, sym(testI, 0), sym(testI, 1), yes},
		{"bound", learn(nil, token.LSS, sym(testI, 0), absOfInt(3)), token.LSS, sym(testI, 0), absOfInt(5), yes},
		{"bound of a sum", learn(nil, token.LSS, sym(testI, 0), absOfInt(3)), token.LEQ, sym(testI, 2), absOfInt(4), yes},
		{"open bound", learn(nil, token.LSS, sym(testI, 0), absOfInt(3)), token.LSS, sym(testI, 0), absOfInt(2), maybe},
		{"equality", learn(nil, token.EQL, sym(testI, 0), absOfInt(200)), token.GEQ, sym(testI, 0), absOfInt(400), no},
		{"hole", learn(nil, token.NEQ, sym(testI, 0), absOfInt(200)), token.EQL, sym(testI, 0), absOfInt(200), no},
		{"other hole", learn(nil, token.NEQ, sym(testI, 0), absOfInt(200)), token.EQL, sym(testI, 0), absOfInt(404), maybe},
		{"difference", learn(nil, token.GEQ, sym(testI, 0), sym(testN, -1)), token.LSS, sym(testI, 1), sym(testN, 0), no},
		{"mirrored difference", learn(nil, token.GTR, sym(testN, 0), sym(testI, 0)), token.LSS, sym(testI, 0), sym(testN, 0), yes},
	} {
		if got := decide(test.known, test.op, test.a, test.b); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// TestShift moves a counter: for i < n-1 that does not hold, the next i is not below n.
func TestShift(t *testing.T) {
	known := learn(nil, token.GEQ, sym(testI, 0), sym(testN, -1))
	known = shift(known, testI, 1)
	if got := decide(known, token.LSS, sym(testI, 0), sym(testN, 0)); got != no {
		t.Errorf("after the step, i < n: got %v, want no", got)
	}
}

// TestLoopSettles counts on until nothing new is learnt, so that a search ends.
func TestLoopSettles(t *testing.T) {
	known := learn(nil, token.GEQ, sym(testI, 0), absOfInt(1))
	for range 3 * farthest {
		known = shift(known, testI, 1)
		known = learn(known, token.LSS, sym(testI, 0), absOfInt(10))
	}
	if len(known) > 2 {
		t.Errorf("a loop leaves %d constraints, want at most a lower and an upper bound", len(known))
	}
}
