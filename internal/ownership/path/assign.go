package path

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Assign gives the phis their new values, all at once: news speaks of the old values of all of them, so that each
// assignment changes what the ones behind it mean.
func (s *State) Assign(phis []*ssa.Phi, news []sym.Value) {
	for i, phi := range phis {
		a := news[i]
		var renamed func(sym.Value) sym.Value
		switch {
		case a == sym.Value{Kind: sym.KindSymbol, Base: phi}: // it stays what it was
			continue
		case a.Kind == sym.KindSymbol && a.Base == phi:
			renamed = s.count(phi, a.N)
		default:
			renamed = s.Redefine(phi)
			if s.Top.Fn.Keeps(phi, a) {
				s.Set(phi, -1, a)
			}
		}
		for j := i + 1; j < len(news); j++ {
			news[j] = renamed(news[j])
		}
	}
}

// count adds n to phi, the counter of a loop: what is known of it moves with it, so nothing is forgotten. It returns
// what has become of an abstract value that speaks of the old phi, as Redefine does.
func (s *State) count(phi *ssa.Phi, n int64) (renamed func(sym.Value) sym.Value) {
	s.Known = sym.Shift(s.Known, phi, n)
	renamed = func(a sym.Value) sym.Value {
		if a.Kind != sym.KindSymbol || a.Base != phi {
			return a
		}
		a.N -= n
		if a.N > sym.Farthest || a.N < -sym.Farthest { // widening: else each round of the loop would have states of its own
			return sym.Unknown
		}
		return a
	}
	for i := range s.Values {
		s.Values[i].Value = renamed(s.Values[i].Value)
	}
	for i := range s.Places {
		s.Places[i].Value = renamed(s.Places[i].Value)
	}
	if s.Top.speaksOf(phi) {
		s.Top = s.Top.Rewrite(renamed)
	}
	return renamed
}
