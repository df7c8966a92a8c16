package ssaquery

import (
	"golang.org/x/tools/go/ssa"
)

// Stores reports whether something is stored to the captured variable v.
func Stores(v *ssa.FreeVar) bool {
	for _, r := range Referrers(v) {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == v {
				return true
			}
		case *ssa.MakeClosure:
			inner, ok := r.Fn.(*ssa.Function)
			for i, b := range r.Bindings {
				if ok && b == v && Stores(inner.FreeVars[i]) {
					return true
				}
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			return true
		}
	}
	return false
}

// WritesCaptured reports whether fn stores to variables that it captured.
func WritesCaptured(fn *ssa.Function) bool {
	for _, v := range fn.FreeVars {
		for _, r := range Referrers(v) {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == v {
					return true
				}
			case *ssa.MakeClosure:
				if inner, ok := r.Fn.(*ssa.Function); ok && WritesCaptured(inner) {
					return true
				}
			case *ssa.FieldAddr, *ssa.IndexAddr:
				return true
			}
		}
	}
	return false
}
