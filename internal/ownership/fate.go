package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// tally adds the end of a path to what becomes of the parameter that is followed.
func (q *search) tally(s *state, ret *ssa.Return, results []abs, outer bool) {
	if q.acq.param == nil {
		return
	}
	q.tallyAnswer(results)
	success, failed := s.endsWith(ret, results)
	q.effect.Perhaps = q.effect.Perhaps || s.chosen
	switch {
	case s.status == released || s.status == reaped:
		q.effect.Add(effect.Released, success, failed)
	case s.status == kept || outer:
		q.effect.Add(effect.Kept, success, failed)
		return
	case s.status == open && q.acq.fate == idle && success && failed && q.brokenBy(ret, results):
		q.effect.Add(effect.Used, true, false)
		q.effect.Add(effect.Left, false, true)
	case s.status == open && q.acq.fate == idle:
		q.effect.Add(effect.Used, success, failed)
	default:
		q.effect.Add(effect.Left, success, failed)
	}
	q.tallyResult(s, ret, results, success, failed)
}

// tallyResult notes which result of a path leads to what the parameter does. Of several a caller could not tell by
// which of them it is released: then somebody else has it.
func (q *search) tallyResult(s *state, ret *ssa.Return, results []abs, success, failed bool) {
	if !s.active() {
		return
	}
	var found effect.Result
	for i, a := range results {
		switch {
		case !q.passes(s, a, ret.Results[i].Type()):
		case found != 0 || i >= effect.MaxAlias:
			q.effect.Add(effect.Kept, success, failed)
			return
		default:
			found = effect.ResultOf(i, a != q.acq.as)
		}
	}
	if found != 0 {
		q.effect.Result = found
	}
}

// brokenBy reports whether a function returns the error of reading a response, or closing it.
func (q *search) brokenBy(ret *ssa.Return, results []abs) bool {
	for i, a := range results {
		if isError(ret.Results[i].Type()) && a.kind == symbol && q.readErrs[a.base] {
			return true
		}
	}
	return false
}

// endsWith reports whether a return is a success, a failure, or may be either.
func (s *state) endsWith(ret *ssa.Return, results []abs) (success, failed bool) {
	success, failed = true, true
	for i, r := range ret.Results {
		if !implementsError(r.Type()) {
			continue
		}
		success, failed = true, false
		switch {
		case results[i].kind == null:
		case s.isNonNil(results[i]):
			success, failed = false, true
		default:
			failed = true
		}
	}
	return success, failed
}

// param returns what fn, a function of this package, does with what its parameter i leads to if that is a. Nothing is
// known if that cannot be told.
func (e *engine) param(fn *ssa.Function, i int, a abs) effect.Effect {
	if e.res.life.reusable {
		a = absHolder // what leads to it does not matter
	}
	return e.params.Get(paramKey{fn, i, a.kind}, func() effect.Effect { return e.findParam(fn, i, a) })
}

// leavesOpen reports whether a method, of this package or another, is known to leave open what its receiver holds.
func (b *bodies) leavesOpen(method *types.Func) bool {
	var known effect.Effect
	if eff := b.e.stated(method); eff != nil {
		known = eff.Param(0)
	} else if fn := b.e.prog.FuncValue(method.Origin()); fn != nil && len(fn.Blocks) > 0 && fn.Signature.Recv() != nil {
		if as, ok := carrierOf(fn.Params[0].Type(), fn.Signature); ok {
			known = b.e.param(fn, 0, as)
		}
	}
	return known.Known() && known.Only(effect.Left)
}

type paramKey struct {
	fn   *ssa.Function
	i    int
	kind kind
}

func (e *engine) findParam(fn *ssa.Function, i int, a abs) effect.Effect {
	if known := e.res.rules.contract(fn, i); known.Known() {
		return known
	}
	q := e.run(&acquisition{param: fn.Params[i], as: a, fate: e.res.life.start()}, fn)
	if q.gaveUp {
		return effect.Effect{}
	}
	f := q.effect
	if _, ok := fn.Params[i].Type().Underlying().(*types.Slice); ok && f.Any()&(effect.Released|effect.Kept) != 0 {
		f.OnSuccess &^= effect.Left // of a slice without elements, which this one is not
		f.OnError &^= effect.Left
	}
	if q.optional && e.res.life.reusable { // it is released as an option says: perhaps
		for _, ends := range []*effect.Ends{&f.OnSuccess, &f.OnError} {
			if *ends&effect.Released != 0 {
				*ends = effect.Released
			}
		}
	}
	if f.Any()&effect.Left == 0 || f.Any()&(effect.Released|effect.Kept) == 0 {
		f.Perhaps = false // there is nothing to decide
	}
	return f
}

// implementations returns what the implementations of the interface method that c calls do with the resource that
// its argument i is, the value a, if they are in this package and agree.
func (e *engine) implementations(c *ssa.CallCommon, i int, a abs) (effect.Ends, bool) {
	named, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != e.types {
		return 0, false
	}
	iface, ok := named.Underlying().(*types.Interface)
	if !ok {
		return 0, false
	}
	var all effect.Ends
	for t := range implementers(e.types, iface) {
		fn := e.methodOf(t, c.Method)
		if fn == nil || i+1 >= len(fn.Params) {
			return 0, false
		}
		f := e.param(fn, i+1, a)
		if !f.Known() || f.Result != 0 {
			return 0, false
		}
		all |= f.Any()
	}
	switch all {
	case 0:
		return 0, false
	case effect.Left, effect.Released:
		return all, true
	}
	return effect.Kept, true
}

// callerChooses reports whether the condition v rests on something that the caller of
// the root function controls, apart from what is followed.
func (q *search) callerChooses(s *state, v ssa.Value) bool {
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value) bool
	visit = func(v ssa.Value) bool {
		if v == nil || seen[v] || v == q.object {
			return false
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Const, *ssa.Function, *ssa.Builtin, *ssa.Alloc:
			return false
		case *ssa.Global:
			return isBasic(v.Type().Underlying().(*types.Pointer).Elem())
		case *ssa.FieldAddr:
			if q.acq.param != nil && q.acq.as.kind == holder && s.eval(v.X).kind == holder {
				field := v.Type().Underlying().(*types.Pointer).Elem()
				return !q.res.types.may(field) // such as a flag that says "closed already"
			}
			return visit(v.X)
		case *ssa.FreeVar:
			return v.Parent() == q.root.Function
		case *ssa.Parameter:
			if v.Parent() == q.root.Function {
				return true
			}
			a := s.eval(v)
			return a.kind == symbol && a.base != v && visit(a.base)
		case ssa.Instruction:
			var room [8]*ssa.Value
			for _, op := range v.Operands(room[:0]) {
				if *op != nil && visit(*op) {
					return true
				}
			}
		}
		return false
	}
	return visit(v)
}
