package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// bodies is the resource of an open response body: a call acquires it, and Close releases it.
type bodies struct {
	response types.Type            // *http.Response, or nil
	closers  map[typewalk.Key]bool // memo of may
}

func (bodies) acquisition(e *engine, instr ssa.Instruction) *acquisition {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return e.acquisitionOf(call)
	}
	return nil
}

func (r bodies) may(t types.Type) bool {
	k := typewalk.KeyOf(t)
	may, ok := r.closers[k]
	if !ok {
		may = nethttp.MayClose(t)
		r.closers[k] = may
	}
	return may
}

func (r bodies) matters(t types.Type) bool { return r.may(t) }

// held returns a holder of which no more is known; but a response or a body is no more than that,
// while of anything else every method may close it.
func (bodies) held(t types.Type) abs {
	a := absHolder
	if nethttp.IsResponse(t) || types.IsInterface(t) && nethttp.HasClose(t) {
		a.n = 1
	}
	return a
}

// passes knows that a body which is passed on as an io.Reader cannot be closed through that; but of a
// wrapper around it any method may close it.
func (r bodies) passes(a abs, t types.Type) bool {
	if a.kind == response || a.kind == body || a.kind == holder && a.n == 1 {
		return r.may(t)
	}
	return true
}

func (bodies) binds(a abs, method *types.Func) bool {
	return a.kind != body || method.Name() == "Close"
}

func (r bodies) dynamicType(a abs) types.Type {
	if a.kind == response {
		return r.response
	}
	return nil
}

func (bodies) asserted(a abs, t types.Type) truth {
	if a.kind == body && isReadCloser(t) {
		return yes
	}
	return maybe
}

// isReadCloser reports whether every io.ReadCloser, as a response body is, passes an assertion to t.
func isReadCloser(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		if m.Name() != "Close" && m.Name() != "Read" {
			return false
		}
	}
	return true
}

func (bodies) invoke(q *search, s *state, call *site) (done, on bool) {
	method := call.instr.Common().Method
	switch carries := q.carries(s, call.target); {
	case (call.target.kind == body || call.target.kind == holder) && !nethttp.OnlyReads(method.Name()) && method.Name() != "Close":
		q.keep(s, whyMethod) // one that few bodies have, such as CloseWithError, or of something that holds one
	case carries && method.Name() == "Close" && method.Signature().Params().Len() == 0:
		q.release(s, whyClosed)
		return true, true
	case carries && call.target.kind != body && call.target.kind != holder:
		q.keep(s, whyMethod) // of something that holds the body
	}
	if !q.declares(method) {
		if effects, ok := q.implementations(call); ok {
			return true, q.agree(s, call, effects)
		}
	}
	return false, true
}

// handles looks for anything by which a captured body could be closed or kept.
func (r bodies) handles(e *engine, fn *ssa.Function) bool {
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
					if r.may(a.Type()) && !isNilConst(a) {
						may = true
					}
				}
			case *ssa.Store:
				if !isAlloc(instr.Addr) && r.may(instr.Val.Type()) && !isNilConst(instr.Val) {
					may = true
				}
			case *ssa.MakeClosure:
				bound, ok := functionOf(instr)
				may = may || ok && boundMethod(bound) != nil
			case *ssa.Send, *ssa.MapUpdate:
				may = true
			case *ssa.Return:
				for _, result := range instr.Results {
					if r.may(result.Type()) && !isError(result.Type()) && !isNilConst(result) {
						may = true
					}
				}
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		may = may || e.mayRelease(anon)
	}
	return may
}

func (r bodies) callMatters(c *ssa.CallCommon) bool {
	if c.IsInvoke() && nethttp.HasClose(c.Value.Type()) {
		return true
	}
	for v := range c.Signature().Results().Variables() {
		if t := v.Type(); !isError(t) && r.may(t) {
			return true
		}
	}
	return false
}

func (r bodies) returned(t types.Type) bool {
	return !isError(t) && (r.may(t) || types.IsInterface(t))
}

func (bodies) filled(*engine, *ssa.Function) []*acquisition { return nil }

func (bodies) opened(q *search, s *state) { s.write(q.bodyPlace(), absBody) }

func (bodies) released() status { return released }

func (bodies) excuses(q *search, s *state, a abs) bool {
	return a.kind == body && (q.acq.instr == nil || declared(s.top.fn.Function) != declared(q.acq.instr.Parent()))
}

func (bodies) broken() status { return released }

func (bodies) inside(_, _ types.Type) abs { return absHolder }

func (bodies) copied() bool { return false }

func (bodies) stored(*search, *state, *ssa.Store) {}

func (bodies) argument(q *search, s *state, x *outside, arg argument) {
	sig := x.instr.Common().Signature()
	switch n := arg.n; {
	case x.contract.Closes.Has(n):
		q.closes(s, x.site, x.contract)
	case x.contract.Borrows.Has(n):
	case x.contract.Lends.Has(n):
		x.holds = true
	case x.contract.Runs.Has(n):
		x.runs = append(x.runs, arg.a)
	case x.contract.RunsUnlessStopped.Has(n):
		if v := x.instr.Value(); v == nil || len(referrers(v)) == 0 {
			q.release(s, whyLater)
		}
	case x.eff != nil && x.eff.param(n) != 0:
		x.fates = append(x.fates, given{x.eff.param(n), x.eff.alias(n), arg.a})
	case x.fn != nil && nethttp.Prints(x.fn, arg.t), arg.i == len(x.args)-1 && isVariadicAny(sig):
	case q.passes(s, arg.a, arg.t):
		q.give(s, arg.a, whyUnknown)
	default:
		x.holds = x.holds || arg.a.kind != response && resultMayClose(sig) && !neverCloses(x.fn)
	}
}

func (bodies) apply(q *search, s *state, x *outside) bool { return q.apply(s, x.site, x.fates) }
