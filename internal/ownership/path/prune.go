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
	Inner  string             // the part of it that is the resource
	Zeroed map[ssa.Value]bool // objects that calls returned, whose parts are zero where nothing else is known
}

// Prune forgets what has no bearing on the rest of the path: it projects s to the values that are live and to the
// variables that they, and deferred calls, can still lead to. States that differ in the rest meet.
//
// It marks and sweeps, as a garbage collector does.
func (s *State) Prune(r Roots) {
	m := marker{state: s, roots: r, reached: make(map[ssa.Value]bool), old: make(map[ssa.Value]bool), compared: make(map[ssa.Value]bool)}
	m.markCompared()
	m.sweepValues() // no place keeps a value alive, so these need no marks
	m.markRoots()
	m.markPlaces()
	m.sweepPlaces()
	m.sweepShared()
	m.sweepKnown()
}

// A marker knows what the rest of a path can get at.
type marker struct {
	state    *State
	roots    Roots
	reached  map[ssa.Value]bool // symbols and bases that some value which stays speaks of
	old      map[ssa.Value]bool // bases of which it speaks of the old one
	compared map[ssa.Value]bool // operands of comparisons that live values are the results of
	object   bool               // the object that was acquired is reached
	holder   bool               // something that may lead to it is
	resource bool               // the resource itself is
}

// markCompared marks what has to be known for conditions that were computed, but not asked yet.
func (m *marker) markCompared() {
	for _, e := range m.state.Values {
		if cmp, ok := e.Value.Base.(*ssa.BinOp); ok && e.Value.Kind == sym.KindSymbol && e.Of != cmp && m.live(e.Of) {
			m.compared[cmp.X], m.compared[cmp.Y] = true, true
		}
	}
}

// live reports whether the rest of the path uses v.
func (m *marker) live(v ssa.Value) bool {
	if m.compared[v] {
		return true
	}
	switch v.(type) {
	case *ssa.Global, *ssa.MakeChan:
		return true // what was sent may be received, until the end
	}
	for f := m.state.Top; f != nil; f = f.Up {
		if i, ok := f.Fn.Index[v]; ok {
			return f.Fn.LiveAt(f.Block, f.Next).Has(i)
		}
	}
	return false
}

// mark marks what a speaks of.
func (m *marker) mark(a sym.Value) {
	switch a.Kind {
	case sym.KindObject:
		m.object = true
	case sym.KindHolder:
		m.holder = true
	case sym.KindResource:
		m.resource = true
	case sym.KindSymbol:
		m.reached[a.Base] = true // whatever N is, it is a number added to it
	case sym.KindAddress, sym.KindAggregate, sym.KindFunc:
		switch {
		case a.Base == nil:
		case a.N != 0:
			m.old[a.Base] = true
		default:
			m.reached[a.Base] = true
		}
	}
}

// markRoots marks what the values that are left, and deferred calls, speak of.
func (m *marker) markRoots() {
	for _, e := range m.state.Values {
		m.mark(e.Value)
	}
	for f := m.state.Top; f != nil; f = f.Up {
		if f.Callback != nil && f.Callback.Repeats { // it may run once more
			for _, a := range f.Callback.Binds {
				m.mark(a)
			}
		}
		for _, d := range f.Deferred {
			m.mark(d.Target)
			for _, a := range d.Args {
				m.mark(a)
			}
			for _, a := range d.Binds {
				m.mark(a)
			}
		}
	}
}

// keeps reports whether the path can still get at the variable that p is in.
func (m *marker) keeps(p sym.Place) bool {
	switch {
	case p.Base == m.roots.Object && p.Base != nil && m.keepsPart(p.Path):
		return true
	case p.Old:
		return m.old[p.Base]
	case m.reached[p.Base] || m.live(p.Base):
		return true
	}
	_, captured := p.Base.(*ssa.FreeVar)
	return captured && p.Base.Parent() == m.roots.Fn
}

