package body

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A function may hand the response to a function that its caller passes: Request(req, func(*http.Response) error). What
// that does with it belongs to the call that passes it. So it is found out of the one, and told in its fact, which
// of its parameters it gives an open body, and of the other, where it is passed, whether it leaves that open.

// handled returns the leaks of calls in fn whose callee gives an open body to a function that the call passes, and that
// leaves it open.
func (b *Bodies) handled(fn *ssa.Function) []*Leak {
	var all []*Leak
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if l := b.handledBy(call); l != nil {
					all = append(all, l)
				}
			}
		}
	}
	return all
}

func (b *Bodies) handledBy(call *ssa.Call) *Leak {
	gives := b.givesOf(&call.Call)
	if gives == 0 {
		return nil
	}
	for i, arg := range call.Call.Args {
		given := gives.Param(i + skipped(&call.Call))
		fn := passed(arg)
		if !given.Open() || fn == nil {
			continue
		}
		// The parameter is searched as if it were an acquisition: the handler owes what it is given.
		for _, acq := range received(fn, nil) {
			q := b.E.Run(acq, fn)
			if l := q.Handled(given); l != nil {
				return b.explainHandled(call, fn, q, l)
			}
		}
	}
	return nil
}

// skipped returns how many parameters of the callee are not among the arguments: the receiver of an interface method.
func skipped(c *ssa.CallCommon) int {
	if c.IsInvoke() {
		return 1
	}
	return 0
}

// passed returns the function that an argument is, if its source is at hand.
func passed(arg ssa.Value) *ssa.Function {
	for {
		conv, ok := arg.(*ssa.ChangeType)
		if !ok {
			break
		}
		arg = conv.X
	}
	if fn, ok := ssaquery.FunctionOf(arg); ok && len(fn.Blocks) > 0 {
		return fn
	}
	return nil
}

// received returns the parameters of fn by which it can be given an open body.
func received(fn *ssa.Function, asked *ssa.Parameter) []*search.Acquisition {
	var all []*search.Acquisition
	for _, p := range fn.Params {
		if as, ok := asBody(p.Type()); ok {
			all = append(all, &search.Acquisition{Param: p, As: as, Fate: path.Open, Asked: asked})
		}
	}
	if len(all) > 1 {
		return nil // which of them it is, is not told
	}
	return all
}

// asBody returns as what something of type t is an open body.
func asBody(t types.Type) (sym.Value, bool) {
	switch {
	case nethttp.IsResponse(t):
		return sym.Object, true
	case types.IsInterface(t) && !ssaquery.IsTypeParam(t) && nethttp.HasClose(t) && isReadCloser(t):
		return sym.Resource, true
	}
	return sym.Unknown, false
}

// takesBody reports whether t is the type of a function that can be given an open body.
func takesBody(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	for v := range sig.Params().Variables() {
		if _, ok := asBody(v.Type()); ok {
			return true
		}
	}
	return false
}

// givesOf returns what the callee gives to the functions that it is passed.
func (b *Bodies) givesOf(c *ssa.CallCommon) effect.Gives {
	if takes := func() bool {
		for _, a := range c.Args {
			if takesBody(a.Type()) {
				return true
			}
		}
		return false
	}(); !takes {
		return 0
	}
	// The source says more than a fact does, and facts are for other packages.
	obj := c.Method
	if fn := ssaquery.StaticCallee(c); fn != nil {
		if len(fn.Blocks) > 0 {
			return b.gives(fn)
		}
		obj, _ = fn.Object().(*types.Func)
	}
	if obj == nil {
		return 0
	}
	if eff := b.E.Stated(obj); eff != nil {
		return eff.Gives
	}
	return 0
}

// gives returns what fn, a function of this package, gives to the functions among its parameters.
func (b *Bodies) gives(fn *ssa.Function) effect.Gives {
	return b.given.Get(fn, func() effect.Gives {
		var out effect.Gives
		for i, p := range fn.Params {
			if i < effect.MaxParams && takesBody(p.Type()) {
				out = out.Add(i, b.givenTo(p, fn))
			}
		}
		return out
	})
}

// givenTo returns what the parameter p, a function, is given in fn, which has it or captured it, and in the function literals
// in that.
func (b *Bodies) givenTo(p *ssa.Parameter, fn *ssa.Function) (given effect.Given) {
	called := false
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			called = called || !call.Call.IsInvoke() && ssaquery.ParamBehind(call.Call.Value) == p
			given = given.Join(b.forwarded(p, call))
		}
	}
	for _, literal := range fn.AnonFuncs {
		given = given.Join(b.givenTo(p, literal))
	}
	// Without a call of its own the function only passes it on, and there is nothing to search.
	if !called {
		return given
	}
	for _, acq := range b.E.Acquisitions(fn) {
		if acq.Value() == nil {
			continue
		}
		// A copy, as the search for p is another question about the same acquisition, with an answer of its own.
		asking := *acq
		asking.Asked = p
		got := b.E.Run(&asking, fn).Given()
		if got.Open() && selects(fn, acq, p) {
			got |= effect.Selected
		}
		given = given.Join(got)
	}
	return given
}

