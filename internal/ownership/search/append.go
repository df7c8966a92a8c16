package search

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// slice executes v = x[low:high]. All of an array is the array; which elements a part of it has is not known.
func (q *search) slice(s *path.State, v *ssa.Slice) {
	a := s.Eval(v.X)
	p, own := q.container(s, a)
	switch {
	case v.Low == nil && v.High == nil:
		q.set(s, v, a)
		return
	case !own && q.Carries(s, a):
		s.Set(v, -1, sym.Holder) // some of the elements
		return
	case !own || !q.isContainer(v):
		s.Set(v, -1, sym.NonNil)
		return
	case q.whole(v):
		s.Set(v, -1, a)
		return
	}
	// A view of some of the elements. What is put into one of the two may be in the other as well: nobody keeps track.
	to := sym.Place{Base: v}
	element := q.focus(s, p.Below(anyElement))
	carries := q.Carries(s, element.Addr())
	held := slices.Clone(s.Places)
	q.renew(s, v)
	if high, ok := v.High.(*ssa.Const); ok && v.Low == nil && sym.ConstOf(high) == sym.IntOf(0) {
		carries = false
	} else {
		s.Share(p)
		s.Share(to)
	}
	if carries {
		q.copyElement(s, held, element, to.Below(anyElement))
	}
	s.Set(v, -1, to.Addr())
}

// whole reports whether v is all of an array: make with a constant length is that.
func (q *search) whole(v *ssa.Slice) bool {
	array, ok := ssaquery.Deref(v.X.Type()).Underlying().(*types.Array)
	high, isConst := v.High.(*ssa.Const)
	return ok && isConst && v.Low == nil && sym.ConstOf(high) == sym.IntOf(array.Len())
}

// copyElement copies what is known of from, in places, to the place to.
func (q *search) copyElement(s *path.State, places []path.PlaceEntry, from, to sym.Place) {
	s.Places = path.DeleteWithin(s.Places, to)
	for _, e := range places {
		if e.Place.Within(from) {
			s.Places = append(s.Places, path.PlaceEntry{Place: to.Below(e.Place.Path[len(from.Path):]), Value: e.Value})
		}
	}
}

// appends executes v = append(x, y...).
func (q *search) appends(s *path.State, v ssa.Value, x, y sym.Value) {
	foreign := func() {
		for _, a := range []sym.Value{x, y} {
			if q.Carries(s, a) {
				q.keep(s, whyAppended)
				s.Stored = true
			}
		}
		s.Redefine(v)
	}
	from, own := q.container(s, x)
	added := y.Kind == sym.KindAddress && q.isOwn(y.Base)
	switch {
	case !q.isContainer(v), !own && x.Kind != sym.KindNil:
		foreign()
		return
	case !added && q.Carries(s, y):
		foreign()
		return
	}
	element := q.focus(s, sym.PlaceOf(y).Below(anyElement))
	carries := added && q.Carries(s, element.Addr())
	if added && !carries {
		q.shareElements(s, y)
	}
	held := slices.Clone(s.Places)
	to := sym.Place{Base: v}
	if !own || from != to { // else it grows
		q.renew(s, v)
		if own && q.Carries(s, from.Addr()) {
			q.copyElement(s, held, from, to)
		}
	}
	if carries {
		q.copyElement(s, held, element, to.Below(anyElement))
	}
	if own || added {
		s.Set(v, -1, to.Addr())
	} else {
		s.Set(v, -1, sym.Unknown) // it is nil if nothing was added
	}
}

// shareElements makes known to somebody else what the elements of y lead to: they are not remembered.
func (q *search) shareElements(s *path.State, y sym.Value) {
	for _, e := range slices.Clone(s.Places) {
		if e.Place.Base == y.Base {
			q.shareCaptured(s, e.Value)
		}
	}
}

// copies executes copy(x, y).
func (q *search) copies(s *path.State, x, y sym.Value) {
	if !q.Carries(s, y) {
		return
	}
	to, own := q.container(s, x)
	if q.Res.Life.Reusable || !own || y.Kind != sym.KindAddress {
		q.keep(s, whyAppended)
		s.Stored = true
		return
	}
	element := q.focus(s, sym.PlaceOf(y).Below(anyElement))
	q.copyElement(s, slices.Clone(s.Places), element, to.Below(anyElement))
}
