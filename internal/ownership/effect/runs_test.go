package effect

import "testing"

func TestRuns(t *testing.T) {
	for i := range MaxParams {
		r := (Repeats|Reports).Set(i, Repeats|Reports).Set((i+1)%MaxParams, Reports).Set(i, Repeats)
		if r.Param(i) != Repeats || r.Param((i+1)%MaxParams) != Reports {
			t.Errorf("parameter %d: got %b, next %b", i, r.Param(i), r.Param((i+1)%MaxParams))
		}
	}
	for _, i := range []int{-1, MaxParams} {
		if r := Runs(0).Set(i, Reports); r != 0 || r.Param(i) != 0 {
			t.Errorf("parameter %d: got %b", i, r)
		}
	}
}
