package ownership

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// use sends a request through the pool. That leaves no idle connection if the request asks for it to be
// closed, as a function that takes part may have it do. A plain client that is used in a loop behind it is well used.
func (p *pools) use(q *search, s *state, x *outside) {
	for f := s.top; f != nil; f = f.up {
		again := f.fn.repeats[f.block.Index] && (f.fn != q.root || q.acq.param != nil || q.acq.instr.Parent() != f.fn.Function || !f.fn.repeats[q.acq.block()])
		switch {
		case p.closesRequests(f.fn.Function):
			q.custom = true
			q.keep(s, whyCloseRequest)
		case p.plain && again:
			q.custom = true
			q.keep(s, whyUsedInLoop)
		}
	}
	if s.status != open {
		x.pool = usedOnSuccess | untouchedOnError
	}
}

// closesRequests reports whether fn sets the Close field of a request.
func (p *pools) closesRequests(fn *ssa.Function) bool {
	if closes, ok := p.closing[fn]; ok {
		return closes
	}
	p.closing[fn] = false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			if addr, ok := store.Addr.(*ssa.FieldAddr); ok && nethttp.IsNamed(deref(addr.X.Type()), nethttp.Path, "Request") && fieldName(addr) == "Close" {
				if k, ok := store.Val.(*ssa.Const); !ok || absOfConst(k) != absFalse {
					p.closing[fn] = true
				}
			}
		}
	}
	return p.closing[fn]
}

// fieldName returns the name of the field that addr is the address of, or "".
func fieldName(addr *ssa.FieldAddr) string {
	if st, ok := deref(addr.X.Type()).Underlying().(*types.Struct); ok {
		return st.Field(addr.Field).Name()
	}
	return ""
}

// reap closes the idle connections.
func (p *pools) reap(q *search, s *state, call *site) {
	if !s.active() {
		return
	}
	q.released = true
	q.optional = q.optional || q.acq.param != nil && q.guarded(s, call.instr.Block())
	if d := deferredBy(s, call); d != nil && !slices.Contains(q.late, d) {
		q.late = append(q.late, d)
	}
	s.status = reaped
	q.trace.ended(s, whyReaped)
}

// guarded reports whether the branch right before b asks for an option: a flag or a number
// that the caller gave, as a parameter or in one.
func (q *search) guarded(s *state, b *ssa.BasicBlock) bool {
	for _, before := range b.Preds {
		if branch, ok := before.Instrs[len(before.Instrs)-1].(*ssa.If); ok && q.isOption(s, branch.Cond) {
			return true
		}
	}
	return false
}

func (q *search) isOption(s *state, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.BinOp:
		return q.isOption(s, v.X) || q.isOption(s, v.Y)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return q.isOption(s, v.X)
		}
		field, ok := v.X.(*ssa.FieldAddr)
		if !ok || !isBasic(v.Type()) {
			return false
		}
		x := s.eval(field.X)
		param, ok := x.base.(*ssa.Parameter)
		return x.kind == holder || ok && param.Parent() == q.root.Function
	case *ssa.Parameter:
		if v.Parent() == q.root.Function {
			return isBasic(v.Type())
		}
		a := s.eval(v)
		return a.kind == symbol && a.base != v && q.isOption(s, a.base)
	}
	return false
}

// deferredBy returns the statement of the outermost function that deferred a call which runs now, or nil.
func deferredBy(s *state, call *site) *ssa.Defer {
	d, _ := call.instr.(*ssa.Defer)
	for f := s.top; f != nil; f = f.up {
		if from, ok := f.from.(*ssa.Defer); ok {
			d = from
		}
	}
	return d
}

// reaches reports whether the method CloseIdleConnections of the client a reaches the transport. It does
// nothing if that is in a RoundTripper without the method (net/http/client.go).
func (p *pools) reaches(fn *types.Func, a abs) bool {
	alloc, ok := a.base.(*ssa.Alloc)
	if !ok || a.kind != address || a.path != "" || !nethttp.IsClient(deref(fn.Signature().Recv().Type())) || !nethttp.IsClient(deref(alloc.Type())) {
		return true
	}
	wrapped := false
	for _, ref := range *alloc.Referrers() {
		addr, ok := ref.(*ssa.FieldAddr)
		if !ok || fieldName(addr) != "Transport" {
			continue
		}
		for _, use := range *addr.Referrers() {
			store, ok := use.(*ssa.Store)
			if !ok || store.Addr != addr {
				continue
			}
			boxed, ok := store.Val.(*ssa.MakeInterface)
			if !ok {
				return true
			}
			if obj, _, _ := types.LookupFieldOrMethod(boxed.X.Type(), true, nil, "CloseIdleConnections"); obj != nil {
				return true
			}
			wrapped = true
		}
	}
	return !wrapped
}

// hasUse reports whether fn has a contract that says what it does with a client.
func hasUse(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	contract, ok := nethttp.ContractOf(obj)
	return ok && contract.Uses != 0
}

// isBodyClose reports whether a call is that of Close of the body of a response.
func isBodyClose(c *ssa.CallCommon) bool {
	load, ok := c.Value.(*ssa.UnOp)
	if !ok || c.Method.Name() != "Close" {
		return false
	}
	field, ok := load.X.(*ssa.FieldAddr)
	return ok && nethttp.IsResponse(field.X.Type()) && isBodyField(field)
}
