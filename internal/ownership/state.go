package ownership

import (
	"encoding/binary"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A status says what became of the obligation on a path.
type status uint8

const (
	pending  status = iota // nothing was acquired yet
	open                   // the body is open and this path owes its release
	released               // closed
	kept                   // handed over: somebody else may close it
)

// A state is the search at one point of one path. Its slices are never changed
// in place once the state was copied, so copies are cheap.
type state struct {
	top     *frame
	status  status
	stored  bool // the body was handed over by storing it, not merely shown to a callee
	chosen  bool // a branch was taken that the caller of the root decides, by another parameter
	values  []valueEntry
	places  []placeEntry
	known   []constraint
	shared  []place      // variables that somebody else may read or change at any time
	with    *outcome     // see leak
	held    *ssa.Defer   // the statement whose call will close the bodies of earlier iterations
	guesses []assumption // what the path assumes of calls that nothing is known of
	trail   *step
}

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
	site     ssa.CallInstruction // the call that the frame is of; nil for the root
	deferred []deferral
	up       *frame
	depth    int
	late     bool // of a deferred call, or below one
}

// A deferral is a call that runs when its frame returns.
type deferral struct {
	call   *ssa.Defer
	target abs
	args   []abs
	binds  []abs
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
	if s.status == open && !s.top.late {
		s.trail = &step{Step: st, before: s.trail}
	}
}

// branched reports whether the path took a branch since the acquisition.
func (s *state) branched() bool {
	for st := s.trail; st != nil; st = st.before {
		if st.Kind == Branch {
			return true
		}
	}
	return false
}

// --- values ---

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
	return &c
}

func mapValues(in []abs, change func(abs) abs) []abs {
	out := make([]abs, len(in))
	for i, a := range in {
		out[i] = change(a)
	}
	return out
}

// --- places ---

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

// --- identity ---

// key returns a string that two states share if they have the same future. It
// sorts the entries, which means nothing to the state itself.
func (s *state) key(id func(ssa.Value) int) string {
	var b []byte
	num := func(n int64) { b = binary.AppendVarint(b, n) }
	val := func(v ssa.Value) {
		if v == nil {
			num(-1)
		} else {
			num(int64(id(v)))
		}
	}
	put := func(a abs) {
		b = append(b, byte(a.kind))
		val(a.base)
		num(a.n)
		num(int64(len(a.path)))
		b = append(b, a.path...)
	}
	list := func(l []abs) {
		num(int64(len(l)))
		for _, a := range l {
			put(a)
		}
	}
	b = append(b, byte(s.status))
	if s.chosen {
		b = append(b, 'c')
	}
	if s.stored {
		b = append(b, 's')
	}
	if s.with != nil {
		b = append(b, 'e')
	}
	if s.held != nil {
		num(int64(s.held.Pos()))
	}
	for f := s.top; f != nil; f = f.up {
		val(f.fn.Function)
		num(int64(f.block.Index))
		num(int64(f.next))
		if v, ok := f.site.(ssa.Value); ok {
			val(v)
		}
		num(int64(len(f.deferred)))
		for _, d := range f.deferred {
			num(int64(d.call.Pos()))
			put(d.target)
			list(d.args)
			list(d.binds)
		}
	}
	comparePlace := func(p, q place) int {
		if p.base != q.base {
			return id(p.base) - id(q.base)
		}
		if p.old != q.old {
			if p.old {
				return 1
			}
			return -1
		}
		return compareStrings(p.path, q.path)
	}
	putPlace := func(p place) { put(p.addr()) }

	slices.SortFunc(s.values, func(x, y valueEntry) int {
		if x.v != y.v {
			return id(x.v) - id(y.v)
		}
		return x.index - y.index
	})
	num(int64(len(s.values)))
	for _, e := range s.values {
		val(e.v)
		num(int64(e.index))
		put(e.a)
	}
	slices.SortFunc(s.places, func(x, y placeEntry) int { return comparePlace(x.p, y.p) })
	num(int64(len(s.places)))
	for _, e := range s.places {
		putPlace(e.p)
		put(e.a)
	}
	shared := slices.SortedFunc(slices.Values(s.shared), comparePlace)
	num(int64(len(shared)))
	for _, p := range shared {
		putPlace(p)
	}
	var known []string
	for _, f := range s.known {
		rest := b
		b = nil
		val(f.v)
		val(f.w)
		num(int64(f.op))
		put(f.c)
		known = append(known, string(b))
		b = rest
	}
	slices.Sort(known)
	num(int64(len(known)))
	for _, f := range known {
		b = append(b, f...)
	}
	num(int64(len(s.guesses)))
	for _, g := range s.guesses {
		val(g.call)
		if g.answer {
			num(1)
		} else {
			num(0)
		}
	}
	return string(b)
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
