package ownership

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Roots are what a path can get at apart from its values.
type roots struct {
	fn     *ssa.Function      // the function searched: what it captured outlives it
	object ssa.Value          // stands for the object that was acquired
	zeroed map[ssa.Value]bool // objects that calls returned, whose parts are zero where nothing else is known
}

// prune forgets what has no bearing on the rest of the path.
func (s *state) prune(r roots) {
	live := func(v ssa.Value) bool {
		switch v.(type) {
		case *ssa.Global, *ssa.MakeChan:
			return true // what was sent may be received, until the end
		}
		for f := s.top; f != nil; f = f.up {
			if i, ok := f.fn.index[v]; ok {
				return f.fn.liveAt(f.block, f.next).has(i)
			}
		}
		return false
	}
	reached := make(map[ssa.Value]bool)
	old := make(map[ssa.Value]bool)
	hasResponse := false
	var reach func(a abs)
	reach = func(a abs) {
		switch a.kind {
		case response:
			hasResponse = true
		case symbol, address, aggregate, closure:
			if a.base == nil {
				return
			}
			if a.kind != symbol && a.n != 0 {
				old[a.base] = true
			} else {
				reached[a.base] = true
			}
		}
	}
	values := s.values[:0]
	for _, e := range s.values {
		if live(e.v) {
			values = append(values, e)
			reach(e.a)
		}
	}
	s.values = values
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			reach(d.target)
			for _, a := range d.args {
				reach(a)
			}
			for _, a := range d.binds {
				reach(a)
			}
		}
	}
	keep := func(p place) bool {
		if p.base == r.object && r.object != nil && hasResponse {
			return true
		}
		if p.old {
			return old[p.base]
		}
		if reached[p.base] || live(p.base) {
			return true
		}
		_, outer := p.base.(*ssa.FreeVar)
		return outer && p.base.Parent() == r.fn
	}
	for again := true; again; {
		again = false
		before := [2]int{len(reached), len(old)}
		for _, e := range s.places {
			if keep(e.p) {
				had := hasResponse
				reach(e.a)
				again = again || hasResponse != had
			}
		}
		again = again || before != [2]int{len(reached), len(old)}
	}
	about := make(map[ssa.Value]bool)
	for _, f := range s.known {
		about[f.v] = true
		if f.w != nil {
			about[f.w] = true
		}
	}
	count := make(map[ssa.Value]int)
	for _, e := range s.places {
		if e.a.kind == symbol {
			count[e.a.base]++
		}
		if keep(e.p) {
			about[e.p.base] = true // what is known of the parts of an object
		}
	}
	places := s.places[:0]
	for _, e := range s.places {
		if !keep(e.p) {
			continue
		}
		if e.a.kind == symbol && !about[e.a.base] && !live(e.a.base) && count[e.a.base] < 2 {
			e.a = absUnknown // a name that nobody else knows
		}
		if e.a.kind == unknown && !isAlloc(e.p.base) && !r.zeroed[e.p.base] {
			continue
		}
		places = append(places, e)
	}
	s.places = places
	var shared []place
	for _, p := range s.shared {
		if keep(p) {
			shared = append(shared, p)
		}
	}
	s.shared = shared
	dead := func(f constraint) bool {
		return !live(f.v) && !reached[f.v] || f.w != nil && !live(f.w) && !reached[f.w]
	}
	if i := slices.IndexFunc(s.known, dead); i >= 0 { // they may be shared with other states
		rest := s.known[i+1:]
		s.known = slices.Clone(s.known[:i])
		for _, f := range rest {
			if !dead(f) {
				s.known = append(s.known, f)
			}
		}
	}
}

func isAlloc(v ssa.Value) bool { _, ok := v.(*ssa.Alloc); return ok }
