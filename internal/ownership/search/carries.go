package search

import (
	"go/types"
	"strconv"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Carries reports whether the resource can be released by way of a.
func (q *search) Carries(s *path.State, a sym.Value) bool { return q.carriesAt(s, a, 0) }

func (q *search) carriesAt(s *path.State, a sym.Value, depth int) bool {
	if depth > 6 {
		return true // too deep to know
	}
	switch a.Kind {
	case sym.KindResource, sym.KindHolder:
		return true
	case sym.KindObject, sym.KindAddress, sym.KindAggregate:
		p := sym.PlaceOf(a)
		if a.Kind == sym.KindObject {
			p = q.inside()
		}
		q.spend(len(s.Places) / flow.CheapSteps)
		for _, e := range s.Places {
			if path.MayOverlap(e.Place, p) && q.carriesAt(s, e.Value, depth+1) {
				return true
			}
		}
	case sym.KindFunc:
		fn, ok := ssaquery.FunctionOf(a.Base)
		if !ok {
			return false
		}
		// resp.Body.Close without a call: a function value that has captured its receiver.
		if m := ssaquery.BoundMethod(fn); m != nil {
			recv := q.binding(s, a, 0)
			return q.carriesAt(s, recv, depth+1) && q.Res.Types.Binds(recv, m)
		}
		if !q.Know.MayRelease(fn) {
			return false
		}
		for i := range fn.FreeVars {
			if q.carriesAt(s, q.binding(s, a, i), depth+1) {
				return true
			}
		}
	}
	return false
}

// Passes reports whether the resource can be released by way of a when that is passed on as a t: as an io.Reader
// a body cannot be closed.
func (q *search) Passes(s *path.State, a sym.Value, t types.Type) bool {
	return q.Carries(s, a) && q.Res.Types.Passes(a, t)
}

// binding returns what variable i of the closure c is bound to.
func (q *search) binding(s *path.State, c sym.Value, i int) sym.Value {
	a, ok := s.Read(sym.PlaceOf(c).Below("#" + strconv.Itoa(i)))
	if !ok {
		return sym.Unknown
	}
	return a
}