// keepsPart reports whether the path can still get at a part of the object that was acquired, or has to know of it.
func (m *marker) keepsPart(part string) bool {
	return m.object || m.holder && m.roots.Inner != "" && part != m.roots.Inner || m.resource && part == Asked
}

// markPlaces marks what the variables that stay lead to, until that is all.
func (m *marker) markPlaces() {
	marks := func() int {
		n := len(m.reached) + len(m.old)
		for _, marked := range []bool{m.object, m.holder, m.resource} {
			if marked {
				n++
			}
		}
		return n
	}
	for before := -1; before != marks(); {
		before = marks()
		for _, e := range m.state.Places {
			if m.keeps(e.Place) {
				m.mark(e.Value)
			}
		}
	}
}

func (m *marker) sweepValues() {
	s := m.state
	s.Values = slices.DeleteFunc(s.Values, func(e ValueEntry) bool { return !m.live(e.Of) })
}

// names reports whether some value is known to be what v is.
func (m *marker) names(v ssa.Value) bool {
	return slices.ContainsFunc(m.state.Values, func(e ValueEntry) bool { return e.Value.Kind == sym.KindSymbol && e.Value.Base == v })
}

// sweepPlaces forgets the variables that are not kept, and of the others what says no more than that nothing is known.
func (m *marker) sweepPlaces() {
	s := m.state
	told := m.told()
	names := make(map[ssa.Value]int) // how many variables hold a symbol
	for _, e := range s.Places {
		if e.Value.Kind == sym.KindSymbol {
			names[e.Value.Base]++
		}
	}
	places := s.Places[:0]
	for _, e := range s.Places {
		if !m.keeps(e.Place) {
			continue
		}
		asked := e.Place.Path == Asked || (e.Place.Path == Length || e.Place.Base == m.roots.Object) && m.names(e.Value.Base)
		if a := e.Value; a.Kind == sym.KindSymbol && !asked && !told[a.Base] && !m.live(a.Base) && names[a.Base] < 2 {
			e.Value = sym.Unknown // a name that nobody else knows
		}
		// Of a variable whose first content is known to be zero it has to be said that it has another one now.
		if e.Value.Kind == sym.KindUnknown && !BeginsZero(e.Place.Base) && !m.roots.Zeroed[e.Place.Base] {
			continue
		}
		places = append(places, e)
	}
	s.Places = places
}

// told returns the symbols of which something is known: by a constraint, or as what their parts hold.
func (m *marker) told() map[ssa.Value]bool {
	told := make(map[ssa.Value]bool)
	for _, c := range m.state.Known {
		told[c.X] = true
		if c.Y != nil {
			told[c.Y] = true
		}
	}
	for _, e := range m.state.Places {
		if m.keeps(e.Place) {
			told[e.Place.Base] = true
		}
	}
	return told
}

func (m *marker) sweepShared() {
	var shared []sym.Place // a new list, since the old one may be shared with other states
	for _, p := range m.state.Shared {
		if m.keeps(p) {
			shared = append(shared, p)
		}
	}
	m.state.Shared = shared
}

// sweepKnown forgets the constraints on symbols that nobody speaks of.
func (m *marker) sweepKnown() {
	dead := func(v ssa.Value) bool { return v != nil && !m.live(v) && !m.reached[v] }
	isDead := func(c sym.Constraint) bool { return dead(c.X) || dead(c.Y) }
	if known := m.state.Known; slices.ContainsFunc(known, isDead) { // else it stays shared with other states
		m.state.Known = slices.DeleteFunc(slices.Clone(known), isDead)
	}
}

// BeginsZero reports whether the parts of base are zero where nothing else is known of them: those of a variable, and of
// what was loaded from one.
func BeginsZero(base ssa.Value) bool {
	switch base := base.(type) {
	case *ssa.MakeInterface:
		return BeginsZero(base.X)
	case *ssa.UnOp:
		return ssaquery.IsAlloc(base.X)
	}
	return ssaquery.IsAlloc(base)
}
