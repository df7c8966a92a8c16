package search

import (
	"go/types"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// external runs a call whose callee is not followed: of which only the signature is known, and perhaps what a fact,
// a directive or a contract says. With results set, it also says what is known of the results. list is what the call is
// known to make of the resource by way of its receiver. It reports whether s goes on behind the call.
func (q *search) external(s *path.State, call *site, obj *types.Func, results bool, list ...Given) bool {
	c := &Callee{site: call, Obj: obj, known: q.Know.CalleeOf(obj, call.Fn), q: q, s: s}
	switch {
	case c.known.NoReturn:
		q.trace.stops(s, whyNeverBack)
		return false
	case c.known.FailsTest && s.Status == path.Open && !s.Branched: // because the request succeeded
		q.trace.stops(s, whyFailsTest)
		return false
	}
	member, grouped := q.member(s, call)
	list, runs, perhaps := q.arguments(s, c, list)
	if results {
		q.results(s, c, list)
		if !q.applyAnswer(s, c) {
			q.trace.stops(s, whyAnswerEnds)
			return false
		}
	}
	if len(perhaps) == 0 && grouped {
		q.keepMember(s, call, member)
	} else if grouped && member.known {
		s.Write(member.place, member.state)
	}
	if !q.apply(s, call, list) || !q.runAll(s, call, runs) {
		return false
	}
	if len(perhaps) > 0 {
		q.perhapsRun(s, c, perhaps[0])
		return false
	}
	return true
}

// arguments looks at what a call is given. It adds to list what that makes of the resource, and returns
// the functions that the callee runs, and one that acquires and that it may run.
func (q *search) arguments(s *path.State, c *Callee, list []Given) (all []Given, runs []sym.Value, perhaps []Argument) {
	offset, method := c.receivers()
	for i, a := range c.Args {
		if q.Res.Rules.Reads(c, i) {
			q.noteRead(c.site)
		}
		arg := Argument{i, i, a, argType(c.site, offset, i)}
		// The call of an interface method has its receiver beside the arguments, that of a function before them.
		if method && offset == 0 {
			arg.Number++ // contracts and facts count the receiver of an interface method as well
		}
		switch {
		case c.known.Runs.Has(arg.Number) && (a.Kind == sym.KindFunc || q.Carries(s, a)):
			runs = append(runs, a)
		case len(perhaps) == 0 && q.perhapsRuns(s, c, a):
			perhaps = append(perhaps, arg)
		case q.Carries(s, a):
			if g := q.Res.Rules.Argument(c, arg); g.Known() || g.Holds {
				g.a = a
				list = append(list, g)
			}
		default:
			q.expose(s, a, arg.Type)
		}
	}
	for _, p := range c.touched {
		s.Write(p, sym.Unknown)
	}
	return list, runs, perhaps
}

// receivers returns how many of the arguments are a receiver, and whether the callee is known to be a method.
func (c *Callee) receivers() (n int, method bool) {
	common := c.Instr.Common()
	if common.Signature().Recv() != nil && !common.IsInvoke() || c.Fn != nil && c.Fn.Signature.Recv() != nil {
		n = 1
	}
	return n, c.Obj != nil && c.Obj.Signature().Recv() != nil
}

// runAll follows the functions that a callee runs. It reports whether s goes on; if not, it goes on in the first of
// them that can be followed.
func (q *search) runAll(s *path.State, call *site, runs []sym.Value) bool {
	for _, a := range runs {
		fn, binds := q.callee(s, a)
		if fn == nil || len(fn.Blocks) == 0 || s.Top.Depth >= MaxDepth || fn == q.Root.Function {
			if q.Carries(s, a) {
				q.keep(s, whyCallback)
			}
			continue
		}
		// The callback runs in the place of the call, before what its callee makes of its result.
		run := &site{Instr: call.Instr, later: call.later, Fn: fn, Target: a}
		q.enter(s, run, fn, nil, binds)
		s.Top.Site = nil // what the callback returns is not what the call returns
		return false
	}
	return true
}

// argType returns the type of the parameter that argument i is passed to, of which the first offset are receivers.
func argType(call *site, offset, i int) types.Type {
	sig := call.Instr.Common().Signature()
	if i < offset {
		if call.Fn != nil && len(call.Fn.Params) > 0 {
			return call.Fn.Params[0].Type()
		}
		if sig.Recv() != nil {
			return sig.Recv().Type()
		}
	}
	i -= offset
	params := sig.Params()
	if call.Fn != nil {
		params = call.Fn.Signature.Params()
	}
	if i >= params.Len() {
		return types.Universe.Lookup("any").Type()
	}
	return params.At(i).Type()
}

// expose takes into account that the callee gets a, which does not carry the resource:
// variables that it leads to may change, now or later.
func (q *search) expose(s *path.State, a sym.Value, t types.Type) {
	switch a.Kind {
	case sym.KindAddress:
		if q.isOwn(a.Base) && q.Res.Types.May(t) {
			q.share(s, a)
		}
		if ssaquery.IsAlloc(a.Base) {
			s.Write(sym.PlaceOf(a), sym.Unknown)
		}
	case sym.KindFunc:
		fn, ok := ssaquery.FunctionOf(a.Base)
		if !ok {
			return
		}
		for i, v := range fn.FreeVars {
			b := q.binding(s, a, i)
			if b.Kind == sym.KindAddress && ssaquery.Stores(v) {
				s.Write(sym.PlaceOf(b), sym.Unknown)
			}
		}
		q.shareCaptured(s, a)
	}
}

// results says what is known of the results of a call that is not followed: by what it was given, among it perhaps
// the error of the acquisition, which is nil on this path, and by what is known of the callee.
func (q *search) results(s *path.State, c *Callee, list []Given) {
	v := c.Instr.Value()
	if v == nil {
		return
	}
	q.describeResult(s, c)
	// An error that is nil on this path makes what is made of it nil, as a rule: errors.Wrap, a check that it is none.
	told, holds := false, false
	for _, a := range c.Args {
		told = told || a == sym.FirstNil
	}
	for _, g := range list {
		holds = holds || g.Holds
	}
	for index, t := range c.results() {
		switch {
		case holds && q.Res.Types.May(t) && !ssaquery.IsError(t):
			s.Set(v, index, sym.Holder)
		case c.known.NeverNil:
			s.Set(v, index, sym.NonNil)
		case c.known.InMemory:
			s.Set(v, index, sym.Inert)
		case told && ssaquery.IsError(t):
			s.Set(v, index, sym.FirstNil)
		case told && ssaquery.IsBool(t) && c.known.NilForNil:
			s.Set(v, index, sym.False)
		// A bool that comes of the error may be either; a leak that rests on one answer counts only if the other leaks, too (see Valid).
		case told && ssaquery.IsBool(t) && index < 0 && s.Status == path.Open:
			q.told[v] = true
		}
	}
}

// noteRead notes that the last result of a call, an error, says that reading failed.
func (q *search) noteRead(call *site) {
	results := call.Instr.Common().Signature().Results()
	v := call.Instr.Value()
	if v == nil || results.Len() == 0 {
		return
	}
	if err := ssaquery.ResultValue(v, results.Len()-1, results.Len()); err != nil {
		q.readErrs[err] = true
	}
}

// applyAnswer makes use of what a callee does with the error that it is given. It reports whether
// the path goes on.
func (q *search) applyAnswer(s *path.State, c *Callee) bool {
	if c.Obj == nil {
		return true
	}
	got := q.answerOf(s, c)
	v := c.Instr.Value()
	switch {
	case got == effect.AnswerEnds:
		return false
	case v == nil || c.later:
		return true
	}
	results := c.Instr.Common().Signature().Results()
	set := func(i int, a sym.Value) {
		if results.Len() == 1 {
			i = -1
		}
		s.Set(v, i, a)
		delete(q.told, v)
	}
	switch got {
	case effect.AnswerTrue:
		set(0, sym.True)
	case effect.AnswerFalse:
		set(0, sym.False)
	case effect.AnswerNil:
		set(0, sym.FirstNil)
	case effect.AnswerNonNil:
		set(0, sym.NonNil)
	}
	if c.known.ErrNeverNil {
		set(results.Len()-1, sym.NonNil)
	}
	return true
}

// answerOf returns what the callee makes of the first error among its arguments.
func (q *search) answerOf(s *path.State, c *Callee) effect.Answer {
	params := ssaquery.Params(c.Obj.Signature())
	for n, t := range params {
		if !ssaquery.IsError(t) {
			continue
		}
		i := n - (len(params) - len(c.Args)) // the receiver of an interface is not among the arguments
		if i < 0 || i >= len(c.Args) {
			return effect.AnswerUnknown
		}
		switch a := c.Args[i]; {
		case a.Kind == sym.KindNil:
			return c.known.OnNil
		case s.IsNonNil(a):
			return c.known.OnErr
		}
		return effect.AnswerUnknown
	}
	return effect.AnswerUnknown
}
