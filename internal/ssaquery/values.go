package ssaquery

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// ResultValue returns the SSA value of result i of n of a call, or nil if nothing uses it.
func ResultValue(v ssa.Value, i, n int) ssa.Value {
	if n == 1 {
		return v
	}
	for _, r := range Referrers(v) {
		if e, ok := r.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}

// StoresTo reports whether fn stores something but nil to the field of asked, of whatever struct.
func StoresTo(fn *ssa.Function, asked *ssa.FieldAddr) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || IsNil(store.Val) {
				continue
			}
			addr, ok := store.Addr.(*ssa.FieldAddr)
			if ok && addr.Field == asked.Field && types.Identical(addr.X.Type(), asked.X.Type()) {
				return true
			}
		}
	}
	return false
}

// IsNil reports whether v is the constant nil.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// Referrers returns the instructions that use v.
func Referrers(v ssa.Value) []ssa.Instruction {
	if r := v.Referrers(); r != nil {
		return *r
	}
	return nil
}

// MadeChan returns what makes the channel v, through a variable that holds nothing else.
func MadeChan(v ssa.Value) *ssa.MakeChan {
	switch v := v.(type) {
	case *ssa.MakeChan:
		return v
	case *ssa.ChangeType: // to a channel of one direction
		return MadeChan(v.X)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			mk, _ := OnlyStored(v.X).(*ssa.MakeChan)
			return mk
		}
	}
	return nil
}

// OnlyStored returns what the function of the variable at addr, which may be captured, stores there, if that is done in
// one place; else nil. What function literals store is not looked at.
func OnlyStored(addr ssa.Value) ssa.Value {
	for depth := 0; depth < 8; depth++ {
		fv, ok := addr.(*ssa.FreeVar)
		if !ok {
			break
		}
		addr = bindingOf(fv)
	}
	alloc, ok := addr.(*ssa.Alloc)
	if !ok {
		return nil
	}
	var only ssa.Value
	for _, r := range *alloc.Referrers() {
		if store, ok := r.(*ssa.Store); ok && store.Addr == alloc {
			if only != nil {
				return nil
			}
			only = store.Val
		}
	}
	return only
}

// FieldName returns the name of the field that addr is the address of, or "".
func FieldName(addr *ssa.FieldAddr) string {
	if st, ok := Deref(addr.X.Type()).Underlying().(*types.Struct); ok {
		return st.Field(addr.Field).Name()
	}
	return ""
}

// IsAlloc reports whether v is the address of a variable that its function makes.
func IsAlloc(v ssa.Value) bool { _, ok := v.(*ssa.Alloc); return ok }

// IsField reports whether v is the address of a field.
func IsField(v ssa.Value) bool { _, ok := v.(*ssa.FieldAddr); return ok }

// Converted returns x if v is x as another type, so that they are the same in all but that.
func Converted(v ssa.Value) (x ssa.Value, ok bool) {
	switch v := v.(type) {
	case *ssa.ChangeInterface:
		return v.X, true
	case *ssa.ChangeType:
		return v.X, true
	case *ssa.Convert:
		return v.X, true
	case *ssa.MultiConvert:
		return v.X, true
	case *ssa.SliceToArrayPointer:
		return v.X, true
	}
	return nil, false
}
