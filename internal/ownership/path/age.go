package path

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Age turns the variable, or function literal, base of the last iteration into an old
// one: whatever leads to it elsewhere keeps leading to what it held. Of older ones nothing
// is known any more.
func (s *State) Age(base ssa.Value) {
	for i := range s.Places {
		if p := &s.Places[i].Place; p.Base == base && p.Old {
			s.Places[i].Value = sym.Unknown
		}
	}
	// There is one old variable at most, which stands for what one round made. What was old is older now, and may
	// be any of several: nothing can be said of it.
	s.Places = slices.DeleteFunc(s.Places, func(e PlaceEntry) bool { return e.Place.Base == base && e.Place.Old })
	// Pointers to the last one are pointers to an old one now; the name without a mark is for the next.
	older := func(a sym.Value) sym.Value {
		if (a.Kind == sym.KindAddress || a.Kind == sym.KindFunc) && a.Base == base {
			a.N = 1
		}
		return a
	}
	for i := range s.Values {
		s.Values[i].Value = older(s.Values[i].Value)
	}
	for i := range s.Places {
		e := &s.Places[i]
		e.Value = older(e.Value)
		if e.Place.Base == base {
			e.Place.Old = true
		}
	}
	// Who could change the last one still can.
	var shared []sym.Place
	for _, p := range s.Shared {
		switch {
		case p.Base != base:
			shared = append(shared, p)
		case !p.Old:
			p.Old = true
			shared = append(shared, p)
		}
	}
	s.Shared = shared
	s.Top = s.Top.Rewrite(older)
}

// Lose forgets the variable, or function literal, base of the last iteration.
func (s *State) Lose(base ssa.Value) {
	lost := func(a sym.Value) sym.Value {
		if (a.Kind == sym.KindAddress || a.Kind == sym.KindFunc) && a.Base == base && a.N == 0 {
			return sym.Unknown
		}
		return a
	}
	for i := range s.Values {
		s.Values[i].Value = lost(s.Values[i].Value)
	}
	s.Places = slices.DeleteFunc(s.Places, func(e PlaceEntry) bool { return e.Place.Base == base && !e.Place.Old })
	for i := range s.Places {
		s.Places[i].Value = lost(s.Places[i].Value)
	}
	s.Shared = slices.DeleteFunc(slices.Clone(s.Shared), func(p sym.Place) bool { return p.Base == base && !p.Old })
	s.Top = s.Top.Rewrite(lost)
}

// Mentions reports whether s knows anything of the variable v or of pointers to it.
func (s *State) Mentions(v ssa.Value) bool {
	for _, e := range s.Places {
		if e.Place.Base == v || e.Value.Base == v {
			return true
		}
	}
	for _, e := range s.Values {
		if e.Value.Base == v {
			return true
		}
	}
	for _, p := range s.Shared {
		if p.Base == v {
			return true
		}
	}
	// Deferred calls are looked through only where it is needed: they are rewritten.
	for f := s.Top; f != nil; f = f.Up {
		if len(f.Deferred) > 0 {
			return true
		}
	}
	return false
}
