package search

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// inlines reports whether the body of the callee is to be followed: it is at hand,
// and it can matter to the obligation.
func (q *search) inlines(s *path.State, call *site) bool {
	fn := call.Fn
	if len(fn.Blocks) == 0 || s.Top.Depth >= MaxDepth {
		return false
	}
	for f := s.Top; f != nil; f = f.Up {
		if f.Fn.Function == fn {
			return false // recursion
		}
	}
	// That is recursion, too: the root is on the stack, and answers about it are being found out.
	if fn == q.Root.Function {
		return false
	}
	if call.later && s.Top.Unwinding != path.Running && q.doesRecover(fn) || q.throws(s, call) {
		return true
	}
	// What a short helper makes of the error decides what the path knows: must, check, isNotFound.
	if s.Active() && len(fn.Blocks) <= maxTestBlocks {
		for i, a := range call.Args {
			if i < len(fn.Params) && ssaquery.IsError(fn.Params[i].Type()) && (a.Kind == sym.KindNil || s.IsNonNil(a)) {
				return true // a helper that tests an error
			}
			if a.Kind == sym.KindSymbol && q.isDetail(s, a) {
				return true // one that tests what may tell that there is no resource
			}
		}
	}
	// Following costs states, so it is done where it can matter: a carrier, the error or a literal is given to the callee,
	// or it contains the acquisition.
	hosts := q.hosts[fn]
	for _, list := range [][]sym.Value{call.Args, call.binds} {
		for _, a := range list {
			switch {
			case s.Active() && q.Carries(s, a),
				s.Active() && a == sym.FirstNil,
				a.Kind == sym.KindFunc && q.matters(s, a):
				return true
			}
		}
	}
	return hosts || makesCallee(call) || fn.Parent() != nil && runs(s, fn.Parent()) && (s.Active() || ssaquery.WritesCaptured(fn))
}

// runs reports whether fn is among the functions that run.
func runs(s *path.State, fn *ssa.Function) bool {
	for f := s.Top; f != nil; f = f.Up {
		if f.Fn.Function == fn {
			return true
		}
	}
	return false
}

// makesCallee reports whether a call returns a function literal that the caller calls: what that captured is known then.
// Of a function that decides what it captures nothing is known, as there could be too many ways.
func makesCallee(call *site) bool {
	v, ok := call.Instr.(*ssa.Call)
	if !ok || call.later || len(call.Fn.Blocks) > 1 || ssaquery.Made(call.Fn) == nil {
		return false
	}
	for _, r := range ssaquery.Referrers(v) {
		if called, ok := r.(ssa.CallInstruction); ok && called.Common().Value == v {
			return true
		}
	}
	return false
}

// matters reports whether running the function value a can matter: it contains the
// acquisition, or changes captured variables.
func (q *search) matters(s *path.State, a sym.Value) bool {
	fn, ok := ssaquery.FunctionOf(a.Base)
	return ok && (q.hosts[fn] || fn.Parent() != nil && ssaquery.WritesCaptured(fn))
}

// enter continues s in the body of fn.
func (q *search) enter(s *path.State, call *site, fn *ssa.Function, args, binds []sym.Value) {
	if _, ok := call.Instr.(*ssa.Go); ok {
		q.shareCaptured(s, call.Target)
	}
	// The frame below goes on behind the call; a deferred call comes back to the statement that runs deferred calls,
	// which has the others still to run.
	parent := *s.Top
	if !call.later {
		parent.Next++
	}
	info := q.Know.Function(fn)
	for i, p := range fn.Params {
		// The parameter may still have its value from the last call of the function.
		s.Redefine(p)
		if i < len(args) && info.Keeps(p, args[i]) {
			s.Set(p, -1, args[i])
		}
	}
	// What a literal captured are variables: its free variables are pointers to them.
	for i, v := range fn.FreeVars {
		s.Set(v, -1, sym.Unknown)
		if i < len(binds) {
			s.Set(v, -1, binds[i])
		}
	}
	site := call.Instr
	if call.later || site.Value() == nil {
		site = nil
	}
	if plain, ok := call.Instr.(*ssa.Call); ok {
		q.followed[plain] = true
	}
	// Noted while the frame of the caller is on top: that a deferred call runs is told, and what it calls is not.
	s.Note(path.Step{Kind: path.Call, Pos: call.Instr.Pos()})
	s.Top = &path.Frame{Fn: info, Block: fn.Blocks[0], From: call.Instr, Site: site, Up: &parent, Depth: parent.Depth + 1, Late: parent.Late || call.later, Deferral: call.later}
	q.push(s)
}

// leave returns from the top frame to the one below.
func (q *search) leave(s *path.State, ret *ssa.Return) {
	results := make([]sym.Value, len(ret.Results))
	for i, r := range ret.Results {
		results[i] = s.Eval(r)
	}
	for i, a := range results {
		if bin, ok := a.Base.(*ssa.BinOp); ok && a.Kind == sym.KindSymbol && q.tellsAbsence(s, bin) {
			for _, holds := range []bool{true, false} { // its caller cannot see the operands any more
				c := s.Copy()
				results := slices.Clone(results)
				results[i] = sym.BoolOf(holds)
				if q.assume(c, bin, holds) {
					q.leaveWith(c, ret, results)
				}
			}
			return
		}
	}
	q.leaveWith(s, ret, results)
}

// leaveWith returns results from the top frame to the one below.
func (q *search) leaveWith(s *path.State, ret *ssa.Return, results []sym.Value) {
	done := s.Top
	if q.round != nil && done.Depth == q.round.depth {
		q.round.end(q, s, ret, results)
		return
	}
	s.Top = done.Up
	if done.Callback != nil {
		q.reply(s, reply{done.From, done.Fn.Function, results, done.Callback})
	}
	if done.Site != nil {
		v := done.Site.Value()
		for i, a := range results {
			index := i
			if len(results) == 1 {
				index = -1
			}
			s.Set(v, index, a)
		}
	}
	q.push(s)
}