// forwarded returns what p is given in a call: because that passes it on, or passes a function literal that gives it
// what it is given itself.
func (b *Bodies) forwarded(p *ssa.Parameter, call *ssa.Call) (given effect.Given) {
	for i, arg := range call.Call.Args {
		if !takesBody(arg.Type()) {
			continue
		}
		literal := passed(arg)
		// It passes p itself, or a literal that calls p: then what the literal is given is what p may get.
		captured := literal != nil && literal.Parent() != nil && callsParam(literal, p)
		if !captured && ssaquery.ParamBehind(arg) != p {
			continue
		}
		outer := b.givesOf(&call.Call).Param(i + skipped(&call.Call))
		switch {
		case !outer.Open():
		case !captured:
			given = given.Join(outer)
		default:
			// What the callee gives is composed with what the literal does before it calls p.
			for _, acq := range received(literal, p) {
				got := b.E.Run(acq, literal).AskedWithin(outer)
				if got.Open() && (outer&effect.Selected != 0 || selects(literal, acq, p)) {
					got |= effect.Selected
				}
				given = given.Join(got)
			}
		}
	}
	return given
}

func callsParam(fn *ssa.Function, p *ssa.Parameter) bool {
	return len(paramCalls(fn, p)) > 0
}

// paramCalls returns the blocks of fn that call p.
func paramCalls(fn *ssa.Function, p *ssa.Parameter) map[*ssa.BasicBlock]bool {
	calls := make(map[*ssa.BasicBlock]bool)
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(*ssa.Call); ok && !call.Call.IsInvoke() && ssaquery.ParamBehind(call.Call.Value) == p {
				calls[block] = true
			}
		}
	}
	return calls
}

// selects reports whether fn looks at what it acquired before it gives that to p: a branch on it decides whether p is called.
func selects(fn *ssa.Function, acq *search.Acquisition, p *ssa.Parameter) bool {
	calls := paramCalls(fn, p)
	var start *ssa.BasicBlock // the next acquisition gives something else
	if acq.Instr != nil {
		start = acq.Instr.Block()
	}
	leads := make(map[*ssa.BasicBlock]bool)
	var mark func(*ssa.BasicBlock)
	mark = func(block *ssa.BasicBlock) {
		if leads[block] {
			return
		}
		leads[block] = true
		if block == start {
			return
		}
		for _, pred := range block.Preds {
			mark(pred)
		}
	}
	// Backward reachability from the calls of p, up to the acquisition: outside of that a branch has no say in whether p
	// is called.
	for block := range calls {
		mark(block)
	}
	for block := range leads {
		branch, ok := block.Instrs[len(block.Instrs)-1].(*ssa.If)
		if !ok || calls[block] || !looksAt(branch.Cond, acq, make(map[ssa.Value]bool)) {
			continue
		}
		// A branch of which one way does not lead to p any more: the condition selects what p gets.
		for _, succ := range block.Succs {
			if !leads[succ] || succ == start {
				return true
			}
		}
	}
	return false
}

// maxLooks bounds the values that a condition is traced back to.
const maxLooks = 100

// looksAt reports whether v may depend on what was acquired, its error aside.
func looksAt(v ssa.Value, acq *search.Acquisition, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	// Too much to look at: to say that it is selected is the weaker claim.
	if len(seen) > maxLooks {
		return true
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		return x == acq.Param
	case *ssa.Extract:
		if call, ok := x.Tuple.(*ssa.Call); ok && acq.Call == call {
			return !ssaquery.IsError(x.Type())
		}
	case *ssa.Call:
		if acq.Call == x {
			return true
		}
	case *ssa.UnOp:
		if _, ok := asBody(x.Type()); ok {
			return true
		}
	}
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return false
	}
	var room [8]*ssa.Value
	for _, op := range instr.Operands(room[:0]) {
		if *op != nil && looksAt(*op, acq, seen) {
			return true
		}
	}
	return false
}

// explainHandled makes a leak of the function fn, which a call passes, presentable.
func (b *Bodies) explainHandled(call *ssa.Call, fn *ssa.Function, q *search.Found, l *search.Leak) *Leak {
	return &Leak{Call: call, Kind: l.Kind, Steps: steps(l), Handler: fn, Kept: q.Kept, Released: q.Released}
}
