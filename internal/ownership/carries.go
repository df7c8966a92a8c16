package ownership

import (
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
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
			p = q.bodyPlace()
		}
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
			return q.carriesAt(s, recv, depth+1) && (recv.kind != body || m.Name() == "Close")
		}
		if !q.mayRelease(fn) {
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
	if !q.carries(s, a) {
		return false
	}
	if a.kind == response || a.kind == body || a.kind == holder && a.n == 1 {
		return nethttp.MayClose(t)
	}
	return true
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
	may := len(fn.Blocks) == 0
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				c := instr.Common()
				_, builtin := c.Value.(*ssa.Builtin)
				if c.IsInvoke() && c.Method.Name() == "Close" || !c.IsInvoke() && !builtin && c.StaticCallee() == nil {
					may = true
				}
				for _, a := range c.Args {
					if nethttp.MayClose(a.Type()) && !isNilConst(a) {
						may = true
					}
				}
			case *ssa.Store:
				if !isAlloc(instr.Addr) && nethttp.MayClose(instr.Val.Type()) && !isNilConst(instr.Val) {
					may = true
				}
			case *ssa.MakeClosure:
				bound, ok := functionOf(instr)
				may = may || ok && boundMethod(bound) != nil
			case *ssa.Send, *ssa.MapUpdate:
				may = true
			case *ssa.Return:
				for _, r := range instr.Results {
					if nethttp.MayClose(r.Type()) && !isError(r.Type()) && !isNilConst(r) {
						may = true
					}
				}
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		may = may || e.mayRelease(anon)
	}
	e.releases[fn] = may
	return may
}

func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
