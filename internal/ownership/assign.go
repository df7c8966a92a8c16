package ownership

import "golang.org/x/tools/go/ssa"

// assign gives the phis their new values, all at once.
func (s *state) assign(phis []*ssa.Phi, news []abs) {
	fn := s.top.fn
	for i, phi := range phis {
		a := news[i]
		if a.kind == symbol && a.base == phi {
			if a.n != 0 { // the counter of a loop: phi = phi + n
				s.known = shift(s.known, phi, a.n)
				move := func(b abs) abs {
					if b.kind == symbol && b.base == phi {
						b.n -= a.n
						if b.n > farthest || b.n < -farthest {
							return absUnknown
						}
					}
					return b
				}
				for j := range s.values {
					s.values[j].a = move(s.values[j].a)
				}
				for j := range s.places {
					s.places[j].a = move(s.places[j].a)
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
			s.values = append(s.values, valueEntry{phis[j], -2 - j, news[j]})
		}
		s.redefine(phi)
		for j := i + 1; j < len(news); j++ {
			news[j] = absUnknown
			for k, e := range s.values {
				if e.v == phis[j] && e.index == -2-j {
					news[j] = e.a
					s.values = append(s.values[:k], s.values[k+1:]...)
					break
				}
			}
		}
		if fn.keeps(phi, a) {
			s.set(phi, -1, a)
		}
	}
}
