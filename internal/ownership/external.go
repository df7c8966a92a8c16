package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// external runs a call whose callee is not followed: of which only the signature is known, and perhaps what a fact,
// a directive or a contract says. With results set, it also says what is known of the results. list is what the call is
// known to make of the resource by way of its receiver. It reports whether s goes on behind the call.
func (q *search) external(s *state, call *site, obj *types.Func, results bool, list ...given) bool {
	c := &callee{site: call, obj: obj, known: q.know.calleeOf(obj, call.fn), q: q, s: s}
	switch {
	case c.known.NoReturn:
		q.trace.stops(s, whyNeverBack)
		return false
	case c.known.FailsTest && s.status == open && !s.branched: // because the request succeeded
		q.trace.stops(s, whyFailsTest)
		return false
	}
	list, runs := q.arguments(s, c, list)
	if results {
		q.results(s, c, list)
		if !q.applyAnswer(s, c) {
			q.trace.stops(s, whyAnswerEnds)
			return false
		}
	}
	if !q.apply(s, call, list) {
		return false
	}
	return q.runAll(s, call, runs)
}

// arguments looks at what a call is given. It adds to list what that makes of the resource, and returns
// the functions that the callee runs.
func (q *search) arguments(s *state, c *callee, list []given) (all []given, runs []abs) {
	offset, method := c.receivers()
	for i, a := range c.args {
		if q.res.rules.reads(c, i) {
			q.noteRead(c.site)
		}
		arg := argument{i, i, a, argType(c.site, offset, i)}
		if method && offset == 0 {
			arg.n++ // contracts and facts count the receiver of an interface method as well
		}
		switch {
		case c.known.Runs.Has(arg.n) && (a.kind == closure || q.carries(s, a)):
			runs = append(runs, a)
		case q.carries(s, a):
			if g := q.res.rules.argument(c, arg); g.Known() || g.holds {
				g.a = a
				list = append(list, g)
			}
		default:
			q.expose(s, a, arg.t)
		}
	}
	return list, runs
}

// receivers returns how many of the arguments are a receiver, and whether the callee is known to be a method.
func (c *callee) receivers() (n int, method bool) {
	common := c.instr.Common()
	if common.Signature().Recv() != nil && !common.IsInvoke() || c.fn != nil && c.fn.Signature.Recv() != nil {
		n = 1
	}
	return n, c.obj != nil && c.obj.Signature().Recv() != nil
}

// runAll follows the functions that a callee runs. It reports whether s goes on; if not, it goes on in the first of
// them that can be followed.
func (q *search) runAll(s *state, call *site, runs []abs) bool {
	for _, a := range runs {
		fn, binds := q.callee(s, a)
		if fn == nil || len(fn.Blocks) == 0 || s.top.depth >= maxDepth || fn == q.root.Function {
			if q.carries(s, a) {
				q.keep(s, whyCallback)
			}
			continue
		}
		run := &site{instr: call.instr, later: call.later, fn: fn, target: a}
		q.enter(s, run, fn, nil, binds)
		s.top.site = nil // what the callback returns is not what the call returns
		return false
	}
	return true
}

// argType returns the type of the parameter that argument i is passed to, of which the first offset are receivers.
func argType(call *site, offset, i int) types.Type {
	sig := call.instr.Common().Signature()
	if i < offset {
		if call.fn != nil && len(call.fn.Params) > 0 {
			return call.fn.Params[0].Type()
		}
		if sig.Recv() != nil {
			return sig.Recv().Type()
		}
	}
	i -= offset
	params := sig.Params()
	if call.fn != nil {
		params = call.fn.Signature.Params()
	}
	if i >= params.Len() {
		return types.Universe.Lookup("any").Type()
	}
	return params.At(i).Type()
}

