package ownership

import (
	"go/types"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// argument applies what is known of the callee: the methods of clients and transports, facts, and
// that a function from one RoundTripper to another wraps it.
func (p *pools) argument(q *search, s *state, x *outside, arg argument) {
	sig := x.instr.Common().Signature()
	switch {
	case x.contract.Runs.Has(arg.n):
		x.runs = append(x.runs, arg.a)
	case x.contract.Borrows.Has(arg.n), x.fn != nil && nethttp.Prints(x.fn, arg.t):
	case arg.n == 0 && x.fn != nil && p.method(q, s, x, x.fn, arg.a):
	case x.pool != 0: // the callee gets it twice
		q.keep(s, whyPoolTwice)
	case p.known(q, x, arg) != 0:
		x.pool = p.known(q, x, arg)
	case nethttp.IsRoundTripper(arg.t) && sig.Results().Len() == 1 && nethttp.IsRoundTripper(sig.Results().At(0).Type()):
		x.pool = untouched | passed
	default:
		q.keep(s, whyUnknown)
	}
}

// known returns what the callee does with the pool that arg leads to, or 0.
func (p *pools) known(q *search, x *outside, arg argument) poolEffect {
	if x.site.fn != nil && len(x.site.fn.Blocks) > 0 {
		if arg.i < len(x.site.fn.Params) && len(x.site.fn.FreeVars) == 0 {
			return p.effectOf(q.engine, x.site.fn, arg.i)
		}
		return 0
	}
	if x.fn == nil {
		return 0
	}
	return p.facts(x.fn).param(arg.n)
}

// method runs a method of a client or transport that is called on a. It reports whether fn is one.
func (p *pools) method(q *search, s *state, x *outside, fn *types.Func, a abs) bool {
	switch nethttp.ClientMethodOf(fn) {
	case nethttp.Sends:
		p.use(q, s, x)
	case nethttp.Reaps:
		if p.reaches(fn, a) {
			p.reap(q, s, x.site)
		}
	case nethttp.Copies, nethttp.Looks:
	default:
		return false
	}
	return true
}

func (p *pools) invoke(q *search, s *state, call *site) (done, on bool) {
	if !q.carries(s, call.target) {
		if v := call.instr.Value(); v != nil && isBodyClose(call.instr.Common()) {
			q.readErrs[v] = true // the error is that of the connection
		}
		return false, true
	}
	method := call.instr.Common().Method
	x := &outside{site: call}
	if !p.method(q, s, x, method, call.target) {
		if t := q.dynamicType(call.target, call.instr.Common().Value); t != nil { // of another package
			if sel := q.prog.MethodSets.MethodSet(t).Lookup(method.Pkg(), method.Name()); sel != nil {
				method, _ = sel.Obj().(*types.Func)
			}
		}
		if x.pool = p.facts(method).param(0); x.pool == 0 {
			q.keep(s, whyUnknown)
		}
	}
	for i, a := range call.args {
		if q.carries(s, a) {
			q.keep(s, whyPoolArgument)
		} else {
			q.expose(s, a, argType(call, call.instr.Common().Signature(), 0, i))
		}
	}
	return true, p.apply(q, s, x)
}

// foregone spares functions that have a contract, and the longer ones that get the pool and nothing else that matters.
func (p *pools) foregone(q *search, s *state, call *site) (done, on bool) {
	fn := call.fn
	if !s.active() || fn.Parent() != nil || len(fn.Blocks) <= maxTestBlocks && !hasUse(fn) || fn.Synthetic != "" || len(call.args) != len(fn.Params) {
		return false, true
	}
	x := &outside{site: call}
	for i, a := range call.args {
		switch {
		case a == absFirstNil, a.kind == closure, a.kind != holder && a.kind != body && q.carries(s, a):
			return false, true
		case a.kind != holder && a.kind != body:
		case x.pool != 0:
			return false, true
		default:
			if x.pool = p.effectOf(q.engine, fn, i); x.pool == 0 {
				return false, true
			}
		}
	}
	if x.pool == 0 {
		return false, true
	}
	for i, a := range call.args {
		if a.kind != holder && a.kind != body {
			q.expose(s, a, fn.Params[i].Type())
		}
	}
	return true, p.apply(q, s, x)
}

// apply goes on in as many ways as the callee can end.
func (p *pools) apply(q *search, s *state, x *outside) bool {
	if x.pool == 0 || !s.active() {
		return true
	}
	classes := []poolEffect{used, reaps, untouched}
	for _, class := range classes {
		if x.pool&^passed == class {
			p.end(q, s, x, class)
			return true
		}
	}
	block, next := s.top.block, s.top.next
	if !x.later {
		next++
	}
	for _, column := range []poolEffect{onSuccess, onError} {
		for _, class := range classes {
			if x.pool&column&class == 0 {
				continue
			}
			c := s.copy()
			p.end(q, c, x, class)
			p.results(q, c, x, class == used, column == onSuccess)
			c.at(block, next)
			q.push(c)
		}
	}
	return false
}

// end does to the pool what a callee did at one of its ends.
func (p *pools) end(q *search, s *state, x *outside, class poolEffect) {
	switch {
	case class == used && s.status != open:
		s.status = open
		s.trail = nil
		s.note(Step{Kind: Use, Pos: x.instr.Pos()})
	case class == reaps && x.pool&^passed == reaps:
		p.reap(q, s, x.site)
	case class == reaps:
		s.status = reaped // the callee's affair
		q.trace.ended(s, whyReaped)
	}
	if v := x.instr.Value(); v != nil && !x.later && x.pool&passed != 0 {
		index := 0
		if x.instr.Common().Signature().Results().Len() == 1 {
			index = -1
		}
		s.set(v, index, absHolder)
	}
}

// results says what the results of a call are that succeeded, or not.
func (p *pools) results(q *search, s *state, x *outside, sent, success bool) {
	v := x.instr.Value()
	if v == nil {
		return
	}
	for index, t := range x.results() {
		switch {
		case implementsError(t) && success && sent:
			s.set(v, index, absFirstNil)
		case implementsError(t) && success:
			s.set(v, index, absNil)
		case implementsError(t):
			s.set(v, index, absNonNil)
		case nethttp.IsResponse(t) && sent && success:
			s.set(v, index, absNonNil)
		}
	}
}
