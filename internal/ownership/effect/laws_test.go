package effect

import (
	"math/rand/v2"
	"testing"
)

// all returns every effect that a search can find, but for results.
func all() (list []Effect) {
	for success := range Ends(16) {
		for failed := range Ends(16) {
			for _, perhaps := range []bool{false, true} {
				list = append(list, Effect{OnSuccess: success, OnError: failed, Perhaps: perhaps})
			}
		}
	}
	return list
}

// TestJoinLaws joins all pairs of effects: the order does not matter, no end but Left is lost or made up, and the resource is as it
// was only if both may have left it so.
func TestJoinLaws(t *testing.T) {
	list := all()
	for _, e := range list {
		if got := e.Join(e); got != e {
			t.Fatalf("%+v joined with itself is %+v", e, got)
		}
		for _, f := range list {
			got := e.Join(f)
			if got != f.Join(e) {
				t.Fatalf("%+v and %+v: the order matters", e, f)
			}
			if got.OnSuccess&^Left != (e.OnSuccess|f.OnSuccess)&^Left || got.OnError&^Left != (e.OnError|f.OnError)&^Left {
				t.Fatalf("%+v and %+v: got the ends of %+v", e, f, got)
			}
			if left := got.Any()&Left != 0; left != (e.Any()&f.Any()&Left != 0) {
				t.Fatalf("%+v and %+v: left in %+v", e, f, got)
			}
		}
	}
}

// TestEitherLaws wants Either to be the least that covers both.
func TestEitherLaws(t *testing.T) {
	list := all()
	covers := func(e, f Effect) bool {
		return f.OnSuccess&^e.OnSuccess == 0 && f.OnError&^e.OnError == 0 && (e.Perhaps || !f.Perhaps)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, e := range list {
		for _, f := range list {
			got := e.Either(f)
			if !covers(got, e) || !covers(got, f) || got != f.Either(e) {
				t.Fatalf("%+v or %+v: got %+v", e, f, got)
			}
			if third := list[r.IntN(len(list))]; covers(third, e) && covers(third, f) && !covers(third, got) {
				t.Fatalf("%+v or %+v: got %+v, but %+v is enough", e, f, got, third)
			}
		}
	}
}

// TestOrderOfJoins wants three arguments of a call to be joined in any order.
func TestOrderOfJoins(t *testing.T) {
	list := all()
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		e, f, g := list[r.IntN(len(list))], list[r.IntN(len(list))], list[r.IntN(len(list))]
		if a, b := e.Join(f).Join(g), e.Join(f.Join(g)); a != b {
			t.Fatalf("%+v, %+v and %+v: got %+v and %+v", e, f, g, a, b)
		}
	}
}

// TestEnds asks one effect for its ends in all ways.
func TestEnds(t *testing.T) {
	for _, test := range []struct {
		name            string
		e               Effect
		success, failed Ends
		any             Ends
		known           bool
	}{
		{"nothing known", Effect{}, 0, 0, 0, false},
		{"nothing known, by an option", Effect{Perhaps: true}, 0, 0, 0, false},
		{"nothing known, but returned", Effect{Result: ResultOf(0, false)}, 0, 0, 0, false},
		{"always", Always(Kept), Kept, Kept, Kept, true},
		{"always one of two", Always(Left | Released), Left | Released, Left | Released, Left | Released, true},
		{"of success only", Effect{OnSuccess: Released}, Released, 0, Released, true},
		{"of an error only", Effect{OnError: Used}, 0, Used, Used, true},
		{"as a client sends", Effect{OnSuccess: Used, OnError: Left}, Used, Left, Used | Left, true},
	} {
		e := test.e
		if e.On(true) != test.success || e.On(false) != test.failed || e.Any() != test.any || e.Known() != test.known {
			t.Errorf("%s: %b on success, %b on error, %b at all, known %v", test.name, e.On(true), e.On(false), e.Any(), e.Known())
		}
		for ends := range Ends(16) {
			want := true
			for _, one := range []Ends{Left, Released, Kept, Used} {
				want = want && (test.any&one == 0 || ends&one != 0)
			}
			if got := e.Only(ends); got != want {
				t.Errorf("%s: only %b: got %v", test.name, ends, got)
			}
		}
	}
}

// TestAddTo adds each end in each way to each effect: what was there stays, on the other side nothing changes.
func TestAddTo(t *testing.T) {
	for _, before := range all() {
		for _, x := range []Ends{Left, Released, Kept, Used, Left | Used} {
			for _, success := range []bool{false, true} {
				for _, failed := range []bool{false, true} {
					got := before
					got.Add(x, success, failed)
					want := before
					if success {
						want = want.Either(Effect{OnSuccess: x})
					}
					if failed {
						want = want.Either(Effect{OnError: x})
					}
					if got != want {
						t.Fatalf("%+v with %b added (%v, %v): got %+v", before, x, success, failed, got)
					}
				}
			}
		}
	}
}
