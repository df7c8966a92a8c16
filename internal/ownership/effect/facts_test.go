package effect

import (
	"go/token"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/facttest"
)

// TestEveryField sends facts through the codec of the go command, of which one field at a time is set: none may get lost.
func TestEveryField(t *testing.T) {
	set := func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int64:
			v.SetInt(math.MinInt64)
		default:
			v.SetUint(1<<v.Type().Bits() - 1)
		}
	}
	for i := range reflect.TypeFor[Body]().NumField() {
		var in Body
		set(reflect.ValueOf(&in).Elem().Field(i))
		if out := facttest.Codec(t, in); out != in || in == (Body{}) {
			t.Errorf("field %d: %+v comes out as %+v", i, in, out)
		}
	}
	for i := range reflect.TypeFor[Pool]().NumField() {
		var in Pool
		set(reflect.ValueOf(&in).Elem().Field(i))
		if out := facttest.Codec(t, in); out != in || in == (Pool{}) {
			t.Errorf("field %d: %+v comes out as %+v", i, in, out)
		}
	}
}

// TestUnknownBits reads facts with bits that nobody sets, as a fact of a later version could have: whatever is said of them, asking
// does not end the program, and what was read can be set again.
func TestUnknownBits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		f := Body{Params: r.Uint64(), Alias: r.Uint32(), Results: r.Uint32(), If: Guard(r.Uint64()), If2: Guard(r.Uint64()),
			Gives: Gives(r.Uint32()), Runs: Runs(r.Uint32()), Flags: Flags(r.Uint32()), OnNil: Answer(r.Uint32()), OnErr: Answer(r.Uint32())}
		p := Pool{Makes: uint8(r.Uint32()), Clone: true, Limit: int64(r.Uint64()), Params: r.Uint64()}
		if f.String() == "" || p.String() == "" {
			t.Errorf("nothing is said of %+v, or %+v", f, p)
		}
		i := r.IntN(MaxParams)
		again := f
		again.SetParam(i, f.Param(i))
		if again.Param(i) != f.Param(i) {
			t.Errorf("parameter %d of %+v: got %+v", i, f, again.Param(i))
		}
		for other := range MaxParams {
			if other != i && again.Param(other) != f.Param(other) {
				t.Errorf("to set parameter %d changes %d", i, other)
			}
		}
	}
}

// TestBodyResults adds to results one after the other: others stay as they are, and nobody has room for a fifth.
func TestBodyResults(t *testing.T) {
	for _, o := range []Opens{OpenOnSuccess, OpenOnError, IsResponse, IsBody, OpenOnSuccess | OpenOnError | IsBody} {
		for i := -1; i <= MaxResults; i++ {
			var f Body
			f.AddResult(i, o)
			for j := -1; j <= MaxResults; j++ {
				want := Opens(0)
				if i == j && i >= 0 && i < MaxResults {
					want = o
				}
				if got := f.Result(j); got != want {
					t.Errorf("%b added to result %d: result %d has %b", o, i, j, got)
				}
			}
			f.AddResult(i, IsResponse)
			if got := f.Result(i); got != 0 && got != o|IsResponse {
				t.Errorf("%b and a response added to result %d: got %b", o, i, got)
			}
		}
	}
	if (*Body)(nil).Result(0) != 0 || (*Body)(nil).Param(0).Known() || (*Pool)(nil).Param(0).Known() || (*Body)(nil).Has(Bare) {
		t.Error("something is known of an unknown function")
	}
}

// TestHas asks for one flag, and for several, of which all have to be set.
func TestHas(t *testing.T) {
	f := &Body{Flags: ResultsKnown | Bare}
	for flags, want := range map[Flags]bool{
		0: true, ResultsKnown: true, Bare: true, ResultsKnown | Bare: true, ResultsKnown | Relayed: false, Either: false,
	} {
		if got := f.Has(flags); got != want {
			t.Errorf("has %b: got %v", flags, got)
		}
	}
}

