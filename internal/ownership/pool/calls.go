package pool

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// sent is what becomes of a pool when a request is sent through it.
var sent = effect.Effect{OnSuccess: effect.Used, OnError: effect.Left}

// Receiver applies what is known of a method that is called on what leads to the pool.
func (p *pools) Receiver(c *search.Callee) search.Given {
	method := c.Instr.Common().Method
	// Client and Transport themselves have contracts; they come before any fact.
	if g, ok := p.method(c, method, c.Target); ok {
		return g
	}
	if t := c.DynamicType(); t != nil { // of another package
		if sel := p.e.Prog.MethodSets.MethodSet(t).Lookup(method.Pkg(), method.Name()); sel != nil {
			method, _ = sel.Obj().(*types.Func)
		}
	}
	return orKept(p.facts(method).Param(0))
}

// orKept is the effect e, or that the pool was handed over if that is not known.
func orKept(e effect.Effect) search.Given {
	if !e.Known() {
		return search.Always(effect.Kept, search.WhyUnknown)
	}
	return search.Given{Effect: e, Why: search.WhyCallee}
}

// Argument applies what is known of the callee: the methods of clients and transports, facts, and
// that a function from one RoundTripper to another wraps it.
func (p *pools) Argument(c *search.Callee, arg search.Argument) search.Given {
	if c.Obj != nil {
		contract, _ := nethttp.ContractOf(c.Obj)
		if contract.Borrows.Has(arg.Number) || nethttp.Prints(c.Obj, arg.Type) {
			return search.Given{}
		}
		// Called as a function, a method has its receiver as the first argument.
		if arg.Number == 0 {
			if g, ok := p.method(c, c.Obj, arg.Value); ok {
				return g
			}
		}
	}
	if known := p.known(c, arg); known.Known() {
		return search.Given{Effect: known, Why: search.WhyCallee}
	}
	// By convention a decorator: it keeps what it is given inside of what it returns, so the pool is reached through the
	// result.
	results := c.Instr.Common().Signature().Results()
	if nethttp.IsRoundTripper(arg.Type) && results.Len() == 1 && nethttp.IsRoundTripper(results.At(0).Type()) {
		return search.Given{Effect: search.WithResult(effect.Always(effect.Left), effect.ResultOf(0, true))}
	}
	return search.Always(effect.Kept, search.WhyUnknown)
}

// known returns what the callee does with the pool that arg leads to.
func (p *pools) known(c *search.Callee, arg search.Argument) effect.Effect {
	switch {
	case c.Fn != nil && len(c.Fn.Blocks) > 0:
		return c.Param(arg.Index)
	case c.Obj != nil:
		return p.facts(c.Obj).Param(arg.Number)
	}
	return effect.Effect{}
}

// method says what a method of a client or transport that is called on a makes of the pool. It reports whether fn is
// one.
func (p *pools) method(c *search.Callee, fn *types.Func, a sym.Value) (search.Given, bool) {
	switch nethttp.ClientMethodOf(fn) {
	case nethttp.Sends:
		return p.use(c), true
	case nethttp.Reaps:
		if p.reaches(fn, a) {
			return search.Always(effect.Released, whyReaped), true
		}
	// They leave the pool alone: a clone has a pool of its own.
	case nethttp.Copies, nethttp.Looks:
	default:
		return search.Given{}, false
	}
	return search.Given{}, true
}

// Foregoes is true: a pool's effects say all that matters of a function.
func (*pools) Foregoes(effect.Effect) bool { return true }

// Reads takes whatever is read, and whatever body of a response is closed, for the response that came through the pool.
func (*pools) Reads(c *search.Callee, i int) bool {
	// A negative number stands for the receiver of a method.
	if i < 0 {
		return !c.Carries(c.Target) && isBodyClose(c.Instr.Common())
	}
	return c.Owed() && httpvalue.Drains(c.Obj, c.Instr.Common().Args, i)
}

func (*pools) Asserts(types.Type) bool { return true }

func (*pools) Ended(v ssa.Value) bool { return httpvalue.IsDone(v) || httpvalue.IsContextErr(v) }
