package ownership

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// drains reports whether a call of obj with args reads argument i to the end, so that the error that it returns is one of reading:
// unless it also writes to something that can fail.
func drains(obj *types.Func, args []ssa.Value, i int) bool {
	if obj == nil {
		return false
	}
	contract, ok := nethttp.ContractOf(obj)
	if !ok || !contract.Drains.Has(i) {
		return false
	}
	for _, a := range args[:i] {
		if !neverFails(a) {
			return false
		}
	}
	return true
}

// isDone reports whether ch is what a context calls Done. If a context has ended, the request has ended with it, as a
// rule, and with the request its connection.
func isDone(ch ssa.Value) bool {
	call, ok := ch.(*ssa.Call)
	return ok && call.Call.IsInvoke() && nethttp.IsContextDone(call.Call.Method)
}

// declared returns the declared function that fn is, or stands in.
func declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// readFailed reports whether the condition cond, if it is as holds says, means that reading the resource
// failed.
func (q *search) readFailed(s *state, cond ssa.Value, holds bool) bool {
	if s.status != open || len(q.readErrs) == 0 {
		return false
	}
	bin, ok := cond.(*ssa.BinOp)
	if !ok || !isNilConst(bin.Y) || bin.Op != token.NEQ && bin.Op != token.EQL || (bin.Op == token.NEQ) != holds {
		return false
	}
	a := s.eval(bin.X)
	return a.kind == symbol && a.n == 0 && q.readErrs[a.base]
}

// neverFails reports whether writing to v cannot fail: io.Discard, or something in memory.
func neverFails(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return neverFails(v.X)
	case *ssa.ChangeInterface:
		return neverFails(v.X)
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && nethttp.IsDiscard(g.Object())
	}
	return nethttp.IsMemory(v.Type())
}
