package search

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A function literal that acquires, and leaves the resource in a variable of the function around, may be given to a
// function of which nothing is known: a group, a pacer, a retry package. Nobody but the literal and those around it can
// reach the variable, so nothing has to be known: the path goes on as if the literal was not run, and as if it was, in
// place. That it runs in another goroutine, or later, is the same to a variable that nobody else looks at.
//
// What has to be known is how the callee tells that the literal failed: by its own error, which then is nil exactly if
// that of the literal was, or if it has none, by that of a later call on the same receiver (a group's Wait). Where it
// may be told in another way, the literal is not followed.

// A reply is what a function literal returned to the callee that ran it.
type reply struct {
	call    ssa.CallInstruction // of the callee
	literal *ssa.Function
	results []sym.Value
	how     *path.Callback
}

// lastError returns the error among results, which comes last.
func lastError(results *types.Tuple) (index int, ok bool) {
	n := results.Len() - 1
	return n, n >= 0 && ssaquery.IsError(results.At(n).Type())
}

// perhapsRuns reports whether the callee may run a, which contains the acquisition, so that it is to be followed.
func (q *search) perhapsRuns(s *path.State, c *Callee, a sym.Value) bool {
	fn, ok := ssaquery.FunctionOf(a.Base)
	plain, isCall := c.Instr.(*ssa.Call)
	if a.Kind != sym.KindFunc || !ok || !q.hosts[fn] || fn.Parent() == nil || !isCall || c.later || c.known.Contracted || s.Top.Depth >= MaxDepth {
		return false
	}
	for f := s.Top; f != nil; f = f.Up {
		if f.Fn.Function == fn {
			return false
		}
	}
	return tells(fn, plain.Call.Signature().Results()) && !sendsError(fn)
}

// tells reports whether the error of a function literal can reach its maker only in a way that is followed, if these are the
// results of the callee that runs it.
func tells(literal *ssa.Function, results *types.Tuple) bool {
	if _, fails := lastError(literal.Signature.Results()); !fails || results.Len() == 0 {
		return true
	}
	_, fails := lastError(results)
	return fails
}

// sendsError reports whether fn sends an error on a channel, so that somebody else may learn what became of it.
func sendsError(fn *ssa.Function) bool {
	for instr := range ssaquery.Instrs(fn) {
		switch instr := instr.(type) {
		case *ssa.Send:
			if ssaquery.IsError(instr.X.Type()) {
				return true
			}
		case *ssa.Select:
			for _, st := range instr.States {
				if st.Send != nil && ssaquery.IsError(st.Send.Type()) {
					return true
				}
			}
		}
	}
	return false
}

// perhapsRun goes on behind a call whose callee does not run the function literal arg, and in the literal.
func (q *search) perhapsRun(s *path.State, c *Callee, arg Argument) {
	call := c.site
	fn, binds := q.callee(s, arg.Value)
	if s.Status == path.Open { // that it is not run a second time tells nothing new
		q.trace.ended(s, whyCallback)
		q.Kept = true
	} else {
		skip := s.Copy()
		q.expose(skip, arg.Value, arg.Type)
		skip.At(s.Top.Block, s.Top.Next+1)
		q.push(skip)
	}
	q.enter(s, &site{Instr: call.Instr, Fn: fn, Target: arg.Value}, fn, nil, binds)
	known := c.known.Repeats.Param(arg.Number)
	if slices.ContainsFunc(c.Args, atMostOne) {
		known &^= effect.Repeats
	}
	s.Top.Site = nil // what the literal returns is not what the call returns: see reply
	s.Top.Callback = &path.Callback{Func: arg.Value, Binds: binds, Repeats: known&effect.Repeats != 0, Reports: known&effect.Reports != 0}
}

// atMostOne reports whether an argument may be the number of times that a callee is to run a function, and is no more than one.
func atMostOne(a sym.Value) bool { return a.Kind == sym.KindInt && a.N <= 1 }

// runAgain goes on in the function literal that the callee runs once more, before it returns to s.
func (q *search) runAgain(s *path.State, r reply) {
	s.At(s.Top.Block, s.Top.Next-1)
	q.enter(s, &site{Instr: r.call, Fn: r.literal, Target: r.how.Func}, r.literal, nil, r.how.Binds)
	s.Top.Site = nil
	s.Top.Callback = r.how
}

