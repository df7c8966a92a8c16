package sym

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A Constraint is something that the path has made certain: X Op Const, or X Op Y+Const.N if Y
// is not nil.
type Constraint struct {
	X, Y  ssa.Value
	Op    token.Token
	Const Value
}

// A Truth is the answer to a condition.
type Truth uint8

const (
	Maybe Truth = iota // it is not known
	Yes
	No
)

// TruthOf is the answer b.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// Not is the answer to the opposite condition.
func (t Truth) Not() Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Maybe
}

// Farthest bounds the constants of constraints on integers: of a loop counter that a
// path has moved further than this, only that is known, so that the search ends.
const Farthest = 16

// Decide answers a op b from the values and the constraints. Yes and No are certain.
func Decide(known []Constraint, op token.Token, a, b Value) Truth {
	// A symbol stands on the left from here on, as it does in constraints.
	if a.IsConst() && !b.IsConst() {
		a, b, op = b, a, Mirror(op)
	}
	switch op {
	case token.EQL, token.NEQ:
		t := equal(known, a, b)
		if op == token.NEQ {
			t = t.Not()
		}
		return t
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return ordered(known, op, a, b)
	}
	return Maybe
}

func equal(known []Constraint, a, b Value) Truth {
	switch {
	case a.Kind == KindNil && b.Kind == KindNil:
		return Yes
	case a.IsConst() && b.IsConst():
		return TruthOf(a == b)
	case b.Kind == KindNil && a.IsNonNil():
		return No
	case a.Kind == KindNil && b.IsNonNil():
		return No
	case a.Kind == KindSymbol && a == b:
		return Yes
	// There is one resource on a path, so what is that is the same.
	case a.Kind == KindObject && b.Kind == KindObject, a.Kind == KindResource && b.Kind == KindResource:
		return Yes
	}
	if a.Kind != KindSymbol {
		return Maybe
	}
	for _, f := range known {
		if f.X != a.Base || f.Y != nil || a.N != 0 && f.Const.Kind != KindInt || !b.IsConst() || b.Kind == KindInt {
			continue
		}
		// What is equal to another constant is not equal to this one. Of integers the bounds below say more.
		switch {
		case f.Op == token.EQL:
			return TruthOf(f.Const == b)
		case f.Op == token.NEQ && f.Const == b:
			return No
		}
	}
	return ordered(known, token.EQL, a, b)
}

// ordered decides comparisons of integers by the bounds that the constraints give.
func ordered(known []Constraint, op token.Token, a, b Value) Truth {
	if a.Kind == KindInt && b.Kind == KindInt {
		return compare(op, a.N, a.N, b.N, false)
	}
	// Integers wrap round, and here they do not: i+1 > i is taken for certain. Where that is wrong the program is, too.
	v, w, k, ok := difference(a, b)
	if !ok {
		return Maybe
	}
	// i+1 < i+3, whatever i is
	if v == w {
		return compare(op, 0, 0, k, false)
	}
	lo, hi, holes := bounds(known, v, w)
	return compare(op, lo, hi, k, holes(k))
}

// difference turns a op b into v - w op k.
func difference(a, b Value) (v, w ssa.Value, k int64, ok bool) {
	if a.Kind != KindSymbol || b.Kind != KindSymbol && b.Kind != KindInt {
		return nil, nil, 0, false
	}
	return a.Base, b.Base, b.N - a.N, true
}

const unbounded = int64(1) << 60

// bounds returns the least interval of v - w and which of its values are out.
func bounds(known []Constraint, v, w ssa.Value) (lo, hi int64, hole func(int64) bool) {
	lo, hi = -unbounded, unbounded
	for _, f := range known {
		op, k := f.Op, f.Const.N
		switch {
		case f.Const.Kind != KindInt:
			continue
		case f.X == v && f.Y == w:
		// w - v op k says as much of v - w
		case w != nil && f.X == w && f.Y == v:
			op, k = Mirror(op), -k
		default:
			continue
		}
		switch op {
		case token.EQL:
			lo, hi = max(lo, k), min(hi, k)
		case token.LSS:
			hi = min(hi, k-1)
		case token.LEQ:
			hi = min(hi, k)
		case token.GTR:
			lo = max(lo, k+1)
		case token.GEQ:
			lo = max(lo, k)
		}
	}
	return lo, hi, func(k int64) bool {
		for _, f := range known {
			if f.Op == token.NEQ && f.Const.Kind == KindInt &&
				(f.X == v && f.Y == w && f.Const.N == k || w != nil && f.X == w && f.Y == v && f.Const.N == -k) {
				return true
			}
		}
		return false
	}
}

// maxAmong bounds the intervals that Among looks through.
const maxAmong = 1000

// Among reports whether the integer a, which is at least least, is certainly one of those that in holds.
func Among(known []Constraint, a Value, least int64, in func(int64) bool) bool {
	var lo, hi int64
	hole := func(int64) bool { return false }
	switch a.Kind {
	case KindInt:
		lo, hi = a.N, a.N
	case KindSymbol:
		lo, hi, hole = bounds(known, a.Base, nil)
		lo, hi = lo+a.N, hi+a.N
	default:
		return false
	}
	lo = max(lo, least)
	if hi < lo || hi-lo > maxAmong {
		return false
	}
	for n := lo; n <= hi; n++ {
		if !in(n) && !hole(n-a.N) {
			return false
		}
	}
	return true
}

