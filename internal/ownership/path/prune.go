package path

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Roots are what a path can get at apart from its values.
type Roots struct {
	Fn     *ssa.Function      // the function searched: what it captured outlives it
	Object ssa.Value          // stands for the object that was acquired
	Zeroed map[ssa.Value]bool // objects that calls returned, whose parts are zero where nothing else is known
}

// Prune forgets what has no bearing on the rest of the path.
func (s *State) Prune(r Roots) {
	live := func(v ssa.Value) bool {
		switch v.(type) {
		case *ssa.Global, *ssa.MakeChan:
			return true // what was sent may be received, until the end
		}
		for f := s.Top; f != nil; f = f.Up {
			if i, ok := f.Fn.Index[v]; ok {
				return f.Fn.LiveAt(f.Block, f.Next).Has(i)
			}
		}
		return false
	}
	reached := make(map[ssa.Value]bool)
	old := make(map[ssa.Value]bool)
	hasResponse := false
	var reach func(a sym.Value)
	reach = func(a sym.Value) {
		switch a.Kind {
		case sym.KindObject:
			hasResponse = true
		case sym.KindSymbol, sym.KindAddress, sym.KindAggregate, sym.KindFunc:
			if a.Base == nil {
				return
			}
			if a.Kind != sym.KindSymbol && a.N != 0 {
				old[a.Base] = true
			} else {
				reached[a.Base] = true
			}
		}
	}
	values := s.Values[:0]
	for _, e := range s.Values {
		if live(e.Of) {
			values = append(values, e)
			reach(e.Value)
		}
	}
	s.Values = values
	for f := s.Top; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			reach(d.Target)
			for _, a := range d.Args {
				reach(a)
			}
			for _, a := range d.Binds {
				reach(a)
			}
		}
	}
	keep := func(p sym.Place) bool {
		if p.Base == r.Object && r.Object != nil && hasResponse {
			return true
		}
		if p.Old {
			return old[p.Base]
		}
		if reached[p.Base] || live(p.Base) {
			return true
		}
		_, outer := p.Base.(*ssa.FreeVar)
		return outer && p.Base.Parent() == r.Fn
	}
	for again := true; again; {
		again = false
		before := [2]int{len(reached), len(old)}
		for _, e := range s.Places {
			if keep(e.Place) {
				had := hasResponse
				reach(e.Value)
				again = again || hasResponse != had
			}
		}
		again = again || before != [2]int{len(reached), len(old)}
	}
	about := make(map[ssa.Value]bool)
	for _, f := range s.Known {
		about[f.X] = true
		if f.Y != nil {
			about[f.Y] = true
		}
	}
	count := make(map[ssa.Value]int)
	for _, e := range s.Places {
		if e.Value.Kind == sym.KindSymbol {
			count[e.Value.Base]++
		}
		if keep(e.Place) {
			about[e.Place.Base] = true // what is known of the parts of an object
		}
	}
	places := s.Places[:0]
	for _, e := range s.Places {
		if !keep(e.Place) {
			continue
		}
		if e.Value.Kind == sym.KindSymbol && !about[e.Value.Base] && !live(e.Value.Base) && count[e.Value.Base] < 2 {
			e.Value = sym.Unknown // a name that nobody else knows
		}
		if e.Value.Kind == sym.KindUnknown && !ssaquery.IsAlloc(e.Place.Base) && !r.Zeroed[e.Place.Base] {
			continue
		}
		places = append(places, e)
	}
	s.Places = places
	var shared []sym.Place
	for _, p := range s.Shared {
		if keep(p) {
			shared = append(shared, p)
		}
	}
	s.Shared = shared
	dead := func(f sym.Constraint) bool {
		return !live(f.X) && !reached[f.X] || f.Y != nil && !live(f.Y) && !reached[f.Y]
	}
	if i := slices.IndexFunc(s.Known, dead); i >= 0 { // they may be shared with other states
		rest := s.Known[i+1:]
		s.Known = slices.Clone(s.Known[:i])
		for _, f := range rest {
			if !dead(f) {
				s.Known = append(s.Known, f)
			}
		}
	}
}
