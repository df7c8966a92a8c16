package path

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Assign gives the phis their new values, all at once.
func (s *State) Assign(phis []*ssa.Phi, news []sym.Value) {
	fn := s.Top.Fn
	for i, phi := range phis {
		a := news[i]
		if a.Kind == sym.KindSymbol && a.Base == phi {
			if a.N != 0 { // the counter of a loop: phi = phi + n
				s.Known = sym.Shift(s.Known, phi, a.N)
				move := func(b sym.Value) sym.Value {
					if b.Kind == sym.KindSymbol && b.Base == phi {
						b.N -= a.N
						if b.N > sym.Farthest || b.N < -sym.Farthest {
							return sym.Unknown
						}
					}
					return b
				}
				for j := range s.Values {
					s.Values[j].Value = move(s.Values[j].Value)
				}
				for j := range s.Places {
					s.Places[j].Value = move(s.Places[j].Value)
				}
				for j := range news {
					if j > i {
						news[j] = move(news[j])
					}
				}
			}
			continue
		}
		// Other new values may speak of the old phi: let redefine rename them too.
		for j := i + 1; j < len(news); j++ {
			s.Values = append(s.Values, ValueEntry{phis[j], -2 - j, news[j]})
		}
		s.Redefine(phi)
		for j := i + 1; j < len(news); j++ {
			news[j] = sym.Unknown
			for k, e := range s.Values {
				if e.Of == phis[j] && e.Index == -2-j {
					news[j] = e.Value
					s.Values = append(s.Values[:k], s.Values[k+1:]...)
					break
				}
			}
		}
		if fn.Keeps(phi, a) {
			s.Set(phi, -1, a)
		}
	}
}
