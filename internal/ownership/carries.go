package ownership

import (
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"
)

// carries reports whether the open body can be closed by way of a.
func (q *search) carries(s *state, a abs) bool { return q.carriesAt(s, a, 0) }

func (q *search) carriesAt(s *state, a abs, depth int) bool {
	if depth > 6 {
		return true // too deep to know
	}
	switch a.kind {
	case body, holder:
		return true
	case response, address, aggregate:
		p := placeOf(a)
		if a.kind == response {
			p = q.inside()
		}
		q.spend(len(s.places) / cheapSteps)
		for _, e := range s.places {
			if (e.p.within(p) || p.within(e.p)) && q.carriesAt(s, e.a, depth+1) {
				return true
			}
		}
	case closure:
		fn, ok := functionOf(a.base)
		if !ok {
			return false
		}
		if m := boundMethod(fn); m != nil {
			recv := q.binding(s, a, 0)
			return q.carriesAt(s, recv, depth+1) && q.res.types.binds(recv, m)
		}
		if !q.know.mayRelease(fn) {
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

// passes reports whether the open body can be closed by way of a when that is passed on
// as a t. A body that is passed on as an io.Reader cannot; but of a wrapper around it
// any method may close it.
func (q *search) passes(s *state, a abs, t types.Type) bool {
	return q.carries(s, a) && q.res.types.passes(a, t)
}

// mentions reports whether a leads to the response or its body at all, were it closed or replaced.
func (q *search) mentions(s *state, a abs) bool {
	switch a.kind {
	case response, body:
		return true
	case address, aggregate:
		p := placeOf(a)
		for _, e := range s.places {
			if e.p.within(p) && (e.a.kind == response || e.a.kind == body || e.a.kind == holder) {
				return true
			}
		}
	}
	return q.carries(s, a)
}

// functionOf returns the function behind the base of a closure value.
func functionOf(v ssa.Value) (*ssa.Function, bool) {
	switch v := v.(type) {
	case *ssa.Function:
		return v, true
	case *ssa.MakeClosure:
		fn, ok := v.Fn.(*ssa.Function)
		return fn, ok
	}
	return nil, false
}

// boundMethod returns the method of a bound method value such as resp.Body.Close.
func boundMethod(fn *ssa.Function) *types.Func {
	if fn.Pkg != nil || len(fn.FreeVars) != 1 || fn.Synthetic == "" || fn.Parent() != nil {
		return nil
	}
	m, _ := fn.Object().(*types.Func)
	return m
}

// binding returns what variable i of the closure c is bound to.
func (q *search) binding(s *state, c abs, i int) abs {
	a, ok := s.read(placeOf(c).below("#" + strconv.Itoa(i)))
	if !ok {
		return absUnknown
	}
	return a
}

// mayRelease reports whether fn, or a function literal in it, contains anything
// by which a captured body could be closed or kept.
func (e *engine) mayRelease(fn *ssa.Function) bool {
	if may, ok := e.releases[fn]; ok {
		return may
	}
	e.releases[fn] = true // for recursion; literals are not recursive
	may := e.res.rules.captures(fn)
	for _, literal := range fn.AnonFuncs {
		may = may || e.mayRelease(literal)
	}
	e.releases[fn] = may
	return may
}

func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
