package path

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Key returns a string that two states share if they have the same future. id numbers the values. It
// sorts the entries of s, whose order means nothing.
//
// Every field of a state that decides about its future is written, each in its place, also if it is zero: else two
// states could share a key by accident. What is left out follows from what is there, or is for readers alone; key_test.go
// has the list.
func (s *State) Key(id func(ssa.Value) int) string {
	e := encoder{id: id}
	e.obligation(s)
	for f := s.Top; f != nil; f = f.Up {
		e.frame(f)
	}
	e.values(s.Values)
	e.places(s.Places)
	e.shared(s.Shared)
	e.known(s.Known)
	e.number(int64(len(s.Guesses)))
	for _, g := range s.Guesses {
		e.value(g.Call)
		e.flags(g.Answer)
	}
	e.choices(s.Choices)
	e.number(int64(len(s.Needs)))
	for _, clause := range s.Needs {
		e.choices(clause)
	}
	return string(e.out)
}

// An encoder writes what makes up a key. What it writes for one thing is never the beginning of what it writes for another
// of the same kind, so that no separators are needed.
type encoder struct {
	out []byte
	id  func(ssa.Value) int
}

func (e *encoder) number(n int64) { e.out = binary.AppendVarint(e.out, n) }

func (e *encoder) flags(list ...bool) {
	var bits int64
	for i, on := range list {
		if on {
			bits |= 1 << i
		}
	}
	e.number(bits)
}

func (e *encoder) value(v ssa.Value) {
	if v == nil {
		e.number(-1)
	} else {
		e.number(int64(e.id(v)))
	}
}

// statement writes which statement d is. An instruction has no number, but no two stand at one position.
func (e *encoder) statement(d *ssa.Defer) {
	if d == nil {
		e.number(0)
	} else {
		e.number(int64(d.Pos()))
	}
}

func (e *encoder) abstract(a sym.Value) {
	e.out = append(e.out, byte(a.Kind))
	e.value(a.Base)
	e.number(a.N)
	e.number(int64(len(a.Path)))
	e.out = append(e.out, a.Path...)
}

func (e *encoder) abstracts(list []sym.Value) {
	e.number(int64(len(list)))
	for _, a := range list {
		e.abstract(a)
	}
}

// obligation writes what became of the resource, and what is remembered of the way here.
func (e *encoder) obligation(s *State) {
	e.out = append(e.out, byte(s.Status))
	e.flags(s.Stored, s.Chosen, s.Branched, s.Copied)
	e.number(s.Tag)
	e.number(int64(s.With))
	e.number(int64(s.Asked))
	e.number(int64(s.Shown))
	e.statement(s.Held)
}

func (e *encoder) frame(f *Frame) {
	e.value(f.Fn.Function)
	e.number(int64(f.Block.Index))
	e.number(int64(f.Next))
	var site ssa.Value
	if f.Site != nil {
		site, _ = f.Site.(ssa.Value)
	}
	e.value(site)
	e.number(int64(f.Unwinding))
	e.abstract(f.Panic)
	e.number(int64(len(f.Deferred)))
	for _, d := range f.Deferred {
		e.statement(d.Call)
		e.abstract(d.Target)
		e.abstracts(d.Args)
		e.abstracts(d.Binds)
	}
}

func (e *encoder) values(list []ValueEntry) {
	slices.SortFunc(list, func(x, y ValueEntry) int {
		if x.Of != y.Of {
			return e.id(x.Of) - e.id(y.Of)
		}
		return x.Index - y.Index
	})
	e.number(int64(len(list)))
	for _, v := range list {
		e.value(v.Of)
		e.number(int64(v.Index))
		e.abstract(v.Value)
	}
}

func (e *encoder) comparePlaces(p, q sym.Place) int {
	switch {
	case p.Base != q.Base:
		return e.id(p.Base) - e.id(q.Base)
	case p.Old != q.Old && p.Old:
		return 1
	case p.Old != q.Old:
		return -1
	}
	return strings.Compare(p.Path, q.Path)
}

func (e *encoder) places(list []PlaceEntry) {
	slices.SortFunc(list, func(x, y PlaceEntry) int { return e.comparePlaces(x.Place, y.Place) })
	e.number(int64(len(list)))
	for _, p := range list {
		e.abstract(p.Place.Addr())
		e.abstract(p.Value)
	}
}

func (e *encoder) shared(list []sym.Place) {
	sorted := slices.SortedFunc(slices.Values(list), e.comparePlaces) // list may be shared with other states
	e.number(int64(len(sorted)))
	for _, p := range sorted {
		e.abstract(p.Addr())
	}
}

// known writes the path condition, of which the order is that in which the path learnt it: constraints are written
// first, and what was written is sorted.
func (e *encoder) known(list []sym.Constraint) {
	e.number(int64(len(list)))
	if len(list) == 0 {
		return
	}
	part := encoder{out: make([]byte, 0, 16*len(list)), id: e.id}
	type span struct{ from, to int }
	spans := make([]span, len(list))
	for i, c := range list {
		from := len(part.out)
		part.value(c.X)
		part.value(c.Y)
		part.number(int64(c.Op))
		part.abstract(c.Const)
		spans[i] = span{from, len(part.out)}
	}
	slices.SortFunc(spans, func(x, y span) int {
		return cmp.Or(bytes.Compare(part.out[x.from:x.to], part.out[y.from:y.to]), x.from-y.from)
	})
	for _, sp := range spans {
		e.out = append(e.out, part.out[sp.from:sp.to]...)
	}
}

// choices writes them in the order in which they were made.
func (e *encoder) choices(list []Choice) {
	e.number(int64(len(list)))
	for _, c := range list {
		e.flags(c.If != nil, c.Taken)
		if c.If != nil { // without a number, as a statement is
			e.number(int64(c.If.Pos()))
			e.number(int64(c.If.Block().Index))
			continue
		}
		e.number(int64(c.Cond.Param))
		e.number(int64(len(c.Cond.Path)))
		e.out = append(e.out, c.Cond.Path...)
		e.number(int64(c.Cond.Op))
		e.abstract(c.Cond.C)
	}
}
