package sym

import (
	"go/constant"
	"go/token"
	"go/types"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"
)

func named(t types.Type) types.Type {
	return types.NewNamed(types.NewTypeName(token.NoPos, nil, "T", nil), t, nil)
}

// TestZeroOf wants the zero values of types, as far as one value stands for them.
func TestZeroOf(t *testing.T) {
	empty := types.NewInterfaceType(nil, nil)
	union := types.NewInterfaceType(nil, []types.Type{types.NewUnion([]*types.Term{types.NewTerm(true, types.Typ[types.Int])})})
	for _, test := range []struct {
		t    types.Type
		want Value
	}{
		{types.Typ[types.Bool], False},
		{types.Typ[types.Int], IntOf(0)},
		{types.Typ[types.Uint8], IntOf(0)},
		{types.Typ[types.Float64], Unknown},
		{types.Typ[types.String], Value{Kind: KindString}},
		{types.Typ[types.UntypedNil], Nil},
		{types.Typ[types.UnsafePointer], Nil},
		{named(types.Typ[types.Int]), IntOf(0)},
		{types.NewPointer(types.Typ[types.Int]), Nil},
		{types.NewSlice(types.Typ[types.Int]), Nil},
		{types.NewMap(types.Typ[types.Int], types.Typ[types.Int]), Nil},
		{types.NewChan(types.SendRecv, types.Typ[types.Int]), Nil},
		{types.NewSignatureType(nil, nil, nil, nil, nil, false), Nil},
		{types.Universe.Lookup("error").Type(), Nil},
		{empty, Nil},
		{union, Unknown}, // a constraint
		{types.NewStruct(nil, nil), Unknown},
		{types.NewArray(types.Typ[types.Int], 1), Unknown},
	} {
		if got := ZeroOf(test.t); got != test.want {
			t.Errorf("%s: got %v, want %v", test.t, got, test.want)
		}
	}
}

// TestConstOf wants the abstract values of constants.
func TestConstOf(t *testing.T) {
	for _, test := range []struct {
		c    *ssa.Const
		want Value
	}{
		{ssa.NewConst(nil, types.NewPointer(types.Typ[types.Int])), Nil},
		{ssa.NewConst(nil, types.NewStruct(nil, nil)), Unknown},
		{ssa.NewConst(constant.MakeBool(true), types.Typ[types.Bool]), True},
		{ssa.NewConst(constant.MakeBool(false), types.Typ[types.Bool]), False},
		{ssa.NewConst(constant.MakeInt64(-3), types.Typ[types.Int]), IntOf(-3)},
		{ssa.NewConst(constant.MakeUint64(1<<63), types.Typ[types.Uint64]), Unknown}, // too large
		{ssa.NewConst(constant.MakeString("x"), types.Typ[types.String]), Value{Kind: KindString, Path: "x"}},
		{ssa.NewConst(constant.MakeFloat64(1.5), types.Typ[types.Float64]), Unknown},
	} {
		if got := ConstOf(test.c); got != test.want {
			t.Errorf("%s: got %v, want %v", test.c, got, test.want)
		}
	}
}

// TestKinds says of a value of each kind whether it is one known value, and whether it is certainly not nil.
func TestKinds(t *testing.T) {
	for kind := KindUnknown; kind <= KindHolder; kind++ {
		a := Value{Kind: kind}
		single := map[Kind]bool{KindNil: true, KindInt: true, KindBool: true, KindString: true}
		perhapsNil := map[Kind]bool{KindUnknown: true, KindSymbol: true, KindNil: true, KindInt: true, KindBool: true, KindString: true}
		if a.IsConst() != single[kind] {
			t.Errorf("%s is one value: got %v", kind, a.IsConst())
		}
		if a.IsNonNil() == perhapsNil[kind] {
			t.Errorf("%s is not nil: got %v", kind, a.IsNonNil())
		}
		want := Maybe
		switch {
		case kind == KindNil:
			want = Yes
		case a.IsNonNil():
			want = No
		}
		if kind == KindInt || kind == KindBool || kind == KindString {
			continue // nobody compares them with nil
		}
		if kind == KindSymbol {
			a.Base = testN
		}
		if got := Decide(nil, token.EQL, a, Nil); got != want {
			t.Errorf("%s == nil: got %v, want %v", kind, got, want)
		}
		if got := Decide(nil, token.NEQ, Nil, a); got != want.Not() {
			t.Errorf("nil != %s: got %v, want %v", kind, got, want.Not())
		}
	}
}