// TestBodyWords shows what is said of functions that are given something, or run it, next to other effects.
func TestBodyWords(t *testing.T) {
	gives := func(i int, what Given) *Body { return &Body{Gives: Gives(0).Add(i, what)} }
	runs := func(i int, how Runs) *Body { return &Body{Runs: Runs(0).Set(i, how)} }
	closes := &Body{OnErr: AnswerTrue, Flags: NoReturn}
	closes.SetParam(3, Effect{OnSuccess: Released | Kept, OnError: Kept, Result: ResultOf(2, true)})
	for _, test := range []struct {
		fact *Body
		want string
	}{
		{gives(0, OpenAfterNil|OpenAfterError), "gives(0)"},
		{gives(1, OpenAfterNil), "gives(1) on success"},
		{gives(7, OpenAfterError), "gives(7) on error"},
		{gives(2, OpenAfterNil|Selected), "gives(2) on success, some"},
		{gives(2, OpenAfterNil|OpenAfterError|Selected), "gives(2), some"},
		{gives(2, Selected), ""},
		{runs(0, Repeats), "repeats(0)"},
		{runs(7, Reports), "reports(7)"},
		{runs(1, Repeats|Reports), "repeats(1), reports(1)"},
		{closes, "closes(3) on success, keeps(3), returns(3) as 2, never returns, error: true"},
		{&Body{Results: uint32(OpenOnSuccess | OpenOnError)}, "opens(0), opens(0) on error"},
		{&Body{OnNil: AnswerTrue, OnErr: AnswerNil}, "nil error: true, error: nil"},
		{&Body{OnNil: AnswerNonNil}, "nil error: not nil"},
		{&Body{OnNil: AnswerEnds + 1}, "nil error: unknown"},
	} {
		if got := test.fact.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestEveryPool sets a parameter to each effect: what a fact has words for comes out as it was, and of others nothing is said.
func TestEveryPool(t *testing.T) {
	for _, e := range all() {
		for _, result := range []Result{0, ResultOf(0, true), ResultOf(0, false), ResultOf(1, true)} {
			in := e
			in.Result = result
			want := Effect{OnSuccess: e.OnSuccess, OnError: e.OnError}
			switch {
			case !e.Known(), e.Any()&Kept != 0, result != 0 && result.Index() > 0:
				want = Effect{}
			case result != 0: // a fact does not tell whether it is wrapped, and so it may be
				want.Result = ResultOf(0, true)
			}
			for _, i := range []int{0, 5, MaxParams - 1} {
				f := Pool{Params: math.MaxUint64} // to be overwritten
				f.SetParam(i, in)
				if got := f.Param(i); got != want {
					t.Fatalf("parameter %d, %+v: got %+v, want %+v", i, in, got, want)
				}
			}
		}
	}
	for _, test := range []struct {
		f    Pool
		want string
	}{
		{Pool{}, ""},
		{Pool{Makes: 255, Limit: 1}, "makes(254) for 1ns"},
		{Pool{Makes: 1, Clone: true, Limit: int64(time.Hour)}, "makes(0) for 1h0m0s"},
	} {
		if got := test.f.String(); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.f, got, test.want)
		}
	}
}

// TestGuardString shows guards as fixtures want them.
func TestGuardString(t *testing.T) {
	for _, test := range []struct {
		g    Guard
		want string
	}{
		{must(GuardOf(0, "", token.EQL, Nil, 0)), "0 == nil"},
		{must(GuardOf(1, "", token.NEQ, True, 0)), "1 != true"},
		{must(GuardOf(2, ".3", token.LSS, Number, -5)), "2.3 < -5"},
		{must(GuardOf(2, "*.3*", token.LEQ, Number, math.MaxInt16)), "2*.3* <= 32767"},
		{must(GuardOf(255, "*", token.GTR, Number, math.MinInt16)), "255* > -32768"},
		{must(GuardOf(0, ".0", token.GEQ, Number, 0)), "0.0 >= 0"},
		{must(GuardOf(4, "*.126", token.EQL, Empty, 0)), `4*.126 == ""`},
		{0, "0 == ?"},
		{7 << guardConst, "0 == ?"},
		{Guard(Nil)<<guardConst | 7<<guardOp, "0 >= nil"},
	} {
		if got := test.g.String(); got != test.want {
			t.Errorf("%#x: got %q, want %q", uint64(test.g), got, test.want)
		}
	}
}

// TestGuardOf puts together whatever can be asked for: what it takes has to come out again.
func TestGuardOf(t *testing.T) {
	for _, op := range []token.Token{token.ADD, token.ILLEGAL, token.NOT} {
		if g, ok := GuardOf(0, "", op, Nil, 0); ok {
			t.Errorf("%s is a relation: got %s", op, g)
		}
	}
	for _, path := range []string{"5", ".05", "5*", ".", "*.", "*5", ".-1", ".+1", "..1", "*.*", ".1[0]", ".1#0"} {
		if g, ok := GuardOf(0, path, token.EQL, Nil, 0); ok {
			t.Errorf("%q is a path: got %s", path, g)
		}
	}
	r := rand.New(rand.NewPCG(7, 8))
	taken := 0
	for range 5000 {
		var path strings.Builder
		for range r.IntN(5) {
			path.WriteByte("**..0123"[r.IntN(8)])
		}
		if g, ok := GuardOf(1, path.String(), token.EQL, Nil, 0); ok {
			taken++
			if g.Path() != path.String() {
				t.Errorf("%q comes out as %q", path.String(), g.Path())
			}
		}
	}
	if taken == 0 {
		t.Error("no path is taken")
	}
}
