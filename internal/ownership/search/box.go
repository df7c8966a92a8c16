package search

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// An interface that holds a struct by value, which leads to the resource, is a box: a variable that nobody can change,
// of which the interface is the address. So the type of what is in it is known, like that of what a pointer leads to.

// boxed executes v, which puts something into an interface.
func (q *search) boxed(s *path.State, v *ssa.MakeInterface) sym.Value {
	a := s.Eval(v.X)
	switch {
	case a.Kind == sym.KindAggregate && a.Path == "" && path.BeginsZero(a.Base) && q.Carries(s, a):
		q.renew(s, v)
		box := sym.Place{Base: v}
		s.CopyParts(sym.PlaceOf(a), box)
		return box.Addr()
	case holdsBox(s, v):
		q.renew(s, v)
	}
	if !a.IsNonNil() {
		return sym.NonNil // an interface that holds nil is not nil
	}
	return a
}

// isBox reports whether a is an interface made of a struct.
func isBox(a sym.Value) bool {
	_, ok := a.Base.(*ssa.MakeInterface)
	return ok && a.Kind == sym.KindAddress && a.Path == ""
}

// holdsBox reports whether v has made a box before.
func holdsBox(s *path.State, v ssa.Value) bool {
	if _, ok := v.(*ssa.MakeInterface); !ok {
		return false
	}
	for _, e := range s.Places {
		if e.Place.Base == v {
			return true
		}
	}
	return false
}

// unboxed returns what comes out of an interface that has the value a as a t.
func (q *search) unboxed(a sym.Value, t types.Type) sym.Value {
	if a.Kind != sym.KindAddress || types.IsInterface(t) {
		return a
	}
	if inside := q.dynamicType(a, nil); inside == nil || !types.Identical(inside, t) {
		return a
	}
	if _, pointer := t.Underlying().(*types.Pointer); !pointer {
		a.Kind = sym.KindAggregate
	}
	return a
}

// receiver returns what the method fn gets that is called on an interface which has the value a.
func (q *search) receiver(a sym.Value, fn *ssa.Function) sym.Value {
	return q.unboxed(a, fn.Params[0].Type())
}
