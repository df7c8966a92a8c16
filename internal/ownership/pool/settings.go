package pool

import (
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Store takes settings into account: a transport without keep-alives has no idle connections, and a
// client with something of this call cannot be made once.
func (p *pools) Store(st *search.Stored) (effect.Ends, search.Reason) {
	field, ok := st.Instr.Addr.(*ssa.FieldAddr)
	// Not to a field: the whole transport, or a variable that leads to one, is overwritten.
	if !ok {
		k, zero := st.Instr.Val.(*ssa.Const)
		switch {
		// The zero value is what a composite literal begins with; any other struct may have settings.
		case st.Addr.Kind == sym.KindResource && (!zero || k.Value != nil):
			return effect.Kept, whySettings
		case st.Addr.Kind == sym.KindHolder && reachesPool(st.Instr.Val.Type()):
			return effect.Kept, whyReplaced
		}
		return effect.Left, ""
	}
	if st.Owner.Kind != sym.KindResource && st.Owner.Kind != sym.KindHolder {
		return effect.Left, ""
	}
	owner := ssaquery.Deref(field.X.Type())
	switch {
	case nethttp.IsTransport(owner) && !p.plain:
		return setTransport(st, ssaquery.FieldName(field))
	case nethttp.IsClient(owner) && p.plain && st.Owner.Kind == sym.KindResource:
		return setClient(st, ssaquery.FieldName(field))
	case st.Owner.Kind == sym.KindHolder && reachesPool(st.Instr.Val.Type()):
		return effect.Kept, whyReplaced
	}
	return effect.Left, ""
}

func setTransport(st *search.Stored, field string) (effect.Ends, search.Reason) {
	a := st.Value
	switch field {
	case "DisableKeepAlives":
		// What is not certainly false may be true: then there is nothing to report. If a caller passes it, that is told by
		// Unless.
		if a != sym.False {
			st.UnlessOp, st.Unless = token.EQL, sym.False
			return effect.Kept, whyNotIdle
		}
	case "MaxIdleConnsPerHost":
		// A negative number disables idle connections to a host (transport.go, tryPutIdleConn).
		if a.Kind == sym.KindInt && a.N < 0 || a.Kind != sym.KindInt && !notNegative(st.Instr.Val, 0) {
			st.UnlessOp, st.Unless = token.GEQ, sym.IntOf(0)
			return effect.Kept, whyNotIdle
		}
	case "IdleConnTimeout":
		_, clone := readTag(st.Tag)
		// A store forgets the limit that there was; a new one is remembered only if it is a number.
		st.Tag = tagOf(Limit{}, clone)
		if a.Kind == sym.KindInt {
			st.Tag = tagOf(Limit{true, time.Duration(a.N)}, clone)
		}
		if st.Param {
			return effect.Kept, whyTimeout // facts do not tell
		}
	}
	return effect.Left, ""
}

func setClient(st *search.Stored, field string) (effect.Ends, search.Reason) {
	value := st.Instr.Val
	// Settings that are the same in each call could be made once with the client; others make it one of this call.
	if ssaquery.IsNil(value) || field == "Transport" && httpvalue.IsDefaultTransport(value) || field != "Transport" && field != "Jar" && sameForAllCalls(value) {
		return effect.Left, ""
	}
	st.Custom = true
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
		// Overflow aside, sums and products of such numbers stay so; a difference does not.
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
