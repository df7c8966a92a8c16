package pool

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// use sends a request through the pool. That leaves no idle connection if the request asks for it to be
// closed, as a function that takes part may have it do. A plain client that is used in a loop behind it is well used.
func (p *pools) use(c *search.Callee) search.Given {
	g := search.Given{Effect: sent}
	if c.Owed() { // once more changes nothing
		g.Effect = effect.Effect{}
	}
	// Whoever takes part in this request may have set its field Close, or the client is used over and over.
	c.Activations(func(fn *ssa.Function, again bool) {
		switch {
		case p.closesRequests(fn):
			g = search.Always(effect.Kept, whyCloseRequest)
		case p.plain && again:
			g = search.Always(effect.Kept, whyUsedInLoop)
		}
	})
	return g
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
			if addr, ok := store.Addr.(*ssa.FieldAddr); ok && nethttp.IsNamed(ssaquery.Deref(addr.X.Type()), nethttp.Path, "Request") && ssaquery.FieldName(addr) == "Close" {
				// A value that is not constant may be true, and one request that closes is enough for silence.
				if k, ok := store.Val.(*ssa.Const); !ok || sym.ConstOf(k) != sym.False {
					p.closing[fn] = true
				}
			}
		}
	}
	return p.closing[fn]
}

// reaches reports whether the method CloseIdleConnections of the client a reaches the transport. It does
// nothing if that is in a RoundTripper without the method (net/http/client.go).
func (p *pools) reaches(fn *types.Func, a sym.Value) bool {
	alloc, ok := a.Base.(*ssa.Alloc)
	if !ok || a.Kind != sym.KindAddress || a.Path != "" || !nethttp.IsClient(ssaquery.Deref(fn.Signature().Recv().Type())) || !nethttp.IsClient(ssaquery.Deref(alloc.Type())) {
		return true
	}
	wrapped := false
	for _, ref := range *alloc.Referrers() {
		// Only stores to the field of this very variable are seen; without any, nothing speaks against it.
		addr, ok := ref.(*ssa.FieldAddr)
		if !ok || ssaquery.FieldName(addr) != "Transport" {
			continue
		}
		for _, use := range *addr.Referrers() {
			store, ok := use.(*ssa.Store)
			if !ok || store.Addr != addr {
				continue
			}
			// The dynamic type is known only where the interface is made; else the method may be there.
			boxed, ok := store.Val.(*ssa.MakeInterface)
			if !ok {
				return true
			}
			if obj, _, _ := types.LookupFieldOrMethod(boxed.X.Type(), true, nil, "CloseIdleConnections"); obj != nil {
				return true
			}
			// Client.CloseIdleConnections asserts for the method, and does nothing without it.
			wrapped = true
		}
	}
	return !wrapped
}

// isBodyClose reports whether a call is that of Close of the body of a response.
func isBodyClose(c *ssa.CallCommon) bool {
	load, ok := c.Value.(*ssa.UnOp)
	if !ok || c.Method.Name() != "Close" {
		return false
	}
	field, ok := load.X.(*ssa.FieldAddr)
	return ok && nethttp.IsResponse(field.X.Type()) && httpvalue.IsBodyField(field)
}
