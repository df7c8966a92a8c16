package path

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Key returns a string that two states share if they have the same future. It
// sorts the entries, which means nothing to the state itself.
func (s *State) Key(id func(ssa.Value) int) string {
	var b []byte
	num := func(n int64) { b = binary.AppendVarint(b, n) }
	val := func(v ssa.Value) {
		if v == nil {
			num(-1)
		} else {
			num(int64(id(v)))
		}
	}
	put := func(a sym.Value) {
		b = append(b, byte(a.Kind))
		val(a.Base)
		num(a.N)
		num(int64(len(a.Path)))
		b = append(b, a.Path...)
	}
	list := func(l []sym.Value) {
		num(int64(len(l)))
		for _, a := range l {
			put(a)
		}
	}
	b = append(b, byte(s.Status))
	if s.Chosen {
		b = append(b, 'c')
	}
	if s.Tag != 0 {
		b = append(b, 't')
		num(s.Tag)
	}
	if s.Branched {
		b = append(b, 'b')
	}
	if s.Stored {
		b = append(b, 's')
	}
	if s.With != 0 {
		b = append(b, 'e')
	}
	if s.Held != nil {
		num(int64(s.Held.Pos()))
	}
	for f := s.Top; f != nil; f = f.Up {
		val(f.Fn.Function)
		num(int64(f.Block.Index))
		num(int64(f.Next))
		if v, ok := f.Site.(ssa.Value); ok {
			val(v)
		}
		num(int64(len(f.Deferred)))
		for _, d := range f.Deferred {
			num(int64(d.Call.Pos()))
			put(d.Target)
			list(d.Args)
			list(d.Binds)
		}
	}
	comparePlace := func(p, q sym.Place) int {
		if p.Base != q.Base {
			return id(p.Base) - id(q.Base)
		}
		if p.Old != q.Old {
			if p.Old {
				return 1
			}
			return -1
		}
		return strings.Compare(p.Path, q.Path)
	}
	putPlace := func(p sym.Place) { put(p.Addr()) }

	slices.SortFunc(s.Values, func(x, y ValueEntry) int {
		if x.Of != y.Of {
			return id(x.Of) - id(y.Of)
		}
		return x.Index - y.Index
	})
	num(int64(len(s.Values)))
	for _, e := range s.Values {
		val(e.Of)
		num(int64(e.Index))
		put(e.Value)
	}
	slices.SortFunc(s.Places, func(x, y PlaceEntry) int { return comparePlace(x.Place, y.Place) })
	num(int64(len(s.Places)))
	for _, e := range s.Places {
		putPlace(e.Place)
		put(e.Value)
	}
	shared := slices.SortedFunc(slices.Values(s.Shared), comparePlace)
	num(int64(len(shared)))
	for _, p := range shared {
		putPlace(p)
	}
	num(int64(len(s.Known)))
	if len(s.Known) > 0 {
		rest := b
		b = make([]byte, 0, 16*len(s.Known))
		ends := make([]int, len(s.Known)+1)
		order := make([]int, len(s.Known))
		for i, f := range s.Known {
			val(f.X)
			val(f.Y)
			num(int64(f.Op))
			put(f.Const)
			ends[i+1], order[i] = len(b), i
		}
		known := b
		part := func(i int) []byte { return known[ends[i]:ends[i+1]] }
		slices.SortFunc(order, func(i, j int) int { return bytes.Compare(part(i), part(j)) })
		b = rest
		for _, i := range order {
			b = append(b, part(i)...)
		}
	}
	num(int64(len(s.Guesses)))
	for _, g := range s.Guesses {
		val(g.Call)
		if g.Answer {
			num(1)
		} else {
			num(0)
		}
	}
	choices := func(list []Choice) {
		num(int64(len(list)))
		for _, c := range list {
			if c.If != nil {
				num(int64(c.If.Pos()))
				num(int64(c.If.Block().Index))
				b = append(b, 'n')
				if c.Taken {
					b = append(b, 'y')
				}
				continue
			}
			num(int64(c.Cond.Param))
			num(int64(len(c.Cond.Path)))
			b = append(b, c.Cond.Path...)
			num(int64(c.Cond.Op))
			put(c.Cond.C)
		}
	}
	choices(s.Choices)
	num(int64(len(s.Needs)))
	for _, clause := range s.Needs {
		choices(clause)
	}
	return string(b)
}
