package ownership

import (
	"golang.org/x/tools/go/ssa"
)

// inlines reports whether the body of the callee is to be followed: it is at hand,
// and it can matter to the obligation.
func (q *search) inlines(s *state, call *site) bool {
	fn := call.fn
	if len(fn.Blocks) == 0 || s.top.depth >= maxDepth {
		return false
	}
	for f := s.top; f != nil; f = f.up {
		if f.fn.Function == fn {
			return false // recursion
		}
	}
	if fn == q.root.Function {
		return false
	}
	if s.active() && len(fn.Blocks) <= maxTestBlocks {
		for i, a := range call.args {
			if i < len(fn.Params) && isError(fn.Params[i].Type()) && (a.kind == null || s.isNonNil(a)) {
				return true // a helper that tests an error
			}
		}
	}
	hosts := q.hosts[fn]
	for _, list := range [][]abs{call.args, call.binds} {
		for _, a := range list {
			switch {
			case s.active() && q.carries(s, a),
				s.active() && a == absFirstNil,
				a.kind == closure && q.matters(s, a):
				return true
			}
		}
	}
	return hosts || fn.Parent() != nil && (s.active() || writesCaptured(fn))
}

// matters reports whether running the function value a can matter: it contains the
// acquisition, or changes captured variables.
func (q *search) matters(s *state, a abs) bool {
	fn, ok := functionOf(a.base)
	return ok && (q.hosts[fn] || fn.Parent() != nil && writesCaptured(fn))
}

// writesCaptured reports whether fn stores to variables that it captured.
func writesCaptured(fn *ssa.Function) bool {
	for _, v := range fn.FreeVars {
		for _, r := range referrers(v) {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == v {
					return true
				}
			case *ssa.MakeClosure:
				if inner, ok := r.Fn.(*ssa.Function); ok && writesCaptured(inner) {
					return true
				}
			case *ssa.FieldAddr, *ssa.IndexAddr:
				return true
			}
		}
	}
	return false
}

// enter continues s in the body of fn.
func (q *search) enter(s *state, call *site, fn *ssa.Function, args, binds []abs) {
	if _, ok := call.instr.(*ssa.Go); ok {
		q.shareCaptured(s, call.target)
	}
	parent := *s.top
	if !call.later {
		parent.next++
	}
	info := q.know.function(fn)
	for i, p := range fn.Params {
		s.redefine(p)
		if i < len(args) && info.keeps(p, args[i]) {
			s.set(p, -1, args[i])
		}
	}
	for i, v := range fn.FreeVars {
		s.set(v, -1, absUnknown)
		if i < len(binds) {
			s.set(v, -1, binds[i])
		}
	}
	site := call.instr
	if call.later || site.Value() == nil {
		site = nil
	}
	if plain, ok := call.instr.(*ssa.Call); ok {
		q.followed[plain] = true
	}
	s.note(Step{Kind: Call, Pos: call.instr.Pos()})
	s.top = &frame{fn: info, block: fn.Blocks[0], from: call.instr, site: site, up: &parent, depth: parent.depth + 1, late: parent.late || call.later}
	q.push(s)
}

// leave returns from the top frame to the one below.
func (q *search) leave(s *state, ret *ssa.Return) {
	results := make([]abs, len(ret.Results))
	for i, r := range ret.Results {
		results[i] = s.eval(r)
	}
	done := s.top
	s.top = done.up
	if done.site != nil {
		v := done.site.Value()
		for i, a := range results {
			index := i
			if len(results) == 1 {
				index = -1
			}
			s.set(v, index, a)
		}
	}
	q.push(s)
}
