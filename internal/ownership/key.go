package ownership

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

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
	if s.tag != 0 {
		b = append(b, 't')
		num(s.tag)
	}
	if s.branched {
		b = append(b, 'b')
	}
	if s.stored {
		b = append(b, 's')
	}
	if s.with != 0 {
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
		return strings.Compare(p.path, q.path)
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
	num(int64(len(s.known)))
	if len(s.known) > 0 {
		rest := b
		b = make([]byte, 0, 16*len(s.known))
		ends := make([]int, len(s.known)+1)
		order := make([]int, len(s.known))
		for i, f := range s.known {
			val(f.v)
			val(f.w)
			num(int64(f.op))
			put(f.c)
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
