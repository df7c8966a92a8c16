// Package fixpoint remembers answers that may rest on each other: what a function does may depend on what the
// functions that it calls do, and they may call it.
//
// An answer is found out by a function that asks for others. One that is asked for while it is being found out is
// assumed: at first to be the bottom of its table, which is also what is said when nothing is known. If the
// answer that comes out differs from what was assumed, all answers that rest on the assumption are found out
// anew, from what they were in the last round, until a round changes none of them: the least fixpoint of the
// equations of a strongly connected component of the call graph, if they are monotone. So it does not matter
// which member of the component is asked for first. Equations that do not settle within a few rounds have the
// bottom for an answer, all of them.
package fixpoint

import "math"

// maxRounds bounds how often the answers of a component are found out. Each round costs as much as the first.
const maxRounds = 6

// A Solver holds together the tables whose answers rest on each other.
type Solver struct {
	depth   int    // how many answers are being found out
	rests   int    // the least depth of an answer in progress that was asked for since the present one began
	changed bool   // some answer found since then is not what it was in the last round
	members []node // answers that rest on one in progress
}

// A node is an answer of any table.
type node interface {
	set(progress)
	drop()
}

type progress uint8

const (
	stale       progress = iota // to be found out, or found out anew
	current                     // being found out
	provisional                 // rests on one that is being found out
	final
)

// A Table holds the answers to one kind of question.
type Table[K comparable, V any] struct {
	solver *Solver
	bottom func() V
	equal  func(a, b V) bool
	cells  map[K]*cell[V]
}

type cell[V any] struct {
	table interface{ bottomOf() V }
	value V
	state progress
	depth int // when current: of the answer; when provisional: of the least answer in progress that it rests on
}

// NewTable returns a table of s. bottom makes what is assumed of an answer that nothing is known of yet, and equal
// compares what others can see of two answers.
func NewTable[K comparable, V any](s *Solver, bottom func() V, equal func(a, b V) bool) *Table[K, V] {
	return &Table[K, V]{solver: s, bottom: bottom, equal: equal, cells: make(map[K]*cell[V])}
}

// Of is a table of comparable answers, of which the bottom is given.
func Of[K, V comparable](s *Solver, bottom V) *Table[K, V] {
	return NewTable[K](s, func() V { return bottom }, func(a, b V) bool { return a == b })
}

func (t *Table[K, V]) bottomOf() V { return t.bottom() }

func (c *cell[V]) set(p progress) { c.state = p }

func (c *cell[V]) drop() { c.value, c.state = c.table.bottomOf(), final }

// Get returns the answer to k, which find finds out if it is not known.
func (t *Table[K, V]) Get(k K, find func() V) V {
	c := t.cells[k]
	if c == nil {
		c = &cell[V]{table: t, value: t.bottom()}
		t.cells[k] = c
	}
	switch c.state {
	// Who asks rests on an assumption from here on, be it that of c or that which c rests on.
	case current, provisional:
		t.solver.rests = min(t.solver.rests, c.depth)
	case stale:
		t.solve(c, find)
	}
	return c.value
}

// Known returns the answer to k if it is final.
func (t *Table[K, V]) Known(k K) (V, bool) {
	if c := t.cells[k]; c != nil && c.state == final {
		return c.value, true
	}
	var none V
	return none, false
}

// solve finds out the answer of c, with those that rest on it, unless it rests on another one in progress: then
// that one's solve finds out both.
func (t *Table[K, V]) solve(c *cell[V], find func() V) {
	s := t.solver
	// What the solver knows belongs to the answer around this one; it gets it back, with what is to be added.
	outer := *s
	first := len(s.members)
	for round := 1; ; round++ {
		c.state, c.depth = current, outer.depth
		s.depth, s.rests, s.changed = outer.depth+1, math.MaxInt, false
		value := find()
		s.depth = outer.depth
		s.changed = s.changed || !t.equal(value, c.value)
		c.value = value
		switch {
		// It rests on an answer further out, which decides when all is settled.
		case s.rests < c.depth:
			c.state, c.depth = provisional, s.rests
			s.members = append(s.members, c)
			s.rests, s.changed = min(s.rests, outer.rests), s.changed || outer.changed
			return
		// It is the head of its component: nothing rests on anything further out. Some assumption was
		// wrong, so all members are found out once more, from what they are now.
		case s.rests == c.depth && s.changed && round < maxRounds:
			for _, m := range s.members[first:] {
				m.set(stale)
			}
			s.members = s.members[:first]
			continue
		// They do not settle. To say nothing is right of any of them; to keep some would depend on the order.
		case s.rests == c.depth && s.changed:
			c.drop()
			for _, m := range s.members[first:] {
				m.drop()
			}
		}
		c.state = final
		for _, m := range s.members[first:] {
			m.set(final)
		}
		s.members = s.members[:first]
		s.rests, s.changed = outer.rests, outer.changed
		return
	}
}