// TestEqualOfOthers decides comparisons of bools, strings and pointers from what is known.
func TestEqualOfOthers(t *testing.T) {
	str := func(text string) Value { return Value{Kind: KindString, Path: text} }
	s := ssa.NewConst(constant.MakeString("s"), types.Typ[types.String])
	p := ssa.NewConst(nil, types.NewPointer(types.Typ[types.Int]))
	for _, test := range []struct {
		name  string
		known []Constraint
		a, b  Value
		want  Truth
	}{
		{"strings", nil, str("x"), str("x"), Yes},
		{"other strings", nil, str("x"), str("y"), No},
		{"a bool", Learn(nil, token.EQL, sym(s, 0), True), sym(s, 0), False, No},
		{"a string", Learn(nil, token.EQL, sym(s, 0), str("x")), sym(s, 0), str("y"), No},
		{"not a string", Learn(nil, token.NEQ, sym(s, 0), str("x")), sym(s, 0), str("x"), No},
		{"not another string", Learn(nil, token.NEQ, sym(s, 0), str("x")), sym(s, 0), str("y"), Maybe},
		{"a pointer", Learn(nil, token.EQL, sym(p, 0), Nil), sym(p, 0), Nil, Yes},
		{"the nil of the acquisition", Learn(nil, token.EQL, sym(p, 0), FirstNil), sym(p, 0), Nil, Yes},
		{"not nil", Learn(nil, token.NEQ, sym(p, 0), Nil), sym(p, 0), Nil, No},
		{"the same as something", Learn(nil, token.EQL, sym(p, 0), Object), sym(p, 0), Nil, No},
		{"not the same as something", Learn(nil, token.NEQ, sym(p, 0), Object), sym(p, 0), Nil, Maybe},
		{"the object", nil, Object, Object, Yes},
		{"two pointers", nil, Place{Base: p}.Addr(), Place{Base: s}.Addr(), Maybe},
		{"unknown", nil, Unknown, Unknown, Maybe},
		{"an order of strings", Learn(nil, token.LSS, sym(s, 0), str("x")), sym(s, 0), str("x"), Maybe},
	} {
		if got := Decide(test.known, token.EQL, test.a, test.b); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
		if got := Decide(test.known, token.EQL, test.b, test.a); test.a.IsConst() != test.b.IsConst() && got != test.want {
			t.Errorf("%s, exchanged: got %v, want %v", test.name, got, test.want)
		}
	}
}

// TestLearnKeeps wants a list of constraints to stay as it is for others who have it.
func TestLearnKeeps(t *testing.T) {
	known := make([]Constraint, 0, 8)
	known = Learn(known, token.LSS, sym(testI, 0), sym(testN, 0))
	one := Learn(known, token.NEQ, sym(testI, 0), IntOf(1))
	two := Learn(known, token.NEQ, sym(testI, 0), IntOf(2))
	if one[1] == two[1] || len(known) != 1 {
		t.Errorf("%v and %v come of %v", one, two, known)
	}
	if again := Learn(one, token.NEQ, sym(testI, 0), IntOf(1)); len(again) != len(one) {
		t.Errorf("what is known is learnt again: %v", again)
	}
}

// TestPlaces wants the address of a place to lead there, and parts to be within.
func TestPlaces(t *testing.T) {
	p := Place{Base: testI, Path: ".1"}
	for _, q := range []Place{p, {Base: testI}, {Base: testI, Old: true, Path: "[2]"}} {
		if got := PlaceOf(q.Addr()); got != q {
			t.Errorf("the address of %v leads to %v", q, got)
		}
	}
	for _, test := range []struct {
		p, q Place
		want bool
	}{
		{p, p, true},
		{p.Below(".2"), p, true},
		{p, p.Below(".2"), false},
		{p, Place{Base: testI}, true},
		{p, Place{Base: testN}, false},
		{Place{Base: testI, Path: ".1", Old: true}, p, false},
		{Place{Base: testI, Path: ".2"}, p, false},
		{Place{Base: testI, Path: ".10"}, p, false},
		{Place{Base: testI, Path: ".1[0]"}, p, true},
		{Place{Base: testI, Path: ".1#0"}, p, true},
	} {
		if got := test.p.Within(test.q); got != test.want {
			t.Errorf("%v within %v: got %v", test.p, test.q, got)
		}
	}
}

// TestTruth wants not-not to be the same, and not to know stays so.
func TestTruth(t *testing.T) {
	for a, want := range map[Truth]Truth{Yes: No, No: Yes, Maybe: Maybe} {
		if a.Not() != want || a.Not().Not() != a {
			t.Errorf("not %v is %v, want %v", a, a.Not(), want)
		}
	}
	if TruthOf(true) != Yes || TruthOf(false) != No || BoolOf(true) != True || BoolOf(false) != False {
		t.Error("true is not Yes, or false is not No")
	}
}

