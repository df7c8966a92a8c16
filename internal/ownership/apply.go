package ownership

// A given is an argument that carries the body, with what the callee does with it.
type given struct {
	effect paramEffect
	alias  alias
	a      abs
}

// apply runs a call whose effects are known. It reports whether s goes on behind the
// call; if the ends of the callee differ, copies of s do.
func (q *search) apply(s *state, call *site, args []given) bool {
	if len(args) == 0 || s.status != open {
		return true
	}
	all := args[0].effect
	for _, g := range args[1:] {
		all |= g.effect
		if g.effect&leaves == 0 { // closed or kept by way of this one, whatever the others say
			all &^= leaves
		}
	}
	mixed := all&leaves != 0 && all&(closes|keeps) != 0
	switch {
	case mixed && (all&selective != 0 || len(args) > 1):
		q.keep(s, whyPerhaps)
		return true
	case all&(closes|keeps) == 0:
		q.alias(s, call, args)
		return true
	case all&(leaves|keeps) == 0:
		q.release(s, whyCallee)
		return true
	case !mixed:
		q.keep(s, whyCalleeKept)
		return true
	}
	block, next := s.top.block, s.top.next
	if !call.later {
		next++
	}
	for _, end := range []struct {
		bit     paramEffect
		fate    status
		success bool
	}{
		{leavesOnSuccess, open, true}, {leavesOnError, open, false},
		{closesOnSuccess, released, true}, {closesOnError, released, false},
		{keepsOnSuccess, kept, true}, {keepsOnError, kept, false},
	} {
		if all&end.bit == 0 {
			continue
		}
		c := s.copy()
		switch end.fate {
		case released:
			q.release(c, whyCallee)
		case kept:
			q.keep(c, whyCalleeKept)
		default:
			q.alias(c, call, args)
			c.note(Step{Kind: Call, Pos: call.instr.Pos()})
		}
		q.setError(c, call, end.success)
		if q.settled(c) {
			continue
		}
		c.at(block, next)
		q.push(c)
	}
	return false
}

// alias gives the results that carry what an argument does their values.
func (q *search) alias(s *state, call *site, args []given) {
	v := call.instr.Value()
	if v == nil || call.later {
		return
	}
	n := call.instr.Common().Signature().Results().Len()
	for _, g := range args {
		if g.alias == 0 {
			continue
		}
		index := int(g.alias&^wrapped) - 1
		a := g.a
		if g.alias&wrapped != 0 {
			a = q.res.held(call.instr.Common().Signature().Results().At(index).Type())
		}
		if n == 1 {
			index = -1
		}
		s.set(v, index, a)
	}
}

// setError makes the error among the results of a call nil or not.
func (q *search) setError(s *state, call *site, success bool) {
	v := call.instr.Value()
	if v == nil || call.later {
		return
	}
	results := call.instr.Common().Signature().Results()
	for i := range results.Len() {
		if !implementsError(results.At(i).Type()) {
			continue
		}
		index := i
		if results.Len() == 1 {
			index = -1
		}
		if success {
			s.set(v, index, absNil)
		} else {
			s.set(v, index, absNonNil)
		}
	}
}
