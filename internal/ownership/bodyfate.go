package ownership

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

func (bodies) tally(q *search, s *state, ret *ssa.Return, results []abs, outer, success, failed bool) {
	add := func(onSuccess, onError paramEffect) {
		if success {
			q.fate.effect |= onSuccess
		}
		if failed {
			q.fate.effect |= onError
		}
	}
	switch {
	case s.status == released:
		add(closesOnSuccess, closesOnError)
	case s.status == kept || outer:
		add(keepsOnSuccess, keepsOnError)
	default:
		add(leavesOnSuccess, leavesOnError)
		for i, a := range results {
			if i < 7 && q.passes(s, a, ret.Results[i].Type()) {
				q.fate.alias = alias(i + 1)
				if a != q.acq.as {
					q.fate.alias |= wrapped
				}
				break
			}
		}
	}
	if s.chosen {
		q.fate.effect |= selective
	}
}

// foregone runs a call of a declared function of the package without following it, if that does
// the same with the body on every path. It reports whether it could.
func (bodies) foregone(q *search, s *state, call *site) (done, on bool) {
	fn := call.fn
	if s.status != open || fn.Parent() != nil || len(fn.Blocks) <= maxTestBlocks || fn.Synthetic != "" {
		return false, true
	}
	carrier := -1
	for i, a := range call.args {
		switch {
		case a.kind == response || a.kind == body:
			if carrier >= 0 {
				return false, true
			}
			carrier = i
		case a == absFirstNil, a.kind == closure, q.carries(s, a):
			return false, true
		}
	}
	if carrier < 0 || carrier >= len(fn.Params) {
		return false, true
	}
	f := q.fateOf(fn, carrier, call.args[carrier])
	switch {
	case f.alias != 0 || f.effect == 0:
		return false, true
	case f.effect&(closes|keeps) == 0:
	case f.effect&(leaves|keeps) == 0:
		q.release(s, whyCallee)
	default:
		return false, true
	}
	for i, a := range call.args {
		if i != carrier && i < len(fn.Params) {
			q.expose(s, a, fn.Params[i].Type())
		}
	}
	q.results(s, call, nethttp.Contract{}, false, false)
	return true, true
}
