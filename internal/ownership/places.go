package ownership

import (
	"slices"
)

// read returns the content of p, if it is known.
func (s *state) read(p place) (abs, bool) {
	for i := range s.places {
		if s.places[i].p == p {
			return s.resolve(s.places[i].a), true
		}
	}
	return abs{}, false
}

// write makes a the content of p; its former parts are gone.
func (s *state) write(p place, a abs) {
	s.places = slices.DeleteFunc(s.places, func(e placeEntry) bool { return e.p.within(p) })
	s.places = append(s.places, placeEntry{p, a})
}

// copyParts copies all that is known below from to below to.
func (s *state) copyParts(from, to place) {
	s.places = slices.DeleteFunc(s.places, func(e placeEntry) bool { return e.p.within(to) && to != from })
	for _, e := range slices.Clone(s.places) {
		if e.p.within(from) {
			s.places = append(s.places, placeEntry{to.below(e.p.path[len(from.path):]), e.a})
		}
	}
}

func (s *state) isShared(p place) bool {
	for _, q := range s.shared {
		if p.base == q.base && p.old == q.old {
			return true
		}
	}
	return false
}

func (s *state) share(p place) {
	p.path = ""
	if !s.isShared(p) {
		s.shared = append(slices.Clip(s.shared), p)
	}
}
