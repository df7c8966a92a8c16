package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// sent is what becomes of a pool when a request is sent through it.
var sent = effect.Effect{OnSuccess: effect.Used, OnError: effect.Left}

// receiver applies what is known of a method that is called on what leads to the pool.
func (p *pools) receiver(c *callee) given {
	method := c.instr.Common().Method
	if g, ok := p.method(c, method, c.target); ok {
		return g
	}
	if t := c.dynamicType(); t != nil { // of another package
		if sel := p.e.prog.MethodSets.MethodSet(t).Lookup(method.Pkg(), method.Name()); sel != nil {
			method, _ = sel.Obj().(*types.Func)
		}
	}
	return orKept(p.facts(method).Param(0))
}

// orKept is the effect e, or that the pool was handed over if that is not known.
func orKept(e effect.Effect) given {
	if !e.Known() {
		return always(effect.Kept, whyUnknown)
	}
	return given{Effect: e, why: whyCallee}
}

// argument applies what is known of the callee: the methods of clients and transports, facts, and
// that a function from one RoundTripper to another wraps it.
func (p *pools) argument(c *callee, arg argument) given {
	if c.obj != nil {
		contract, _ := nethttp.ContractOf(c.obj)
		if contract.Borrows.Has(arg.n) || nethttp.Prints(c.obj, arg.t) {
			return given{}
		}
		if arg.n == 0 {
			if g, ok := p.method(c, c.obj, arg.a); ok {
				return g
			}
		}
	}
	if known := p.known(c, arg); known.Known() {
		return given{Effect: known, why: whyCallee}
	}
	results := c.instr.Common().Signature().Results()
	if nethttp.IsRoundTripper(arg.t) && results.Len() == 1 && nethttp.IsRoundTripper(results.At(0).Type()) {
		return given{Effect: withResult(effect.Always(effect.Left), effect.ResultOf(0, true))}
	}
	return always(effect.Kept, whyUnknown)
}

// known returns what the callee does with the pool that arg leads to.
func (p *pools) known(c *callee, arg argument) effect.Effect {
	switch {
	case c.fn != nil && len(c.fn.Blocks) > 0:
		return c.param(arg.i)
	case c.obj != nil:
		return p.facts(c.obj).Param(arg.n)
	}
	return effect.Effect{}
}

// method says what a method of a client or transport that is called on a makes of the pool. It reports whether fn is
// one.
func (p *pools) method(c *callee, fn *types.Func, a abs) (given, bool) {
	switch nethttp.ClientMethodOf(fn) {
	case nethttp.Sends:
		return p.use(c), true
	case nethttp.Reaps:
		if p.reaches(fn, a) {
			return always(effect.Released, whyReaped), true
		}
	case nethttp.Copies, nethttp.Looks:
	default:
		return given{}, false
	}
	return given{}, true
}

// foregoes is true: a pool's effects say all that matters of a function.
func (*pools) foregoes(effect.Effect) bool { return true }

// reads takes whatever is read, and whatever body of a response is closed, for the response that came through the pool.
func (*pools) reads(c *callee, i int) bool {
	if i < 0 {
		return !c.carries(c.target) && isBodyClose(c.instr.Common())
	}
	return c.owed() && drains(c.obj, c.instr.Common().Args, i)
}

func (*pools) void(v ssa.Value) bool { return isNoBody(v) }

func (*pools) ended(ch ssa.Value) bool { return isDone(ch) }
