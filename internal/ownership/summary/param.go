package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Param returns what fn, a function of this package, does with what its parameter i leads to if that is a. Nothing is
// known if that cannot be told.
func (e *Package) Param(fn *ssa.Function, i int, a sym.Value) effect.Effect {
	if e.Res.Life.Reusable {
		a = sym.Holder // what leads to it does not matter
	}
	return e.params.Get(paramKey{fn, i, a.Kind}, func() effect.Effect { return e.findParam(fn, i, a) })
}

type paramKey struct {
	fn   *ssa.Function
	i    int
	kind sym.Kind
}

func (e *Package) findParam(fn *ssa.Function, i int, a sym.Value) effect.Effect {
	if known := e.Res.Rules.Contract(fn, i); known.Known() {
		return known
	}
	// The same search as for leaks, from the entry with the resource in hand: how its paths end is the effect.
	q := e.Run(&search.Acquisition{Param: fn.Params[i], As: a, Fate: e.Res.Life.Start()}, fn)
	if q.GaveUp {
		return effect.Effect{}
	}
	f := q.Effect
	if _, ok := fn.Params[i].Type().Underlying().(*types.Slice); ok && f.Any()&(effect.Released|effect.Kept) != 0 {
		f.OnSuccess &^= effect.Left // of a slice without elements, which this one is not
		f.OnError &^= effect.Left
	}
	if q.Optional && e.Res.Life.Reusable { // it is released as an option says: perhaps
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
