package ssaquery

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// StaticCallee returns the function that a call must reach, also if it calls a function
// literal by way of a variable that is never assigned anything else, or one that another function makes.
func StaticCallee(c *ssa.CallCommon) *ssa.Function {
	if c.IsInvoke() {
		return nil
	}
	if fn := c.StaticCallee(); fn != nil {
		return fn
	}
	if made, ok := c.Value.(*ssa.Call); ok {
		if maker := made.Call.StaticCallee(); maker != nil {
			return Made(maker)
		}
	}
	load, ok := c.Value.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	variable := load.X
	for {
		fv, ok := variable.(*ssa.FreeVar)
		if !ok {
			break
		}
		if variable = bindingOf(fv); variable == nil {
			return nil
		}
	}
	alloc, ok := variable.(*ssa.Alloc)
	if !ok {
		return nil
	}
	return onlyFunction(alloc)
}

// bindingOf returns what the free variable v of a function literal is bound to, or nil.
func bindingOf(v *ssa.FreeVar) ssa.Value {
	fn := v.Parent()
	if fn.Parent() == nil {
		return nil
	}
	mk := MakeClosureOf(fn)
	if mk == nil {
		return nil
	}
	for i, fv := range fn.FreeVars {
		if fv == v {
			return mk.Bindings[i]
		}
	}
	return nil
}

// MakeClosureOf returns the instruction that makes a value of the function literal fn, or nil if it captures nothing.
func MakeClosureOf(fn *ssa.Function) *ssa.MakeClosure {
	for _, b := range fn.Parent().Blocks {
		for _, instr := range b.Instrs {
			if mk, ok := instr.(*ssa.MakeClosure); ok && mk.Fn == fn {
				return mk
			}
		}
	}
	return nil
}

// onlyFunction returns the function that is stored to the variable, if nothing else ever is.
func onlyFunction(variable *ssa.Alloc) *ssa.Function {
	stored, ok := storedTo(variable)
	if !ok || len(stored) != 1 {
		return nil
	}
	fn, _ := FunctionOf(stored[0])
	return fn
}

// storedTo returns the values that are stored to the variable. It reports false if others may store to it: by its address,
// or in a function literal.
func storedTo(variable *ssa.Alloc) (stored []ssa.Value, ok bool) {
	for _, r := range Referrers(variable) {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != variable {
				return nil, false
			}
			stored = append(stored, r.Val)
		case *ssa.MakeClosure:
			fn, ok := FunctionOf(r)
			if !ok {
				return nil, false
			}
			for i, b := range r.Bindings {
				if b == variable && Stores(fn.FreeVars[i]) {
					return nil, false
				}
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil, false // its address goes elsewhere
		}
	}
	return stored, true
}

// Made returns the function literal that is all that fn ever returns, or nil.
func Made(fn *ssa.Function) *ssa.Function {
	var only *ssa.Function
	if fn.Signature.Results().Len() != 1 || len(fn.AnonFuncs) == 0 {
		return nil
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		v := ret.Results[0]
		if change, ok := v.(*ssa.ChangeType); ok {
			v = change.X
		}
		literal, ok := FunctionOf(v)
		if !ok || literal.Parent() != fn || only != nil && only != literal {
			return nil
		}
		only = literal
	}
	return only
}
