package path

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Counts reports whether it is worth going number by number through the loop that v
// counts: only if it ends at a number that is known. Other sums are always worth it.
func (s *State) Counts(v *ssa.BinOp) bool {
	bounded := false
	counter := flow.Counters(v, func(bound ssa.Value, above bool) {
		// The bound may be a variable that this path has given a number.
		n := s.Eval(bound)
		bounded = bounded || n.Kind == sym.KindInt && (above || n.N > 1) // whether it has left 0 or 1, a lower bound tells as well
	})
	return !counter || bounded
}
