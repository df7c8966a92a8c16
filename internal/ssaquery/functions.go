package ssaquery

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// FunctionOf returns the function behind the base of a closure value.
func FunctionOf(v ssa.Value) (*ssa.Function, bool) {
	switch v := v.(type) {
	case *ssa.Function:
		return v, true
	case *ssa.MakeClosure:
		fn, ok := v.Fn.(*ssa.Function)
		return fn, ok
	}
	return nil, false
}

// BoundMethod returns the method of a bound method value such as resp.Body.Close.
func BoundMethod(fn *ssa.Function) *types.Func {
	if fn.Pkg != nil || len(fn.FreeVars) != 1 || fn.Synthetic == "" || fn.Parent() != nil {
		return nil
	}
	m, _ := fn.Object().(*types.Func)
	return m
}

// DefersOutside reports whether a defer statement is in the body of a range-over-func
// loop: it runs when the function around the loop returns.
func DefersOutside(instr *ssa.Defer) bool {
	if instr.DeferStack == nil {
		return false
	}
	_, own := instr.DeferStack.(*ssa.Call)
	return !own
}

// Declared returns the declared function that fn is, or stands in.
func Declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// CalledInPlace reports whether all that is done with a function literal is to call or to defer it where it
// stands.
func CalledInPlace(fn *ssa.Function) bool {
	return usedOnly(fn, func(instr ssa.Instruction, as ssa.Value) bool {
		switch instr := instr.(type) {
		case *ssa.Call, *ssa.Defer:
			return instr.(ssa.CallInstruction).Common().Value == as // else it is an argument
		}
		return false
	})
}

// PassedOnly reports whether all that is done with a function literal is to pass it to functions of which the source is at
// hand.
func PassedOnly(fn *ssa.Function) bool {
	return usedOnly(fn, func(instr ssa.Instruction, _ ssa.Value) bool {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return false
		}
		callee := call.Call.StaticCallee()
		return callee != nil && callee != fn && len(callee.Blocks) > 0
	})
}

// usedOnly reports whether a function literal is used, and each use in the function around it is such; as is the operand
// that it is there.
func usedOnly(fn *ssa.Function, such func(instr ssa.Instruction, as ssa.Value) bool) bool {
	uses := 0
	for instr := range Instrs(fn.Parent()) {
		if _, made := instr.(*ssa.MakeClosure); made {
			continue
		}
		var room [8]*ssa.Value
		for _, op := range instr.Operands(room[:0]) {
			if *op == nil {
				continue
			}
			if got, ok := FunctionOf(*op); !ok || got != fn {
				continue
			}
			if !such(instr, *op) {
				return false
			}
			uses++
		}
	}
	return uses > 0
}
