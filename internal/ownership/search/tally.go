package search

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// tallyAnswer joins the first result of a path with those of the others.
func (q *search) tallyAnswer(results []sym.Value) {
	if !ssaquery.IsError(q.Acq.Param.Type()) {
		return
	}
	got := effect.AnswerUnknown
	if len(results) > 0 {
		switch a := results[0]; {
		case a == sym.True:
			got = effect.AnswerTrue
		case a == sym.False:
			got = effect.AnswerFalse
		case a.Kind == sym.KindNil:
			got = effect.AnswerNil
		case a.IsNonNil():
			got = effect.AnswerNonNil
		}
	}
	if q.Returned && q.Answer != got {
		got = effect.AnswerUnknown
	}
	q.Answer = got
	q.Returned = true
}

// tally adds the end of a path to what becomes of the parameter that is followed.
func (q *search) tally(s *path.State, ret *ssa.Return, results []sym.Value, outer bool) {
	if q.Acq.Param == nil {
		return
	}
	q.tallyAnswer(results)
	success, failed := s.EndsWith(ret, results)
	q.Effect.Perhaps = q.Effect.Perhaps || s.Chosen
	switch {
	case s.Status == path.Released || s.Status == path.Reaped:
		q.Effect.Add(effect.Released, success, failed)
	case s.Status == path.Kept || outer:
		q.Effect.Add(effect.Kept, success, failed)
		return
	// return resp.Body.Close(): if that failed, the connection did not go back to the pool.
	case s.Status == path.Open && q.Acq.Fate == path.Idle && success && failed && q.brokenBy(ret, results):
		q.Effect.Add(effect.Used, true, false)
		q.Effect.Add(effect.Left, false, true)
	case s.Status == path.Open && q.Acq.Fate == path.Idle:
		q.Effect.Add(effect.Used, success, failed)
	default:
		q.Effect.Add(effect.Left, success, failed)
	}
	q.tallyResult(s, ret, results, success, failed)
}

// tallyResult notes which result of a path leads to what the parameter does. Of several a caller could not tell by
// which of them it is released: then somebody else has it.
func (q *search) tallyResult(s *path.State, ret *ssa.Return, results []sym.Value, success, failed bool) {
	if !s.Active() {
		return
	}
	var found effect.Result
	for i, a := range results {
		switch {
		case !q.Passes(s, a, ret.Results[i].Type()):
		case found != 0 || i >= effect.MaxAlias:
			q.Effect.Add(effect.Kept, success, failed)
			return
		default:
			found = effect.ResultOf(i, a != q.Acq.As)
		}
	}
	if found != 0 {
		q.Effect.Result = found
	}
}

// brokenBy reports whether a function returns the error of reading the resource, see readFailed.
func (q *search) brokenBy(ret *ssa.Return, results []sym.Value) bool {
	for i, a := range results {
		if ssaquery.IsError(ret.Results[i].Type()) && a.Kind == sym.KindSymbol && q.readErrs[a.Base] {
			return true
		}
	}
	return false
}
