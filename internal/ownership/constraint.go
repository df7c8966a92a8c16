package ownership

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A constraint is something that the path has made certain: v op c, or v op w+c.n if w
// is not nil. (It has nothing to do with the facts of go/analysis.)
type constraint struct {
	v, w ssa.Value
	op   token.Token
	c    abs
}

// A truth is the answer to a condition.
type truth uint8

const (
	maybe truth = iota
	yes
	no
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return maybe
}

// farthest bounds the constants of constraints on integers: a loop counter that a
// path has moved further than this is forgotten, so that the search ends.
const farthest = 16

// decide answers a op b from the values and the constraints.
func decide(known []constraint, op token.Token, a, b abs) truth {
	if a.isConst() && !b.isConst() {
		a, b, op = b, a, mirror(op)
	}
	switch op {
	case token.EQL, token.NEQ:
		t := equal(known, a, b)
		if op == token.NEQ {
			t = t.not()
		}
		return t
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return ordered(known, op, a, b)
	}
	return maybe
}

func equal(known []constraint, a, b abs) truth {
	switch {
	case a.kind == null && b.kind == null:
		return yes
	case a.isConst() && b.isConst():
		return truthOf(a == b)
	case b.kind == null && a.isNonNil():
		return no
	case a.kind == null && b.isNonNil():
		return no
	case a.kind == symbol && a == b:
		return yes
	case a.kind == response && b.kind == response, a.kind == body && b.kind == body:
		return yes
	}
	if a.kind != symbol {
		return maybe
	}
	for _, f := range known {
		if f.v != a.base || f.w != nil || a.n != 0 && f.c.kind != constInt || !b.isConst() || b.kind == constInt {
			continue
		}
		switch {
		case f.op == token.EQL:
			return truthOf(f.c == b)
		case f.op == token.NEQ && f.c == b:
			return no
		}
	}
	return ordered(known, token.EQL, a, b)
}

// ordered decides comparisons of integers by the bounds that the constraints give.
func ordered(known []constraint, op token.Token, a, b abs) truth {
	if a.kind == constInt && b.kind == constInt {
		return compare(op, a.n, a.n, b.n, false)
	}
	v, w, k, ok := difference(a, b)
	if !ok {
		return maybe
	}
	if v == w {
		return compare(op, 0, 0, k, false)
	}
	lo, hi, holes := bounds(known, v, w)
	return compare(op, lo, hi, k, holes(k))
}

// difference turns a op b into v - w op k.
func difference(a, b abs) (v, w ssa.Value, k int64, ok bool) {
	if a.kind != symbol || b.kind != symbol && b.kind != constInt {
		return nil, nil, 0, false
	}
	return a.base, b.base, b.n - a.n, true
}

const unbounded = int64(1) << 60

// bounds returns the least interval of v - w and which of its values are out.
func bounds(known []constraint, v, w ssa.Value) (lo, hi int64, hole func(int64) bool) {
	lo, hi = -unbounded, unbounded
	for _, f := range known {
		op, k := f.op, f.c.n
		switch {
		case f.c.kind != constInt:
			continue
		case f.v == v && f.w == w:
		case w != nil && f.v == w && f.w == v:
			op, k = mirror(op), -k
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
			if f.op == token.NEQ && f.c.kind == constInt &&
				(f.v == v && f.w == w && f.c.n == k || w != nil && f.v == w && f.w == v && f.c.n == -k) {
				return true
			}
		}
		return false
	}
}

// compare decides x op k for some x in [lo, hi], which is not k if hole is set.
func compare(op token.Token, lo, hi, k int64, hole bool) truth {
	switch op {
	case token.NEQ:
		return compare(token.EQL, lo, hi, k, hole).not()
	case token.GEQ:
		return compare(token.LSS, lo, hi, k, hole).not()
	case token.GTR:
		return compare(token.LEQ, lo, hi, k, hole).not()
	case token.EQL:
		if hole || k < lo || k > hi {
			return no
		}
		if lo == k && hi == k {
			return yes
		}
	case token.LSS:
		if hi < k || hi == k && hole {
			return yes
		}
		if lo >= k {
			return no
		}
	case token.LEQ:
		if hi <= k {
			return yes
		}
		if lo > k || lo == k && hole {
			return no
		}
	}
	return maybe
}

// learn returns the constraints with a op b added, as far as it can be expressed.
func learn(known []constraint, op token.Token, a, b abs) []constraint {
	if a.kind != symbol {
		a, b, op = b, a, mirror(op)
	}
	if a.kind != symbol {
		return known
	}
	if b.kind == null {
		b = absNil
	}
	f := constraint{v: a.base, op: op, c: b}
	switch {
	case b.kind == constInt:
		f.c = abs{kind: constInt, n: b.n - a.n}
	case b.kind == symbol && op != token.EQL && op != token.NEQ || b.kind == symbol && isInteger(a.base):
		if a.base == b.base {
			return known
		}
		f.w, f.c = b.base, abs{kind: constInt, n: b.n - a.n}
		if f.c.n > farthest || f.c.n < -farthest {
			return known
		}
	case b.isConst():
		if op != token.EQL && op != token.NEQ {
			return known
		}
	case b.isNonNil() && op == token.EQL:
		f.op, f.c = token.NEQ, absNil
	default:
		return known
	}
	if f.c.kind == constInt && f.op != token.NEQ {
		return narrow(known, f)
	}
	if slices.Contains(known, f) {
		return known
	}
	return append(known[:len(known):len(known)], f)
}

// narrow returns the constraints with the bound f on an integer added; the bounds on the same
// difference become one lower and one upper bound, so that equal knowledge looks equal.
func narrow(known []constraint, f constraint) []constraint {
	out := make([]constraint, 0, len(known)+2)
	for _, old := range known {
		if old.v != f.v || old.w != f.w || old.c.kind != constInt || old.op == token.NEQ {
			out = append(out, old)
		}
	}
	lo, hi, _ := bounds(known, f.v, f.w)
	least, most, _ := bounds([]constraint{f}, f.v, f.w)
	lo, hi = max(lo, least), min(hi, most)
	at := func(op token.Token, n int64) constraint {
		return constraint{v: f.v, w: f.w, op: op, c: abs{kind: constInt, n: n}}
	}
	switch {
	case lo == hi:
		return append(out, at(token.EQL, lo))
	case lo > -unbounded && hi < unbounded:
		return append(out, at(token.GEQ, lo), at(token.LEQ, hi))
	case lo > -unbounded:
		return append(out, at(token.GEQ, lo))
	}
	return append(out, at(token.LEQ, hi))
}

// shift returns the constraints after v has been moved by k: what was known of the
// old v holds for the new v - k.
func shift(known []constraint, v ssa.Value, k int64) []constraint {
	var out []constraint
	for _, f := range known {
		if f.v == v || f.w == v {
			if f.c.kind != constInt || f.op == token.NEQ {
				continue
			}
			if f.v == v {
				grown := k > 0 && f.w == nil && f.op == token.GEQ && f.c.n > 0
				if !grown { // else the weaker bound will do, and the states of a loop meet
					f.c.n += k
				}
			} else {
				f.c.n -= k
			}
			if f.c.n > farthest || f.c.n < -farthest {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}
