package ownership

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A status says what became of the obligation on a path.
type status uint8

const (
	pending  status = iota // nothing was acquired yet
	open                   // the resource is open and this path owes its release
	released               // closed
	kept                   // handed over: somebody else may close it

	// Of a resource that owes nothing before it is used.
	idle   // not used yet
	reaped // released, but it may be used again
)

// A state is the search at one point of one path. Its slices are never changed
// in place once the state was copied, so copies are cheap.
type state struct {
	top      *frame
	status   status
	stored   bool // the body was handed over by storing it, not merely shown to a callee
	chosen   bool // a branch was taken that the caller of the root decides, by another parameter
	values   []valueEntry
	places   []placeEntry
	known    []constraint
	shared   []place      // variables that somebody else may read or change at any time
	with     int          // the outcome that the path began with, see search.begin; 0 if that has no error next to the resource
	held     *ssa.Defer   // the statement whose call will close the bodies of earlier iterations
	guesses  []assumption // what the path assumes of calls that nothing is known of
	trail    *step
	tag      int64 // what the resource remembers
	branched bool  // the path took a branch since the acquisition
}

// active reports whether the resource is there, and this path is the one that has it: where it goes
// then matters.
func (s *state) active() bool { return s.status == open || s.status == idle || s.status == reaped }

// A valueEntry gives an SSA value (element index of a tuple, or -1) its abstract value.
type valueEntry struct {
	v     ssa.Value
	index int
	a     abs
}

// A placeEntry gives the content of a variable or a part of it.
type placeEntry struct {
	p place
	a abs
}

// An assumption is that the call, which was told the acquisition's error, answered so.
type assumption struct {
	call   ssa.Value
	answer bool
}

// A frame is an activation of a function on the path. Frames are immutable.
type frame struct {
	fn       *function
	block    *ssa.BasicBlock
	next     int                 // the next instruction of block
	from     ssa.CallInstruction // the call that the frame is of; nil for the root
	site     ssa.CallInstruction // from, if that gets the results
	deferred []deferral
	up       *frame
	depth    int
	late     bool // of a deferred call, or below one
}

// A step is an event of the path that an explanation may mention.
type step struct {
	Step
	before *step
}

func (s *state) copy() *state {
	c := *s
	c.values = slices.Clone(s.values)
	c.places = slices.Clone(s.places)
	c.known = slices.Clip(s.known)
	c.shared = slices.Clip(s.shared)
	c.guesses = slices.Clip(s.guesses)
	return &c
}

// at moves the top frame to instruction next of block.
func (s *state) at(block *ssa.BasicBlock, next int) {
	f := *s.top
	f.block, f.next = block, next
	s.top = &f
}

// note adds a step to the path. What happens in deferred calls, after the return, is of no
// help to a reader.
func (s *state) note(st Step) {
	if s.active() && !s.top.late {
		s.trail = &step{Step: st, before: s.trail}
		s.branched = s.branched || st.Kind == Branch
	}
}

// begin makes the path start afresh, where the resource comes into being.
func (s *state) begin() {
	s.stored, s.branched = false, false
	s.with, s.tag = 0, 0
	s.trail, s.guesses = nil, nil
}

// lookup returns the recorded value of v, element index.
func (s *state) lookup(v ssa.Value, index int) (abs, bool) {
	for i := range s.values {
		if e := &s.values[i]; e.v == v && e.index == index {
			return e.a, true
		}
	}
	return abs{}, false
}

// set records that v, element index, has the value a.
func (s *state) set(v ssa.Value, index int, a abs) {
	drop := a.kind == unknown || a.kind == symbol && a.base == v && a.n == 0
	for i := range s.values {
		if e := &s.values[i]; e.v == v && e.index == index {
			if drop {
				s.values = slices.Delete(s.values, i, i+1)
			} else {
				e.a = a
			}
			return
		}
	}
	if !drop {
		s.values = append(s.values, valueEntry{v, index, a})
	}
}

