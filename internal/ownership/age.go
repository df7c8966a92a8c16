package ownership

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// age turns the variable, or function literal, base of the last iteration into an old
// one: whatever leads to it elsewhere keeps leading to what it held. Of older ones nothing
// is known any more.
func (s *state) age(base ssa.Value) {
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
func (s *state) lose(base ssa.Value) {
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

// mentions reports whether s knows anything of the variable v or of pointers to it.
func (s *state) mentions(v ssa.Value) bool {
	for _, e := range s.places {
		if e.p.base == v || e.a.base == v {
			return true
		}
	}
	for _, e := range s.values {
		if e.a.base == v {
			return true
		}
	}
	for _, p := range s.shared {
		if p.base == v {
			return true
		}
	}
	for f := s.top; f != nil; f = f.up {
		if len(f.deferred) > 0 {
			return true
		}
	}
	return false
}