// compare decides x op k for some x in [lo, hi], which is not k if hole is set.
func compare(op token.Token, lo, hi, k int64, hole bool) Truth {
	switch op {
	case token.NEQ:
		return compare(token.EQL, lo, hi, k, hole).Not()
	case token.GEQ:
		return compare(token.LSS, lo, hi, k, hole).Not()
	case token.GTR:
		return compare(token.LEQ, lo, hi, k, hole).Not()
	// Each case is the answer of an interval: Yes if all of it holds, No if nothing of it does.
	case token.EQL:
		if hole || k < lo || k > hi {
			return No
		}
		if lo == k && hi == k {
			return Yes
		}
	case token.LSS:
		if hi < k || hi == k && hole {
			return Yes
		}
		if lo >= k {
			return No
		}
	case token.LEQ:
		if hi <= k {
			return Yes
		}
		if lo > k || lo == k && hole {
			return No
		}
	}
	return Maybe
}

// Learn returns the constraints with a op b added, as far as it can be expressed.
func Learn(known []Constraint, op token.Token, a, b Value) []Constraint {
	if a.Kind != KindSymbol {
		a, b, op = b, a, Mirror(op)
	}
	if a.Kind != KindSymbol {
		return known
	}
	// Which nil it is, that of the acquisition or another, has no bearing on a comparison.
	if b.Kind == KindNil {
		b = Nil
	}
	f := Constraint{X: a.Base, Op: op, Const: b}
	switch {
	case b.Kind == KindInt:
		f.Const = Value{Kind: KindInt, N: b.N - a.N}
	case b.Kind == KindSymbol && op != token.EQL && op != token.NEQ || b.Kind == KindSymbol && ssaquery.IsInteger(a.Base):
		if a.Base == b.Base {
			return known
		}
		f.Y, f.Const = b.Base, Value{Kind: KindInt, N: b.N - a.N}
		// Widening: a difference that grows round by round would never come to an end.
		if f.Const.N > Farthest || f.Const.N < -Farthest {
			return known
		}
	case b.IsConst():
		if op != token.EQL && op != token.NEQ {
			return known
		}
	// x == y says of x that it is not nil either; that they are the same has no place in a constraint.
	case b.IsNonNil() && op == token.EQL:
		f.Op, f.Const = token.NEQ, Nil
	default:
		return known
	}
	if f.Const.Kind == KindInt && f.Op != token.NEQ {
		return narrow(known, f)
	}
	if slices.Contains(known, f) {
		return known
	}
	return append(known[:len(known):len(known)], f)
}

// narrow returns the constraints with the bound f on an integer added; the bounds on the same
// difference become one lower and one upper bound, so that equal knowledge looks equal.
func narrow(known []Constraint, f Constraint) []Constraint {
	out := make([]Constraint, 0, len(known)+2)
	for _, old := range known {
		// Inequalities (holes) stay as they are: an interval has no room for them.
		if old.X != f.X || old.Y != f.Y || old.Const.Kind != KindInt || old.Op == token.NEQ {
			out = append(out, old)
		}
	}
	lo, hi, _ := bounds(known, f.X, f.Y)
	least, most, _ := bounds([]Constraint{f}, f.X, f.Y)
	lo, hi = max(lo, least), min(hi, most)
	at := func(op token.Token, n int64) Constraint {
		return Constraint{X: f.X, Y: f.Y, Op: op, Const: Value{Kind: KindInt, N: n}}
	}
	switch {
	case lo == hi:
		// One number. (An interval can be empty as well: then no run takes the path, and what is said of it does no harm.)
		return append(out, at(token.EQL, lo))
	case lo > -unbounded && hi < unbounded:
		return append(out, at(token.GEQ, lo), at(token.LEQ, hi))
	case lo > -unbounded:
		return append(out, at(token.GEQ, lo))
	}
	return append(out, at(token.LEQ, hi))
}

// Shift returns the constraints after v has been moved by k: what was known of the
// old v holds for the new v - k.
func Shift(known []Constraint, v ssa.Value, k int64) []Constraint {
	var out []Constraint
	for _, f := range known {
		if f.X == v || f.Y == v {
			// Of a number that moves, what it is not soon says nothing, and there would be more and more of it.
			if f.Const.Kind != KindInt || f.Op == token.NEQ {
				continue
			}
			by := k
			if f.X != v {
				by = -k
			}
			farther := by > 0 && f.Op == token.GEQ && f.Const.N > 0 || by < 0 && f.Op == token.LEQ && f.Const.N < 0
			if !farther { // else the weaker bound will do, and the states of a loop meet
				f.Const.N += by
				if f.Const.N > Farthest || f.Const.N < -Farthest {
					continue
				}
			}
		}
		out = append(out, f)
	}
	return out
}