// expose takes into account that the callee gets a, which does not carry the resource:
// variables that it leads to may change, now or later.
func (q *search) expose(s *state, a abs, t types.Type) {
	switch a.kind {
	case address:
		if isAlloc(a.base) {
			s.write(placeOf(a), absUnknown)
		}
		if isAlloc(a.base) && q.res.types.may(t) {
			s.share(placeOf(a))
		}
	case closure:
		fn, ok := functionOf(a.base)
		if !ok {
			return
		}
		for i, v := range fn.FreeVars {
			b := q.binding(s, a, i)
			if b.kind == address && stores(v) {
				s.write(placeOf(b), absUnknown)
			}
		}
		q.shareCaptured(s, a)
	}
}

// results says what is known of the results of a call that is not followed: by what it was given, among it perhaps
// the error of the acquisition, which is nil on this path, and by what is known of the callee.
func (q *search) results(s *state, c *callee, list []given) {
	v := c.instr.Value()
	if v == nil {
		return
	}
	told, holds := false, false
	for _, a := range c.args {
		told = told || a == absFirstNil
	}
	for _, g := range list {
		holds = holds || g.holds
	}
	for index, t := range c.results() {
		switch {
		case holds && q.res.types.may(t) && !isError(t):
			s.set(v, index, absHolder)
		case c.known.NeverNil:
			s.set(v, index, absNonNil)
		case c.known.InMemory:
			s.set(v, index, absMemory)
		case told && isError(t):
			s.set(v, index, absFirstNil)
		case told && isBool(t) && c.known.NilForNil:
			s.set(v, index, absFalse)
		case told && isBool(t) && index < 0 && s.status == open:
			q.told[v] = true
		}
	}
}

// stores reports whether something is stored to the captured variable v.
func stores(v *ssa.FreeVar) bool {
	for _, r := range referrers(v) {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == v {
				return true
			}
		case *ssa.MakeClosure:
			if inner, ok := r.Fn.(*ssa.Function); ok {
				for i, b := range r.Bindings {
					if b == v && stores(inner.FreeVars[i]) {
						return true
					}
				}
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			return true
		}
	}
	return false
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// noteRead notes that the last result of a call, an error, says that reading failed.
func (q *search) noteRead(call *site) {
	results := call.instr.Common().Signature().Results()
	v := call.instr.Value()
	if v == nil || results.Len() == 0 {
		return
	}
	if err := resultValue(v, results.Len()-1, results.Len()); err != nil {
		q.readErrs[err] = true
	}
}

// applyAnswer makes use of what a callee does with the error that it is given. It reports whether
// the path goes on.
func (q *search) applyAnswer(s *state, c *callee) bool {
	if c.obj == nil {
		return true
	}
	got := q.answerOf(s, c)
	v := c.instr.Value()
	switch {
	case got == effect.AnswerEnds:
		return false
	case v == nil || c.later:
		return true
	}
	results := c.instr.Common().Signature().Results()
	set := func(i int, a abs) {
		if results.Len() == 1 {
			i = -1
		}
		s.set(v, i, a)
		delete(q.told, v)
	}
	switch got {
	case effect.AnswerTrue:
		set(0, absTrue)
	case effect.AnswerFalse:
		set(0, absFalse)
	case effect.AnswerNil:
		set(0, absFirstNil)
	case effect.AnswerNonNil:
		set(0, absNonNil)
	}
	if c.known.ErrNeverNil {
		set(results.Len()-1, absNonNil)
	}
	return true
}

// answerOf returns what the callee makes of the first error among its arguments.
func (q *search) answerOf(s *state, c *callee) effect.Answer {
	params := paramTypes(c.obj.Signature())
	for n, t := range params {
		if !isError(t) {
			continue
		}
		i := n - (len(params) - len(c.args)) // the receiver of an interface is not among the arguments
		if i < 0 || i >= len(c.args) {
			return effect.AnswerUnknown
		}
		switch a := c.args[i]; {
		case a.kind == null:
			return c.known.OnNil
		case s.isNonNil(a):
			return c.known.OnErr
		}
		return effect.AnswerUnknown
	}
	return effect.AnswerUnknown
}
