package body

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// What a function that a call passes does is held against that call, not against what the callee does with all others.

// unhandled says of the ways in which the callee returns an open body which of them there are whatever the functions do that
// it is passed: those leave alone what they are given.
func (b *Bodies) unhandled(c *ssa.CallCommon, list []search.Outcome) []search.Outcome {
	var out []search.Outcome
	for _, o := range list {
		// The function was shown the body before it was returned, and may have closed it; this one surely has not.
		if i := o.Shown - 1; i >= 0 && i < len(c.Args) && b.leavesAlone(passed(c.Args[i])) {
			o.Shown = 0
		}
		out = append(out, o)
	}
	return out
}

// leavesAlone reports whether fn is known to leave alone an open body that it is given.
func (b *Bodies) leavesAlone(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	// With two parameters that may be given the body it is not known which of them is.
	got := received(fn, nil)
	if len(got) != 1 {
		return false
	}
	e := b.E.Param(fn, slices.Index(fn.Params, got[0].Param), got[0].As)
	return e.Known() && e.Only(effect.Left) && e.Result == 0
}

// ownsNothing reports whether a leak of acq, which is what a function among the parameters returns, is none: all functions
// that are seen to be passed for it return nothing open that is not kept elsewhere as well, such as in a variable of their
// maker.
func (b *Bodies) ownsNothing(acq *search.Acquisition) bool {
	c := acq.Call.Common()
	if c.IsInvoke() {
		return false
	}
	p := ssaquery.ParamBehind(c.Value)
	if p == nil {
		return false
	}
	// A literal may have captured it: the calls that count are those of the function whose parameter it is.
	i := slices.Index(p.Parent().Params, p)
	calls := b.callsOf(p.Parent())
	for _, call := range calls {
		if i >= len(call.Args) {
			return false
		}
		fn := passed(call.Args[i])
		if fn == nil {
			return false
		}
		// One caller is enough whose function may return something open: then the leak stands.
		o := b.E.OutcomesOf(fn)
		if o.Opaque || slices.ContainsFunc(o.List, func(o search.Outcome) bool { return !o.Failed(fn.Signature.Results()) }) {
			return false
		}
	}
	return len(calls) > 0
}

// callsOf returns the calls of fn in the package.
func (b *Bodies) callsOf(fn *ssa.Function) []*ssa.CallCommon {
	if b.calls == nil {
		b.calls = make(map[*ssa.Function][]*ssa.CallCommon)
		for _, caller := range b.Funcs {
			b.noteCalls(caller)
		}
	}
	return b.calls[fn]
}

func (b *Bodies) noteCalls(caller *ssa.Function) {
	for _, block := range caller.Blocks {
		for _, instr := range block.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if callee := call.Common().StaticCallee(); callee != nil {
				b.calls[callee] = append(b.calls[callee], call.Common())
			}
		}
	}
}