// eval returns the value of v on this path.
func (s *state) eval(v ssa.Value) abs {
	switch v := v.(type) {
	case *ssa.Const:
		return absOfConst(v)
	case *ssa.Function:
		return abs{kind: closure, base: v}
	case *ssa.Builtin:
		return absUnknown
	case *ssa.Global:
		return place{base: v}.addr()
	}
	if a, ok := s.lookup(v, -1); ok {
		return s.resolve(a)
	}
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return place{base: v}.addr()
	}
	return s.resolve(abs{kind: symbol, base: v})
}

// resolve replaces a symbol that a constraint pins down by what it is.
func (s *state) resolve(a abs) abs {
	if a.kind != symbol || a.n != 0 {
		return a
	}
	for _, f := range s.known {
		if f.v != a.base || f.w != nil {
			continue
		}
		switch {
		case f.op == token.EQL:
			return f.c
		case f.op == token.NEQ && f.c.kind == null:
			return abs{kind: symbol, base: a.base}
		}
	}
	return a
}

// isNonNil reports whether a is certainly not nil on this path.
func (s *state) isNonNil(a abs) bool {
	return a.isNonNil() || decide(s.known, token.EQL, a, absNil) == no
}

// redefine prepares for v to get a new value: whatever else still holds the old
// one becomes its new name.
func (s *state) redefine(v ssa.Value) {
	s.set(v, -1, absUnknown)
	for i := len(s.values) - 1; i >= 0; i-- {
		if s.values[i].v == v {
			s.values = slices.Delete(s.values, i, i+1)
		}
	}
	var heir ssa.Value
	for i := range s.values {
		e := &s.values[i]
		if e.a.kind != symbol || e.a.base != v {
			continue
		}
		if heir == nil && e.a.n == 0 && e.index == -1 {
			heir = e.v
		}
		if heir != nil {
			e.a.base = heir
		} else {
			e.a = absUnknown
		}
	}
	s.values = slices.DeleteFunc(s.values, func(e valueEntry) bool {
		return e.a.kind == unknown || e.a.kind == symbol && e.a.base == e.v && e.a.n == 0
	})
	for i := range s.places {
		e := &s.places[i]
		if e.a.kind == symbol && e.a.base == v {
			if heir != nil {
				e.a.base = heir
			} else {
				e.a = absUnknown
			}
		}
	}
	// What pointers into v's object lead to is no longer what v leads to.
	s.places = slices.DeleteFunc(s.places, func(e placeEntry) bool { return e.p.base == v && !e.p.old })
	var known []constraint
	for _, f := range s.known {
		if f.v == v || f.w == v {
			if heir == nil {
				continue
			}
			if f.v == v {
				f.v = heir
			} else {
				f.w = heir
			}
		}
		known = append(known, f)
	}
	s.known = known
}

// rewrite returns the frames with f applied to all values of their deferrals.
func (f *frame) rewrite(change func(abs) abs) *frame {
	if f == nil {
		return nil
	}
	c := *f
	c.up = f.up.rewrite(change)
	c.deferred = slices.Clone(f.deferred)
	for i := range c.deferred {
		d := &c.deferred[i]
		d.target = change(d.target)
		d.args = mapValues(d.args, change)
		d.binds = mapValues(d.binds, change)
	}
	c.deferred = withoutRepeats(c.deferred)
	return &c
}

func mapValues(in []abs, change func(abs) abs) []abs {
	out := make([]abs, len(in))
	for i, a := range in {
		out[i] = change(a)
	}
	return out
}

// trim drops the deferrals that cannot matter any more: those of plain calls
// with arguments that lead nowhere.
func (f *frame) trim(s *state) *frame {
	if f == nil {
		return nil
	}
	c := *f
	c.up = f.up.trim(s)
	c.deferred = nil
	for _, d := range f.deferred {
		leads := false
		for _, list := range [][]abs{d.args, d.binds, {d.target}} {
			for _, a := range list {
				switch a.kind {
				case address, aggregate, closure, symbol, holder:
					leads = true
				}
			}
		}
		if leads {
			c.deferred = append(c.deferred, d)
		}
	}
	return &c
}
