package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// onNilOf finds out what fn does if the first error that it is given is nil: helpers that
// test an error, or expect one, tell something about the response next to it.
func (e *engine) onNilOf(fn *ssa.Function) onNil {
	if len(fn.Blocks) > maxHelperBlocks || !answers(fn.Signature) {
		return onNilUnknown
	}
	for _, p := range fn.Params {
		if !isError(p.Type()) {
			continue
		}
		q := e.newSearch(&acquisition{param: p, as: absFirstNil}, fn)
		q.run()
		e.count(q)
		switch {
		case q.gaveUp:
			return onNilUnknown
		case !q.returned:
			return onNilEnds
		}
		return q.onNil
	}
	return onNilUnknown
}

// maxHelperBlocks bounds the functions that are taken for helpers which test an error.
const maxHelperBlocks = 40

// answers reports whether the outcome of a function of type sig can tell its caller
// something about an error: by a bool, by another error, or by not returning at all.
func answers(sig *types.Signature) bool {
	if sig.Results().Len() == 0 {
		return true
	}
	t := sig.Results().At(0).Type()
	return isBool(t) || isError(t)
}

// tallyOnNil joins the first result of a path with those of the others.
func (q *search) tallyOnNil(results []abs) {
	if q.acq.as != absFirstNil {
		return
	}
	on := onNilUnknown
	if len(results) > 0 {
		switch a := results[0]; {
		case a == absTrue:
			on = onNilTrue
		case a == absFalse:
			on = onNilFalse
		case a.kind == null:
			on = onNilNil
		case a.isNonNil():
			on = onNilNonNil
		}
	}
	if q.returned && q.onNil != on {
		on = onNilUnknown
	}
	q.onNil = on
	q.returned = true
}

// applyOnNil makes use of what a callee does if the error that it is given is nil. It
// reports whether the path goes on.
func (q *search) applyOnNil(s *state, call *site, eff *effects) bool {
	on := onNil(eff.OnNil)
	if on == onNilEnds {
		return false
	}
	v := call.instr.Value()
	if v == nil || call.later || on == onNilUnknown {
		return true
	}
	index := 0
	if call.instr.Common().Signature().Results().Len() == 1 {
		index = -1
	}
	s.set(v, index, [...]abs{onNilTrue: absTrue, onNilFalse: absFalse, onNilNil: absFirstNil, onNilNonNil: absNonNil}[on])
	delete(q.told, v)
	return true
}
