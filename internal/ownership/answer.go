package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// answerTo finds out what fn does if the first error that it is given is err, which is nil or not:
// helpers that test an error, wrap it, or expect one, tell something about the response next to it.
func (e *engine) answerTo(fn *ssa.Function, err abs) effect.Answer {
	if len(fn.Blocks) > maxHelperBlocks || !answers(fn.Signature) {
		return effect.AnswerUnknown
	}
	for _, p := range fn.Params {
		if !isError(p.Type()) {
			continue
		}
		q := e.run(&acquisition{param: p, as: err, fate: open}, fn)
		switch {
		case q.gaveUp:
			return effect.AnswerUnknown
		case !q.returned:
			return effect.AnswerEnds
		}
		return q.answer
	}
	return effect.AnswerUnknown
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

// tallyAnswer joins the first result of a path with those of the others.
func (q *search) tallyAnswer(results []abs) {
	if !isError(q.acq.param.Type()) {
		return
	}
	got := effect.AnswerUnknown
	if len(results) > 0 {
		switch a := results[0]; {
		case a == absTrue:
			got = effect.AnswerTrue
		case a == absFalse:
			got = effect.AnswerFalse
		case a.kind == null:
			got = effect.AnswerNil
		case a.isNonNil():
			got = effect.AnswerNonNil
		}
	}
	if q.returned && q.answer != got {
		got = effect.AnswerUnknown
	}
	q.answer = got
	q.returned = true
}

// errorNeverNil reports whether fn returns an error, as its last result, and that is never nil: it
// makes one.
func (e *engine) errorNeverNil(fn *ssa.Function) bool {
	results := fn.Signature.Results()
	if results.Len() == 0 || !isError(results.At(results.Len()-1).Type()) {
		return false
	}
	returns := false
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		returns = true
		if !e.certainlyError(ret.Results[len(ret.Results)-1], 0) {
			return false
		}
	}
	return returns
}

// certainlyError reports whether the error v cannot be nil, wherever it is used.
func (e *engine) certainlyError(v ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.Phi:
		for _, edge := range v.Edges {
			if !e.certainlyError(edge, depth+1) {
				return false
			}
		}
		return true
	case *ssa.UnOp:
		_, global := v.X.(*ssa.Global)
		return global // such as io.EOF
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if fn == nil {
			return false
		}
		if len(fn.Blocks) > 0 {
			return e.makesError(fn)
		}
		obj, ok := fn.Object().(*types.Func)
		if !ok {
			return false
		}
		contract, _ := nethttp.ContractOf(obj)
		eff := e.stated(obj)
		return contract.NeverNil || eff.Has(effect.ErrNeverNil)
	}
	return false
}

// makesError is errorNeverNil, remembered.
func (e *engine) makesError(fn *ssa.Function) bool {
	return e.makers.Get(fn, func() bool { return e.errorNeverNil(fn) })
}