// reply gives the results of a call the values that follow from what the function literal returned to its callee.
func (q *search) reply(s *path.State, r reply) {
	if slices.ContainsFunc(r.results, func(a sym.Value) bool { return q.Carries(s, a) }) {
		q.keep(s, whyAnswer) // the callee has it, and may hand it back
	}
	failure := sym.Nil // if it cannot fail, it did what was wanted
	i, may := lastError(r.literal.Signature.Results())
	if may {
		failure = r.results[i]
		if s.IsNonNil(failure) {
			failure = sym.NonNil
		}
	}
	if r.how.Repeats && s.Status == path.Open && (!may || failure.Kind == sym.KindNonNil && !signals(r.literal)) {
		q.runAgain(s.Copy(), r)
	}
	v := r.call.Value()
	results := r.call.Common().Signature().Results()
	i, fails := lastError(results)
	if fails {
		if failure.Kind == sym.KindNonNil && !r.how.Reports && signals(r.literal) {
			failure = sym.Unknown // the callee may make nothing of it
			if err := ssaquery.ResultValue(v, i, results.Len()); err != nil {
				q.told[err] = true
			}
		}
		if results.Len() == 1 {
			i = -1
		}
		s.Set(v, i, failure)
		return
	}
	if p, ok := q.group(s, r.call); ok {
		q.joinGroup(s, p, failure)
	}
}

// signals reports whether fn uses an error variable of another package, such as fs.SkipAll: by what it returns it may tell
// who runs it to stop, and that is no failure then.
func signals(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			load, ok := instr.(*ssa.UnOp)
			if !ok {
				continue
			}
			if g, ok := load.X.(*ssa.Global); ok && ssaquery.IsError(load.Type()) && g.Pkg != nil && g.Pkg != ssaquery.Declared(fn).Pkg {
				return true
			}
		}
	}
	return false
}

// A group is what is remembered of the receiver of a call whose callee ran a function literal, and cannot itself return the
// error: nil if none failed, not nil if one did, else a number.
const groupPart = "~failed"

var mayHaveFailed = sym.IntOf(1)

// group returns where it is remembered whether a function that was given to the receiver of a call failed.
func (q *search) group(s *path.State, call ssa.CallInstruction) (sym.Place, bool) {
	c := call.Common()
	recv := c.Value
	if !c.IsInvoke() {
		fn := c.StaticCallee()
		if fn == nil || fn.Signature.Recv() == nil || len(c.Args) == 0 {
			return sym.Place{}, false
		}
		recv = c.Args[0]
	}
	p, ok := path.Pointee(s.Eval(recv))
	return p.Below(groupPart), ok
}

// joinGroup notes that a function of a group returned failure.
func (q *search) joinGroup(s *path.State, p sym.Place, failure sym.Value) {
	before, known := s.Read(p)
	switch {
	case before.Kind == sym.KindNonNil:
		return
	case failure.Kind == sym.KindNonNil, failure.Kind == sym.KindNil && !known:
		before = failure
	case failure.Kind != sym.KindNil || before.Kind != sym.KindNil:
		before = mayHaveFailed
	}
	if before.Kind == sym.KindNil {
		before = sym.Nil
	}
	s.Write(p, before)
}

// A member is what a call has to do with the group of functions that its receiver is.
type member struct {
	place sym.Place
	state sym.Value
	known bool
}

// member looks at the group before the call is run, which may change whatever the receiver leads to.
func (q *search) member(s *path.State, call *site) (m member, ok bool) {
	if len(q.hosts) == 0 || call.later {
		return m, false
	}
	m.place, ok = q.group(s, call.Instr)
	if !ok {
		return m, false
	}
	m.state, m.known = s.Read(m.place)
	return m, true
}

// keepMember brings back what is known of the group, and makes use of it: a call that returns an error tells whether one
// of its functions failed.
func (q *search) keepMember(s *path.State, call *site, m member) {
	v := call.Instr.Value()
	results := call.Instr.Common().Signature().Results()
	i, fails := lastError(results)
	if !fails && q.mayFail(call) {
		if m.state.Kind != sym.KindNonNil {
			m.state = mayHaveFailed
		}
		m.known = true
	}
	if !m.known {
		return
	}
	s.Write(m.place, m.state)
	if !fails || v == nil {
		return
	}
	if results.Len() == 1 {
		i = -1
	}
	switch m.state.Kind {
	case sym.KindNil, sym.KindNonNil:
		s.Set(v, i, m.state)
	}
}

// mayFail reports whether a call is given a function that can return an error.
func (q *search) mayFail(call *site) bool {
	for _, a := range call.Instr.Common().Args {
		sig, ok := a.Type().Underlying().(*types.Signature)
		if !ok {
			continue
		}
		if _, fails := lastError(sig.Results()); fails {
			return true
		}
	}
	return false
}
