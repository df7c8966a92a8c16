package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// NeverReturns reports whether no path of fn reaches a return.
func (e *Package) NeverReturns(fn *ssa.Function) bool {
	return fn.Recover == nil && // a recovered panic makes it return
		e.endless.Get(fn, func() bool { return unavoidable(fn, e.Ends) })
}

// Fails reports whether every path of fn to a return marks the running test as failed.
func (e *Package) Fails(fn *ssa.Function) bool {
	return e.failing.Get(fn, func() bool { return unavoidable(fn, e.failsAt) })
}

// failsAt reports whether a call marks the running test as failed.
func (e *Package) failsAt(call *ssa.Call) bool {
	obj := call.Call.Method
	if callee := call.Call.StaticCallee(); callee != nil {
		if len(callee.Blocks) > 0 {
			return e.Fails(callee)
		}
		obj, _ = callee.Object().(*types.Func)
	}
	if obj == nil {
		return false
	}
	contract, _ := nethttp.ContractOf(obj)
	eff := e.Stated(obj)
	return contract.FailsTest || eff.Has(effect.FailsTest)
}

// unavoidable reports whether every path of fn to a return goes through a call that is
// such.
func unavoidable(fn *ssa.Function, such func(*ssa.Call) bool) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	seen := make([]bool, len(fn.Blocks))
	stack := []*ssa.BasicBlock{fn.Blocks[0]}
	seen[0] = true
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		// No way from here counts: who gets here does not get out.
		if slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(*ssa.Call)
			return ok && such(call)
		}) {
			continue
		}
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return false
		}
		for _, s := range b.Succs {
			if !seen[s.Index] {
				seen[s.Index] = true
				stack = append(stack, s)
			}
		}
	}
	return true
}

// Ends reports whether a plain call never returns.
func (e *Package) Ends(call *ssa.Call) bool {
	if m := call.Call.Method; m != nil {
		c, _ := nethttp.ContractOf(m)
		return c.NoReturn
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return false
	}
	if len(fn.Blocks) > 0 {
		return e.NeverReturns(fn)
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && e.EndsProgram(obj)
}

// EndsProgram reports whether the function fn of another package never returns.
func (e *Package) EndsProgram(fn *types.Func) bool {
	if c, ok := nethttp.ContractOf(fn); ok {
		return c.NoReturn
	}
	eff := e.Stated(fn)
	return eff.Has(effect.NoReturn)
}

// EndsAlways reports whether fn, of this package or another, never returns.
func (e *Package) EndsAlways(fn *types.Func) bool {
	if declared := e.Prog.FuncValue(fn); declared != nil && len(declared.Blocks) > 0 {
		return e.NeverReturns(declared)
	}
	return e.EndsProgram(fn)
}
