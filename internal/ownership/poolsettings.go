package ownership

import (
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// store takes settings into account: a transport without keep-alives has no idle connections, and a
// client with something of this call cannot be made once.
func (p *pools) store(st *stored) (effect.Ends, reason) {
	field, ok := st.instr.Addr.(*ssa.FieldAddr)
	if !ok {
		k, zero := st.instr.Val.(*ssa.Const)
		switch {
		case st.addr.kind == body && (!zero || k.Value != nil):
			return effect.Kept, whySettings
		case st.addr.kind == holder && reachesPool(st.instr.Val.Type()):
			return effect.Kept, whyReplaced
		}
		return effect.Left, ""
	}
	if st.owner.kind != body && st.owner.kind != holder {
		return effect.Left, ""
	}
	owner := deref(field.X.Type())
	switch {
	case nethttp.IsTransport(owner) && !p.plain:
		return setTransport(st, fieldName(field))
	case nethttp.IsClient(owner) && p.plain && st.owner.kind == body:
		return setClient(st, fieldName(field))
	case st.owner.kind == holder && reachesPool(st.instr.Val.Type()):
		return effect.Kept, whyReplaced
	}
	return effect.Left, ""
}

func setTransport(st *stored, field string) (effect.Ends, reason) {
	a := st.value
	switch field {
	case "DisableKeepAlives":
		if a != absFalse {
			return effect.Kept, whyNotIdle
		}
	case "MaxIdleConnsPerHost":
		if a.kind == constInt && a.n < 0 || a.kind != constInt && !notNegative(st.instr.Val, 0) {
			return effect.Kept, whyNotIdle
		}
	case "IdleConnTimeout":
		_, clone := readTag(st.tag)
		st.tag = tagOf(Limit{}, clone)
		if a.kind == constInt {
			st.tag = tagOf(Limit{true, time.Duration(a.n)}, clone)
		}
		if st.param {
			return effect.Kept, whyTimeout // facts do not tell
		}
	}
	return effect.Left, ""
}

func setClient(st *stored, field string) (effect.Ends, reason) {
	value := st.instr.Val
	if isNilConst(value) || field == "Transport" && isDefaultTransport(value) || field != "Transport" && field != "Jar" && sameForAllCalls(value) {
		return effect.Left, ""
	}
	st.custom = true
	if field == "Transport" {
		return effect.Kept, whyOwnSettings
	}
	return effect.Left, ""
}

// notNegative reports whether v is a sum or product of lengths, numbers of processors and the like.
func notNegative(v ssa.Value, depth int) bool {
	if depth > 5 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.Int && constant.Sign(v.Value) >= 0
	case *ssa.BinOp:
		return (v.Op == token.ADD || v.Op == token.MUL) && notNegative(v.X, depth+1) && notNegative(v.Y, depth+1)
	case *ssa.Convert:
		return notNegative(v.X, depth+1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			return b.Name() == "len" || b.Name() == "cap"
		}
		if fn := v.Call.StaticCallee(); fn != nil {
			obj, ok := fn.Object().(*types.Func)
			return ok && obj.Pkg() != nil && obj.Pkg().Path() == "runtime" && (obj.Name() == "GOMAXPROCS" || obj.Name() == "NumCPU")
		}
	}
	return false
}

// sameForAllCalls reports whether v is made of constants, functions and package
// variables alone.
func sameForAllCalls(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Global:
		return true
	case *ssa.UnOp:
		return sameForAllCalls(v.X)
	case *ssa.FieldAddr:
		return sameForAllCalls(v.X)
	case *ssa.BinOp:
		return sameForAllCalls(v.X) && sameForAllCalls(v.Y)
	case *ssa.ChangeType:
		return sameForAllCalls(v.X)
	case *ssa.Convert:
		return sameForAllCalls(v.X)
	}
	return false
}
