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
	counter := flow.Counters(v, func(bound ssa.Value) {
		bounded = bounded || s.Eval(bound).Kind == sym.KindInt
	})
	return !counter || bounded
}
