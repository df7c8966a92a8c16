package search

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A container is a slice or a map that a function makes, or what append returns. To the search it is an object with
// one element of note: that which holds the resource. It stands below the place of the container, at [*] if its index
// is not known; the key of a map that holds the resource stands at {key}. Whatever is taken out of the container may be
// that element, and is taken for it, since a possibility is enough to end the obligation. What is put into the
// container besides is not remembered (a weak update): were it to take the place of that element, nobody would have
// released the resource either.
//
// So the obligation ends when something that may be the element is released, or when anybody else can get at the
// container; it is unfulfilled if the container is forgotten before.
const (
	anyElement = "[*]"
	anyKey     = "{key}"
)

// isContainer reports whether the instruction v makes a container that can hold the resource, or what may be part of one.
func (q *search) isContainer(v ssa.Value) bool {
	if q.Res.Life.Reusable {
		return false
	}
	switch v := v.(type) {
	case *ssa.MakeSlice, *ssa.MakeMap:
	case *ssa.Slice:
		if v.Low == nil && v.High == nil {
			return false // the same by another type
		}
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
			return false
		}
	default:
		return false
	}
	switch t := v.Type().Underlying().(type) {
	case *types.Slice:
		return q.Res.Types.May(t.Elem())
	case *types.Map:
		return q.Res.Types.May(t.Elem()) || q.Res.Types.May(t.Key())
	}
	return false
}

// isOwn reports whether base is a variable or a container, which nobody else knows of unless a path shares it.
func (q *search) isOwn(base ssa.Value) bool { return ssaquery.IsAlloc(base) || q.isContainer(base) }

// container returns the place of the container a, if the function owns it and nobody else can get at it.
func (q *search) container(s *path.State, a sym.Value) (sym.Place, bool) {
	p := sym.PlaceOf(a)
	return p, a.Kind == sym.KindAddress && q.isOwn(a.Base) && !s.IsShared(p)
}

// makesContainer executes v, which makes an empty container.
func (q *search) makesContainer(s *path.State, v ssa.Value) {
	p, of := q.pipeOf(s, v)
	switch {
	case of != nil:
		q.set(s, v, p.Addr())
	case q.isContainer(v):
		q.renew(s, v)
		q.set(s, v, sym.Place{Base: v}.Addr())
	default:
		q.set(s, v, sym.NonNil)
	}
}

// put executes an assignment of val, which has the value a, to an element of a container, or a part of one, at p.
func (q *search) put(s *path.State, p sym.Place, a sym.Value, val ssa.Value) {
	switch {
	case q.Carries(s, a):
		s.Places = slices.DeleteFunc(s.Places, func(e path.PlaceEntry) bool { // the index may be any of the others
			_, other := path.Instead(p.Path, e.Place.Path)
			return e.Place.Base == p.Base && e.Place.Old == p.Old && other && !q.Carries(s, e.Value)
		})
		if a.Kind == sym.KindAggregate {
			s.CopyParts(sym.PlaceOf(a), p)
		} else {
			s.Write(p, a)
		}
	case a == sym.FirstNil && s.Active(): // the error of this acquisition stands beside what that returned
		s.Write(p, a)
	default:
		q.shareCaptured(s, a)
		if all := path.Elements(p); ssaquery.IsAlloc(p.Base) && !ssaquery.IsBasic(val.Type()) && !q.Carries(s, all.Addr()) {
			s.Write(all, sym.Unknown) // they are not zero any more
		}
	}
}

// focus returns the place of the element that p, the place of an element or of a part of one, may be: of that which
// leads to the resource, if there is one and it is not p itself that does.
func (q *search) focus(s *path.State, p sym.Place) sym.Place {
	if !strings.Contains(p.Path, "[") {
		return p
	}
	found, n := "", 0
	for _, e := range s.Places {
		if e.Place.Base != p.Base || e.Place.Old != p.Old || !q.Carries(s, e.Value) {
			continue
		}
		if e.Place.Within(p) {
			return p
		}
		if other, ok := path.Instead(p.Path, e.Place.Path); ok && other != found {
			found = other
			n++
		}
	}
	if _, known := s.Read(p); n != 1 || known && !path.Weak(p) {
		return p
	}
	p.Path = found
	return p
}