// TestBelow wants each part of a place to be within it, whatever its sign, and a path that only begins alike not to be.
func TestBelow(t *testing.T) {
	p := Place{Base: testI, Path: ".1"}
	for _, sign := range Signs {
		part := p.Below(string(sign) + "2")
		if part.Path != ".1"+string(sign)+"2" || part.Base != p.Base || part == p {
			t.Errorf("below %v is %v", p, part)
		}
		if !part.Within(p) || p.Within(part) || !part.Within(Place{Base: testI}) {
			t.Errorf("%v is not within %v", part, p)
		}
	}
	for _, other := range []string{".10", ".1x", ".", "[1]", ""} {
		if q := (Place{Base: testI, Path: other}); q.Within(p) {
			t.Errorf("%q is within %q", other, p.Path)
		}
	}
	if p.Path != ".1" {
		t.Errorf("what has a part becomes %v", p)
	}
}

// TestLearn says what is remembered of comparisons that are told one after the other.
func TestLearn(t *testing.T) {
	i, n := sym(testI, 0), sym(testN, 0)
	at := func(op token.Token, k int64) Constraint { return Constraint{X: testI, Op: op, Const: IntOf(k)} }
	type told struct {
		op   token.Token
		a, b Value
	}
	for _, test := range []struct {
		name string
		told []told
		want []Constraint
	}{
		{"nothing", nil, nil},
		{"of constants", []told{{token.EQL, IntOf(1), IntOf(1)}, {token.EQL, Nil, Unknown}}, nil},
		{"exchanged", []told{{token.LSS, IntOf(3), i}}, []Constraint{at(token.GEQ, 4)}},
		{"a sum", []told{{token.LEQ, sym(testI, 2), IntOf(3)}}, []Constraint{at(token.LEQ, 1)}},
		{"two bounds", []told{{token.GTR, i, IntOf(1)}, {token.LSS, i, IntOf(9)}}, []Constraint{at(token.GEQ, 2), at(token.LEQ, 8)}},
		{"narrower", []told{{token.LSS, i, IntOf(9)}, {token.LSS, i, IntOf(5)}, {token.LSS, i, IntOf(7)}}, []Constraint{at(token.LEQ, 4)}},
		{"one number", []told{{token.GEQ, i, IntOf(4)}, {token.LEQ, i, IntOf(4)}}, []Constraint{at(token.EQL, 4)}},
		{"holes", []told{{token.NEQ, i, IntOf(4)}, {token.NEQ, i, IntOf(5)}, {token.NEQ, i, IntOf(4)}}, []Constraint{at(token.NEQ, 4), at(token.NEQ, 5)}},
		{"with itself", []told{{token.LSS, i, sym(testI, 1)}}, nil},
		{"too far apart", []told{{token.LSS, i, sym(testN, Farthest+1)}}, nil},
		{"just near enough", []told{{token.LEQ, i, sym(testN, Farthest)}}, []Constraint{{X: testI, Y: testN, Op: token.LEQ, Const: IntOf(Farthest)}}},
		{"an order of bools", []told{{token.LSS, n, True}}, nil},
		{"the first nil", []told{{token.EQL, n, FirstNil}}, []Constraint{{X: testN, Op: token.EQL, Const: Nil}}},
		{"is something", []told{{token.EQL, Resource, n}}, []Constraint{{X: testN, Op: token.NEQ, Const: Nil}}},
		{"is not something", []told{{token.NEQ, Resource, n}}, nil},
	} {
		var known []Constraint
		for _, c := range test.told {
			known = Learn(known, c.op, c.a, c.b)
		}
		if !slices.Equal(known, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, known, test.want)
		}
	}
}

// TestAmongAgainstBruteForce asks for sets of numbers: one that surely holds the value holds it in every run.
func TestAmongAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	yes := 0
	for range 3000 {
		var known []Constraint
		for range r.IntN(4) {
			known = Learn(known, comparisons[r.IntN(len(comparisons))], sym(testI, 0), IntOf(int64(r.IntN(9))))
		}
		set := r.Uint32()
		in := func(n int64) bool { return n < 16 && set&(1<<n) != 0 }
		a := sym(testI, int64(r.IntN(3)))
		if !Among(known, a, 0, in) {
			continue
		}
		yes++
		for i := -a.N; i < 20; i++ { // at least 0, as was said
			if m := (model{testI: i}); m.satisfies(known) && !in(m.eval(a)) {
				t.Fatalf("%v: %s is surely among %b, but not for i=%d", known, name(a), set, i)
			}
		}
	}
	if yes < 100 {
		t.Errorf("%d are among the numbers only", yes)
	}
}
