package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// AnswerTo finds out what fn does if the first error that it is given is err, which is nil or not:
// helpers that test an error, wrap it, or expect one, tell something about the response next to it.
func (e *Package) AnswerTo(fn *ssa.Function, err sym.Value) effect.Answer {
	if len(fn.Blocks) > maxHelperBlocks || !Answers(fn.Signature) {
		return effect.AnswerUnknown
	}
	for _, p := range fn.Params {
		if !ssaquery.IsError(p.Type()) {
			continue
		}
		// A search with an error in the place of the resource: it is not released, but how the paths with it end is asked.
		q := e.Run(&search.Acquisition{Param: p, As: err, Fate: path.Open}, fn)
		switch {
		case q.GaveUp:
			return effect.AnswerUnknown
		case !q.Returned:
			return effect.AnswerEnds
		}
		return q.Answer
	}
	return effect.AnswerUnknown
}

// maxHelperBlocks bounds the functions that are taken for helpers which test an error.
const maxHelperBlocks = 40

// Answers reports whether the outcome of a function of type sig can tell its caller
// something about an error: by a bool, by another error, or by not returning at all.
func Answers(sig *types.Signature) bool {
	if sig.Results().Len() == 0 {
		return true
	}
	t := sig.Results().At(0).Type()
	return ssaquery.IsBool(t) || ssaquery.IsError(t)
}

// errorNeverNil reports whether fn returns an error, as its last result, and that is never nil: it
// makes one.
func (e *Package) errorNeverNil(fn *ssa.Function) bool {
	results := fn.Signature.Results()
	if results.Len() == 0 || !ssaquery.IsError(results.At(results.Len()-1).Type()) {
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
func (e *Package) certainlyError(v ssa.Value, depth int) bool {
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
			return e.MakesError(fn)
		}
		obj, ok := fn.Object().(*types.Func)
		if !ok {
			return false
		}
		contract, _ := nethttp.ContractOf(obj)
		eff := e.Stated(obj)
		return contract.NeverNil || eff.Has(effect.ErrNeverNil)
	}
	return false
}

// MakesError is errorNeverNil, remembered.
func (e *Package) MakesError(fn *ssa.Function) bool {
	return e.makers.Get(fn, func() bool { return e.errorNeverNil(fn) })
}
