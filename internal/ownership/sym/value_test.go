package sym

import (
	"go/constant"
	"go/token"
	"go/types"
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
