package ssaquery

import (
	"go/token"
	"strconv"

	"golang.org/x/tools/go/ssa"
)

// ParamPath returns the parameter that v was read from, and how: "." and a number is a field of a struct, "*" what
// a pointer leads to. So ".2" is a field of a struct that is given by value, "*.2" one of a struct that is given
// by a pointer. It looks at the instructions alone: whether something was stored there since, a search has to know.
func ParamPath(v ssa.Value) (param *ssa.Parameter, path string, ok bool) {
	switch v := v.(type) {
	case *ssa.Parameter:
		return v, "", true
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return addrPath(v.X)
		}
	case *ssa.Field:
		if param, path, ok = ParamPath(v.X); ok {
			return param, path + "." + strconv.Itoa(v.Field), true
		}
	case *ssa.ChangeType:
		return ParamPath(v.X)
	case *ssa.ChangeInterface:
		return ParamPath(v.X)
	case *ssa.Convert:
		return ParamPath(v.X)
	}
	return nil, "", false
}

// addrPath returns the same of what is at the address v.
func addrPath(v ssa.Value) (param *ssa.Parameter, path string, ok bool) {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if param, path, ok = addrPath(v.X); ok {
			return param, path + "." + strconv.Itoa(v.Field), true
		}
	case *ssa.Alloc:
		return copiedParam(v)
	default:
		if param, path, ok = ParamPath(v); ok {
			return param, path + "*", true
		}
	}
	return nil, "", false
}

// copiedParam returns the parameter that the variable is the copy of, if nobody else can change that.
func copiedParam(variable *ssa.Alloc) (param *ssa.Parameter, path string, ok bool) {
	for _, r := range Referrers(variable) {
		switch r := r.(type) {
		case *ssa.Store:
			given, is := r.Val.(*ssa.Parameter)
			if !is || r.Addr != variable || ok {
				return nil, "", false
			}
			param, ok = given, true
		case *ssa.FieldAddr, *ssa.UnOp, *ssa.DebugRef:
		default: // a call, say
			return nil, "", false
		}
	}
	return param, "", ok
}

// ParamBehind returns the parameter that v is, or was copied from: also where a function literal captured it, and where
// something else stands in for it if it is nil. It returns nil if v is none.
func ParamBehind(v ssa.Value) *ssa.Parameter {
	switch v := v.(type) {
	case *ssa.Parameter:
		return v
	case *ssa.ChangeType:
		return ParamBehind(v.X)
	case *ssa.Phi:
		return paramAmong(v.Edges)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil
		}
		variable := v.X
		for {
			fv, ok := variable.(*ssa.FreeVar)
			if !ok {
				break
			}
			variable = bindingOf(fv)
		}
		if alloc, ok := variable.(*ssa.Alloc); ok {
			return storedParam(alloc)
		}
	}
	return nil
}

// paramAmong returns the only parameter among values of which the others are functions that are known.
func paramAmong(values []ssa.Value) (param *ssa.Parameter) {
	for _, v := range values {
		if _, ok := FunctionOf(v); ok {
			continue
		}
		p, ok := v.(*ssa.Parameter)
		if !ok || param != nil && param != p {
			return nil
		}
		param = p
	}
	return param
}

// storedParam returns the parameter that is all that is stored to the variable, but for known functions.
func storedParam(variable *ssa.Alloc) *ssa.Parameter {
	stored, ok := storedTo(variable)
	if !ok {
		return nil
	}
	return paramAmong(stored)
}
