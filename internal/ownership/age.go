package ownership

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// age turns the variable, or function literal, base of the last iteration into an old
// one: whatever leads to it elsewhere keeps leading to what it held. Of older ones nothing
// is known any more, unless one of them leads to the body: then that one stays.
func (q *search) age(s *state, base ssa.Value) {
	if q.carries(s, place{base: base, old: true}.addr()) {
		q.lose(s, base)
		return
	}
	for i := range s.places {
		if p := &s.places[i].p; p.base == base && p.old {
			s.places[i].a = absUnknown
		}
	}
	s.places = slices.DeleteFunc(s.places, func(e placeEntry) bool { return e.p.base == base && e.p.old })
	older := func(a abs) abs {
		if (a.kind == address || a.kind == closure) && a.base == base {
			a.n = 1
		}
		return a
	}
	for i := range s.values {
		s.values[i].a = older(s.values[i].a)
	}
	for i := range s.places {
		e := &s.places[i]
		e.a = older(e.a)
		if e.p.base == base {
			e.p.old = true
		}
	}
	var shared []place
	for _, p := range s.shared {
		switch {
		case p.base != base:
			shared = append(shared, p)
		case !p.old:
			p.old = true
			shared = append(shared, p)
		}
	}
	s.shared = shared
	s.top = s.top.rewrite(older)
}

// lose forgets the variable, or function literal, base of the last iteration.
func (q *search) lose(s *state, base ssa.Value) {
	lost := func(a abs) abs {
		if (a.kind == address || a.kind == closure) && a.base == base && a.n == 0 {
			return absUnknown
		}
		return a
	}
	for i := range s.values {
		s.values[i].a = lost(s.values[i].a)
	}
	s.places = slices.DeleteFunc(s.places, func(e placeEntry) bool { return e.p.base == base && !e.p.old })
	for i := range s.places {
		s.places[i].a = lost(s.places[i].a)
	}
	s.shared = slices.DeleteFunc(slices.Clone(s.shared), func(p place) bool { return p.base == base && !p.old })
	s.top = s.top.rewrite(lost)
}
