package effect

import "testing"

func TestGives(t *testing.T) {
	both := OpenAfterNil | OpenAfterError
	for i := range MaxParams {
		g := Gives(0).Add(i, both).Add((i+1)%MaxParams, OpenAfterNil|Selected)
		if got := g.Param(i); got != both {
			t.Errorf("parameter %d: got %b", i, got)
		}
		if got := g.Param((i + 1) % MaxParams); got != OpenAfterNil|Selected {
			t.Errorf("parameter next to %d: got %b", i, got)
		}
	}
	for _, i := range []int{-1, MaxParams} {
		if g := Gives(0).Add(i, both); g != 0 || g.Param(i) != 0 {
			t.Errorf("parameter %d: got %b", i, g)
		}
	}
}

func TestJoinGiven(t *testing.T) {
	for _, test := range []struct{ a, b, want Given }{
		{0, OpenAfterNil | Selected, OpenAfterNil | Selected},
		{OpenAfterNil | Selected, OpenAfterError, OpenAfterNil | OpenAfterError},
		{OpenAfterNil | Selected, OpenAfterError | Selected, OpenAfterNil | OpenAfterError | Selected},
		{Selected, OpenAfterNil, OpenAfterNil},
	} {
		if got := test.a.Join(test.b); got != test.want {
			t.Errorf("%b and %b: got %b, want %b", test.a, test.b, got, test.want)
		}
		if got := test.b.Join(test.a); got != test.want {
			t.Errorf("%b and %b: got %b, want %b", test.b, test.a, got, test.want)
		}
	}
}
