package ownership

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// drains notes that a call in a helper reads the body, its argument i, to its end: the error that it returns
// is then one of reading, unless it also writes to something that can fail. A body of which a
// Read failed has given its connection up (bodyEOFSignal in net/http/transport.go), so a helper that
// does not close it then is not to blame, and its callers still less. The function that sent the
// request is held to the contract of net/http.
func (q *search) drains(s *state, call *site, i int, contract nethttp.Contract) {
	if !contract.Drains.Has(i) || !q.res.excuses(q, s, call.args[i]) {
		return
	}
	for _, a := range call.instr.Common().Args[:i] {
		if !neverFails(a) {
			return
		}
	}
	results := call.instr.Common().Signature().Results()
	if v := call.instr.Value(); v != nil {
		if err := resultValue(v, results.Len()-1, results.Len()); err != nil {
			q.readErrs[err] = true
		}
	}
}

// declared returns the declared function that fn is, or stands in.
func declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// readFailed reports whether the condition cond, if it is as holds says, means that reading the body
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
