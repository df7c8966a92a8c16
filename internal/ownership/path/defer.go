package path

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// withoutRepeats takes out of list the deferrals that are the same as one before them. Those of several rounds of
// a loop become the same when the variables that they captured become old.
func withoutRepeats(list []Deferral) []Deferral {
	if len(list) < 2 {
		return list
	}
	// Without this a loop that defers would have more of them in each round, and its states would never meet.
	kept := list[:0]
	of := make(map[*ssa.Defer][]int) // where in kept
	for _, d := range list {
		same := func(i int) bool { return SameDeferral(kept[i], d) }
		if !slices.ContainsFunc(of[d.Call], same) {
			of[d.Call] = append(of[d.Call], len(kept))
			kept = append(kept, d)
		}
	}
	return kept
}

// SameDeferral reports whether x and y are calls of the same statement with the same values.
func SameDeferral(x, y Deferral) bool {
	same := func(a, b []sym.Value) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	return x.Call == y.Call && x.Target == y.Target && same(x.Args, y.Args) && same(x.Binds, y.Binds)
}
