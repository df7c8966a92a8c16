package ownership

import (
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// stored takes settings into account: a transport without keep-alives has no idle connections, and a
// client with something of this call cannot be made once.
func (p *pools) stored(q *search, s *state, instr *ssa.Store) {
	if !s.active() {
		return
	}
	field, ok := instr.Addr.(*ssa.FieldAddr)
	if !ok {
		a := s.eval(instr.Addr)
		k, zero := instr.Val.(*ssa.Const)
		switch {
		case a.kind == body && (!zero || k.Value != nil): // settings that nobody knows
			q.custom = true
			q.keep(s, whySettings)
		case a.kind == holder && reachesPool(instr.Val.Type()):
			q.keep(s, whyReplaced)
		}
		return
	}
	x := s.eval(field.X)
	if param, ok := x.base.(*ssa.Parameter); ok && x.kind == symbol && param.Parent() == q.root.Function && q.carries(s, s.eval(instr.Val)) {
		q.fillsParam = true
	}
	if x.kind != body && x.kind != holder {
		return
	}
	owner := deref(field.X.Type())
	switch {
	case nethttp.IsTransport(owner) && !p.plain:
		p.setTransport(q, s, fieldName(field), instr.Val)
	case nethttp.IsClient(owner) && p.plain && x.kind == body:
		p.setClient(q, s, fieldName(field), instr.Val)
	case x.kind == holder && reachesPool(instr.Val.Type()):
		q.keep(s, whyReplaced)
	}
}

func (p *pools) setTransport(q *search, s *state, field string, value ssa.Value) {
	a := s.eval(value)
	switch field {
	case "DisableKeepAlives":
		if a != absFalse {
			q.keep(s, whyNotIdle)
		}
	case "MaxIdleConnsPerHost":
		if a.kind == constInt && a.n < 0 || a.kind != constInt && !notNegative(value, 0) {
			q.keep(s, whyNotIdle)
		}
	case "IdleConnTimeout":
		s.limit = Limit{}
		if a.kind == constInt {
			s.limit = Limit{true, time.Duration(a.n)}
		}
		if q.acq.param != nil {
			q.keep(s, whyTimeout) // facts do not tell
		}
	}
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

func (p *pools) setClient(q *search, s *state, field string, value ssa.Value) {
	if isNilConst(value) || field == "Transport" && isDefaultTransport(value) || field != "Transport" && field != "Jar" && sameForAllCalls(value) {
		return
	}
	q.custom = true
	if field == "Transport" {
		q.keep(s, whyOwnSettings)
	}
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
