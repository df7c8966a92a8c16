package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A fate is what becomes of a parameter.
type fate struct {
	effect paramEffect
	alias  alias
}

// tally adds the end of a path to what becomes of the parameter that is followed.
func (q *search) tally(s *state, ret *ssa.Return, results []abs, outer bool) {
	if q.acq.param == nil {
		return
	}
	q.tallyAnswer(results)
	success, failed := s.endsWith(ret, results)
	q.res.tally(q, s, ret, results, outer, success, failed)
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

// fateOf returns what fn does with parameter i if that is a. It is zero if that cannot be told.
func (e *engine) fateOf(fn *ssa.Function, i int, a abs) fate {
	return e.fates.Get(fateKey{fn, i, a.kind}, func() fate { return e.findFate(fn, i, a) })
}

func (e *engine) findFate(fn *ssa.Function, i int, a abs) fate {
	q := e.newSearch(&acquisition{param: fn.Params[i], as: a, fate: open}, fn)
	q.run()
	e.count(q)
	if q.gaveUp {
		return fate{}
	}
	f := q.fate
	if _, ok := fn.Params[i].Type().Underlying().(*types.Slice); ok && f.effect&(closes|keeps) != 0 {
		f.effect &^= leaves // of a slice without elements, which this one is not
	}
	if f.effect&leaves == 0 || f.effect&(closes|keeps) == 0 {
		f.effect &^= selective // there is nothing to decide
	}
	return f
}

type fateKey struct {
	fn   *ssa.Function
	i    int
	kind kind
}

// implementations returns what the implementations of an interface of this package, which
// are in this package, do with the body that the call hands them, if they agree.
func (q *search) implementations(call *site) (paramEffect, bool) {
	c := call.instr.Common()
	named, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != q.types {
		return 0, false
	}
	iface, ok := named.Underlying().(*types.Interface)
	if !ok {
		return 0, false
	}
	carrier := -1
	for i, a := range call.args {
		switch a.kind {
		case response, body:
			if carrier >= 0 {
				return 0, false
			}
			carrier = i
		case address, aggregate, closure, holder:
			return 0, false
		}
	}
	if carrier < 0 {
		return 0, false
	}
	var all paramEffect
	for t := range implementers(q.types, iface) {
		fn := q.methodOf(t, c.Method)
		if fn == nil || carrier+1 >= len(fn.Params) {
			return 0, false
		}
		f := q.fateOf(fn, carrier+1, call.args[carrier])
		if f.effect == 0 || f.alias != 0 {
			return 0, false
		}
		all |= f.effect
	}
	return all, all != 0
}

// agree runs a call whose callee does f, whichever it is, with the body that it gets.
func (q *search) agree(s *state, call *site, f paramEffect) bool {
	switch {
	case f&(closes|keeps) == 0:
	case f&(leaves|keeps) == 0:
		q.release(s, whyAllClose)
	default:
		q.keep(s, whySomeKeep)
	}
	q.results(s, call, nethttp.Contract{}, false, false)
	return true
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
				return !q.res.may(field) // such as a flag that says "closed already"
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