// takeElement makes the element of the container at p, or the key if part is that, result i of n of v.
func (q *search) takeElement(s *path.State, p sym.Place, v ssa.Value, i, n int) {
	index := i
	if n == 1 {
		index = -1
	}
	p = q.focus(s, p)
	content, ok := s.Read(p)
	if base := ssaquery.ResultValue(v, i, n); !ok && base != nil && q.Carries(s, p.Addr()) {
		s.CopyParts(p, sym.Place{Base: base})
		content = sym.Value{Kind: sym.KindAggregate, Base: base}
	}
	if content.Kind != sym.KindUnknown {
		s.Set(v, index, content)
	}
}

// update executes m[key] = value.
func (q *search) update(s *path.State, instr *ssa.MapUpdate) {
	value, key := s.Eval(instr.Value), s.Eval(instr.Key)
	p, ok := q.container(s, s.Eval(instr.Map))
	if !ok {
		q.escape(s, value, whyMap)
		q.escape(s, key, whyMap)
		return
	}
	q.put(s, p.Below(anyElement), value, instr.Value)
	if q.Carries(s, key) {
		s.Write(p.Below(anyKey), key)
	}
}

// lookup executes v = m[key]. An element that may hold the resource is there.
func (q *search) lookup(s *path.State, v *ssa.Lookup) {
	m := s.Eval(v.X)
	t, ok := v.X.Type().Underlying().(*types.Map)
	if !ok {
		return
	}
	n := 1
	if v.CommaOk {
		n = 2
	}
	switch p := sym.PlaceOf(m).Below(anyElement); {
	case m.Kind == sym.KindHolder && q.Res.Types.May(t.Elem()):
		index := n - 2 // 0 of the pair
		s.Set(v, index, q.Res.Types.Held(t.Elem()))
	case m.Kind == sym.KindAddress && q.Carries(s, p.Addr()):
		q.takeElement(s, p, v, 0, n)
		if v.CommaOk {
			s.Set(v, 1, sym.True)
		}
	}
}

// next executes an iteration of a loop over a map. What holds the resource comes first, and not again.
func (q *search) next(s *path.State, v *ssa.Next) {
	over := s.Eval(v.Iter)
	if v.IsString || !q.Carries(s, over) {
		return
	}
	tuple := v.Type().(*types.Tuple)
	s.Set(v, 0, sym.True)
	for i, part := range []string{1: anyKey, 2: anyElement} {
		t := tuple.At(i).Type()
		switch {
		case i == 0 || !q.Res.Types.May(t):
		case over.Kind == sym.KindHolder:
			s.Set(v, i, q.Res.Types.Held(t))
		default:
			q.takeElement(s, sym.PlaceOf(over).Below(part), v, i, 3)
		}
	}
	s.Set(v.Iter, -1, sym.Unknown)
}

// length executes v = len(of), or cap(of), where of has the value a.
func (q *search) length(s *path.State, v ssa.Value, name string, of ssa.Value, a sym.Value) {
	if n, ok := arrayLen(a); ok {
		s.Set(v, -1, sym.IntOf(n))
		return
	}
	if name == "len" && a.Kind == sym.KindSymbol && a.Base == of && measuredAgain(of) {
		p := sym.Place{Base: of, Path: path.Length}
		if n, ok := s.Read(p); ok {
			s.Set(v, -1, n)
			return
		}
		s.Write(p, sym.Value{Kind: sym.KindSymbol, Base: v})
	}
	_, isChan := a.Base.(*ssa.MakeChan)
	if a.Kind == sym.KindHolder || a.Kind == sym.KindAddress && (isChan || q.isContainer(a.Base)) && q.Carries(s, a) { // what holds the resource is not empty
		s.Known = sym.Learn(s.Known, token.GEQ, sym.Value{Kind: sym.KindSymbol, Base: v}, sym.IntOf(1))
	}
}

// measuredAgain reports whether the function takes the length of the slice v in more than one place, as two loops do. It
// is the same in all.
func measuredAgain(v ssa.Value) bool {
	if _, ok := v.Type().Underlying().(*types.Slice); !ok {
		return false
	}
	n := 0
	for _, r := range ssaquery.Referrers(v) {
		if call, ok := r.(*ssa.Call); ok {
			if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
				n++
			}
		}
	}
	return n > 1
}

// onlyContained reports whether a leads to the resource by way of a container alone.
func (q *search) onlyContained(s *path.State, a sym.Value) bool {
	if !q.Carries(s, a) {
		return false
	}
	c := *s
	c.Places = slices.DeleteFunc(slices.Clone(s.Places), func(e path.PlaceEntry) bool { return q.isContainer(e.Place.Base) })
	return !q.Carries(&c, a)
}
