package effect

import (
	"go/token"
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/facttest"
)

func TestJoin(t *testing.T) {
	leaves, closes, keeps := Always(Left), Always(Released), Always(Kept)
	onSuccess := Effect{OnSuccess: Released, OnError: Left}
	for _, test := range []struct {
		name       string
		a, b, want Effect
	}{
		{"both leave it", leaves, leaves, leaves},
		{"one surely closes it", leaves, closes, closes},
		{"one surely keeps it", keeps, leaves, keeps},
		{"one perhaps closes it", leaves, onSuccess, Effect{OnSuccess: Left | Released, OnError: Left}},
		{"closed and perhaps closed", closes, onSuccess, closes},
		{"an option decides", Effect{OnSuccess: Left, OnError: Left, Perhaps: true}, leaves, Effect{OnSuccess: Left, OnError: Left, Perhaps: true}},
	} {
		if got := test.a.Join(test.b); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
		if got := test.b.Join(test.a); got != test.want {
			t.Errorf("%s, exchanged: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestOnly(t *testing.T) {
	e := Effect{OnSuccess: Left | Used, OnError: Left}
	for _, test := range []struct {
		ends Ends
		want bool
	}{{Left, false}, {Left | Used, true}, {Left | Used | Kept, true}, {Used, false}} {
		if got := e.Only(test.ends); got != test.want {
			t.Errorf("only %b: got %v", test.ends, got)
		}
	}
	if e.On(true) != Left|Used || e.On(false) != Left {
		t.Errorf("got %b on success, %b on error", e.On(true), e.On(false))
	}
}

func TestAdd(t *testing.T) {
	var e Effect
	if e.Known() {
		t.Error("something is known of nothing")
	}
	e.Add(Released, true, false)
	e.Add(Left, false, true)
	e.Add(Kept, true, true)
	if want := (Effect{OnSuccess: Released | Kept, OnError: Left | Kept}); e != want {
		t.Errorf("got %+v, want %+v", e, want)
	}
}

// TestResultOf takes apart what it has put together.
func TestResultOf(t *testing.T) {
	for i := range MaxAlias {
		for _, wrapped := range []bool{false, true} {
			r := ResultOf(i, wrapped)
			if r.Index() != i || (r&Wrapped != 0) != wrapped || r == 0 {
				t.Errorf("result %d, wrapped %v: got %v", i, wrapped, r)
			}
		}
	}
	if i := Result(0).Index(); i >= 0 {
		t.Errorf("no result has number %d", i)
	}
}

// everyEffect calls visit with all effects that facts can tell of bodies.
func everyEffect(visit func(Effect)) {
	for success := range Ends(8) {
		for failed := range Ends(8) {
			for _, perhaps := range []bool{false, true} {
				visit(Effect{OnSuccess: success, OnError: failed, Perhaps: perhaps})
			}
		}
	}
}

func TestBodyParam(t *testing.T) {
	everyEffect(func(e Effect) {
		for i := range MaxParams {
			var f Body
			f.SetParam(i, Always(Released)) // to be overwritten
			f.SetParam((i+1)%MaxParams, Always(Kept))
			e.Result = ResultOf(i%MaxAlias, i%2 == 0)
			f.SetParam(i, e)
			if got := f.Param(i); got != e {
				t.Fatalf("parameter %d: got %+v, want %+v", i, got, e)
			}
			if got := f.Param((i + 1) % MaxParams); got != Always(Kept) {
				t.Fatalf("parameter next to %d: got %+v", i, got)
			}
		}
	})
}

func TestBodyBounds(t *testing.T) {
	var f Body
	for _, i := range []int{-1, MaxParams} {
		f.SetParam(i, Always(Released))
		if f.Params != 0 || f.Param(i).Known() {
			t.Errorf("parameter %d: got %+v", i, f.Param(i))
		}
	}
	f.AddResult(MaxResults, OpenOnSuccess)
	if f.Results != 0 || f.Result(MaxResults) != 0 {
		t.Errorf("result %d: got %v", MaxResults, f.Result(MaxResults))
	}
	var none *Body
	if none.Param(0).Known() || none.Result(0) != 0 || none.Has(NoReturn) {
		t.Error("something is known without a fact")
	}
}

func TestPoolParam(t *testing.T) {
	for _, test := range []struct {
		name     string
		in, want Effect
	}{
		{"sent through", Effect{OnSuccess: Used, OnError: Left}, Effect{OnSuccess: Used, OnError: Left}},
		{"returned", Effect{OnSuccess: Left, OnError: Left, Result: ResultOf(0, false)}, Effect{OnSuccess: Left, OnError: Left, Result: ResultOf(0, true)}},
		{"kept", Effect{OnSuccess: Left | Kept, OnError: Left}, Effect{}},
		{"returned elsewhere", Effect{OnSuccess: Left, OnError: Left, Result: ResultOf(1, false)}, Effect{}},
		{"an option decides", Effect{OnSuccess: Released, Perhaps: true}, Effect{OnSuccess: Released}},
		{"nothing known", Effect{}, Effect{}},
	} {
		var f Pool
		f.SetParam(3, test.in)
		if got := f.Param(3); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestBodyCodec(t *testing.T) {
	in := Body{Flags: ResultsKnown | Relayed, OnNil: AnswerEnds}
	in.SetParam(0, Always(Released))
	in.SetParam(1, Effect{OnSuccess: Left, OnError: Released, Result: ResultOf(0, true)})
	in.SetParam(7, Effect{OnSuccess: Kept, OnError: Kept, Perhaps: true})
	in.AddResult(0, OpenOnSuccess|IsResponse)
	in.AddResult(3, OpenOnError)
	out := facttest.Codec(t, in)
	if out != in {
		t.Errorf("got %+v, want %+v", out, in)
	}
}

func TestBodyString(t *testing.T) {
	with := func(i int, e Effect) *Body {
		var f Body
		f.SetParam(i, e)
		return &f
	}
	for _, test := range []struct {
		fact *Body
		want string
	}{
		{&Body{}, ""},
		{with(0, Always(Released)), "closes(0)"},
		{with(1, Effect{OnSuccess: Left, OnError: Released}), "closes(1) on error, leaves(1) on success"},
		{with(0, Effect{OnSuccess: Left | Released, OnError: Left | Released, Perhaps: true}), "perhaps closes(0), perhaps leaves(0)"},
		{with(0, Effect{OnSuccess: Left, Result: ResultOf(0, false)}), "leaves(0) on success, returns(0) as 0"},
		{with(2, Always(Kept)), "keeps(2)"},
		{&Body{Results: uint32(OpenOnSuccess | IsResponse), Flags: ResultsKnown}, "opens(0)"},
		{&Body{Results: uint32(OpenOnError) << 8, Flags: ResultsKnown}, "opens(1) on error"},
		{&Body{Results: uint32(OpenOnSuccess), Flags: ResultsKnown, If: must(GuardOf(2, "*.3", token.NEQ, True, 0))}, "opens(0) if 2*.3 != true"},
		{&Body{Results: uint32(OpenOnSuccess), Flags: ResultsKnown | Either, If: must(GuardOf(1, "", token.EQL, Nil, 0)), If2: must(GuardOf(0, ".1", token.GTR, Number, 3))}, "opens(0) if 1 == nil or 0.1 > 3"},
		{&Body{Results: uint32(OpenOnSuccess), Flags: ResultsKnown, If: must(GuardOf(1, "", token.EQL, Nil, 0)), If2: must(GuardOf(0, "*", token.NEQ, Empty, 0))}, `opens(0) if 1 == nil and 0* != ""`},
		{&Body{Flags: ResultsKnown}, "opens nothing"},
		{&Body{Flags: NoReturn}, "never returns"},
		{&Body{Flags: FailsTest}, "fails the test"},
		{&Body{Flags: ErrNeverNil}, "never a nil error"},
		{&Body{Flags: ImplementedShut | ImplementedOpen}, "implemented, opens nothing, implemented, may open"},
		{&Body{Flags: ResultsKnown | Bare | Relayed}, "opens nothing, perhaps without a body, relayed"},
		{&Body{OnNil: AnswerFalse, OnErr: AnswerEnds}, "nil error: false, error: ends"},
	} {
		if got := test.fact.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestPoolCodec(t *testing.T) {
	in := Pool{Makes: 2, Clone: true, Limit: int64(30 * time.Second)}
	in.SetParam(0, Always(Released))
	in.SetParam(1, Effect{OnSuccess: Left, OnError: Left, Result: ResultOf(0, true)})
	in.SetParam(7, Effect{OnSuccess: Used, OnError: Released})
	out := facttest.Codec(t, in)
	if got, want := out.String(), "makes(1) for 30s, reaps(0), leaves(1), returns(1), uses(7) on success, reaps(7) on error"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if out.Param(8).Known() || !out.Param(7).Known() {
		t.Error("wrong parameters")
	}
}

func TestPoolString(t *testing.T) {
	for limit, want := range map[int64]string{
		-1:                      "makes(0) until unknown",
		0:                       "makes(0) for ever",
		int64(90 * time.Second): "makes(0) for 1m30s",
	} {
		f := Pool{Makes: 1, Limit: limit}
		if got := f.String(); got != want {
			t.Errorf("%d: got %q, want %q", limit, got, want)
		}
	}
}

func TestSet(t *testing.T) {
	s := Set(1<<0 | 1<<15)
	for i, want := range map[int]bool{-1: false, 0: true, 1: false, 15: true, 16: false} {
		if s.Has(i) != want {
			t.Errorf("%d: got %v", i, !want)
		}
	}
}

func must(g Guard, ok bool) Guard {
	if !ok {
		panic("no such guard")
	}
	return g
}

// TestGuard takes apart what it has put together.
func TestGuard(t *testing.T) {
	for _, param := range []int{0, 1, 255} {
		for _, path := range []string{"", "*", ".0", ".126", "*.5", ".7*", "*.9*"} {
			for _, op := range []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ} {
				for _, n := range []int64{0, 1, -1, 1<<15 - 1, -1 << 15} {
					g, ok := GuardOf(param, path, op, Number, n)
					if !ok || g == 0 || g.Param() != param || g.Path() != path || g.Op() != op || g.Const() != Number || g.Number() != n {
						t.Errorf("%d %s %s %d: got%s, %v", param, path, op, n, g, ok)
					}
				}
			}
		}
	}
	for _, path := range []string{".127", "**", ".1.2", "*.1.2", "*.1*.2", "x"} {
		if g, ok := GuardOf(0, path, token.EQL, Nil, 0); ok {
			t.Errorf("%s: got%s", path, g)
		}
	}
	for param, n := range map[int]int64{256: 0, 1: 1 << 15} {
		if g, ok := GuardOf(param, "", token.EQL, Number, n); ok {
			t.Errorf("parameter %d, number %d: got%s", param, n, g)
		}
	}
}
