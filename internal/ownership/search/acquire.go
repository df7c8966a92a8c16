package search

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// outcomesAt returns the outcomes of the acquisition, which the value of a function variable on
// this path may tell better than its type.
func (q *search) outcomesAt(call *site) []Outcome {
	c := call.Instr.Common()
	// A function variable of which the path knows what is in it: its outcomes are better known than by its type.
	if call.Fn == nil || c.IsInvoke() || len(call.Fn.Blocks) == 0 || ssaquery.StaticCallee(c) != nil {
		return q.Acq.Outcomes
	}
	list, known := q.Know.Outcomes(call.Instr, call.Fn)
	if !known {
		return q.Acq.Outcomes
	}
	return list
}

// acquire runs the acquisition itself. before is the state in which the call began.
func (q *search) acquire(s, before *path.State, call *site, outcomes []Outcome) bool {
	v := call.Instr.Value()
	switch q.again(s, v) {
	case ends:
		return false
	case keepsOld:
		return true
	}
	block, next := s.Top.Block, s.Top.Next+1
	by := q.askedBy(before, call)
	dropped := false
	for i, o := range outcomes {
		// Where nothing was acquired nothing is owed, so that path is of interest only if it comes round again.
		if o.Fate == path.Pending && !q.mayRepeat() {
			continue
		}
		c := s.Copy()
		c.At(block, next)
		if o.Fate != path.Pending {
			q.open(c, o.Fate)
			if !q.admits(c, before, call, &o) {
				dropped = true
				continue
			}
			c.Tag = o.Tag
			if o.Failed(call.Instr.Common().Signature().Results()) {
				c.With = q.begin(&outcomes[i])
			}
		}
		q.bind(c, call, o)
		if o.Fate == path.Open && q.noteAsked(c, &outcomes[i], by) {
			q.lacks(c)
		}
		q.push(c)
	}
	if dropped {
		q.trace.stops(s, whyArguments)
	}
	if dropped && (q.returns || q.mayRepeat()) { // the callee returns something else
		q.forgetResults(s, v)
		s.At(block, next)
		q.push(s)
	}
	return false
}

// mayRepeat reports whether the acquisition can be reached a second time.
func (q *search) mayRepeat() bool {
	return q.Acq.Param != nil || q.Acq.Instr.Parent() != q.Root.Function || q.Root.Repeats[q.Acq.block()]
}

// A rerun says how a path goes on that comes to the acquisition, perhaps once more.
type rerun uint8

const (
	afresh   rerun = iota // with what is acquired now: nothing is owed any more
	keepsOld              // with what was acquired before, which it still owes
	ends                  // not at all: what was acquired before is lost, a leak
)

// again makes s ready for the acquisition v to run.
func (q *search) again(s *path.State, v ssa.Value) rerun {
	q.Reached = true
	switch s.Status {
	case path.Pending:
	case path.Open:
		return q.reacquire(s, v)
	default:
		q.reset(s)
	}
	return afresh
}

// reacquire looks at a path that reaches the acquisition again with the resource still open.
func (q *search) reacquire(s *path.State, v ssa.Value) rerun {
	// A deferred function that reads a variable closes what is in there at the end,
	// which is this resource only if the variable will not be assigned to.
	fixed := s.Copy()
	fixed.Places = slices.DeleteFunc(fixed.Places, func(e path.PlaceEntry) bool { return ssaquery.IsAlloc(e.Place.Base) && !e.Place.Old })
	for f := s.Top; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			if q.deferralCarries(fixed, d) {
				// It is closed when the function returns. Go on with the next one: if the
				// same statement defers again, they pile up.
				q.reset(s)
				s.Held = d.Call
				return afresh
			}
		}
	}
	if q.withinReach(s) {
		q.forgetResults(s, v)
		return keepsOld
	}
	// Nothing that is left leads to it: the acquisition that comes now replaces it.
	s.Note(path.Step{Kind: path.Again, Pos: q.Acq.Instr.Pos()})
	q.leak(s, Overwrite, q.Acq.Instr.Pos())
	return ends
}

// withinReach reports whether the rest of the path can still get at the resource.
func (q *search) withinReach(s *path.State) bool {
	for f := s.Top; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			if q.deferralCarries(s, d) {
				return true
			}
		}
		live := f.Fn.LiveAt(f.Block, f.Next+1)
		// All live values are asked, of all activations: this is rare, and dear.
		q.spend(len(f.Fn.Index) / 2)
		for v, n := range f.Fn.Index {
			if live.Has(n) && q.Carries(s, s.Eval(v)) {
				return true
			}
		}
	}
	return false
}

// forgetResults makes what is acquired once more unknown.
func (q *search) forgetResults(s *path.State, v ssa.Value) {
	if q.Acq.Call != nil {
		for i := range q.Acq.Call.Common().Signature().Results().Len() {
			s.Set(v, i, sym.Unknown)
		}
	}
	s.Set(v, -1, sym.Unknown)
}

// bind gives the results of the acquiring call v their values under outcome o.
func (q *search) bind(s *path.State, call *site, o Outcome) {
	v := call.Instr.Value()
	results := call.Instr.Common().Signature().Results()
	for i, a := range o.Results {
		switch {
		case a.Kind == sym.KindNil && o.Fate == path.Open && ssaquery.ImplementsError(results.At(i).Type()):
			a = sym.FirstNil
		case a.Kind == sym.KindAddress || a.Kind == sym.KindAggregate:
			a = q.bindObject(s, o, i, ssaquery.ResultValue(v, i, len(o.Results)), a.Kind)
		}
		index := i
		if len(o.Results) == 1 {
			index = -1
		}
		s.Set(v, index, a)
	}
}

// bindObject makes the object that result i of a call is or points to, with those of its parts that the outcome o knows
// of. It is named by base, the SSA value of the result; if nothing uses that, it is nil, and nothing is worth knowing.
func (q *search) bindObject(s *path.State, o Outcome, i int, base ssa.Value, kind sym.Kind) sym.Value {
	if base == nil {
		return sym.Unknown
	}
	q.renew(s, base)
	for _, part := range o.parts {
		if part.result == i {
			s.Write(sym.Place{Base: base, Path: part.path}, part.a)
		}
	}
	q.made[base] = o.types[i]
	q.zeroed[base] = o.zeroed[i]
	return sym.Value{Kind: kind, Base: base}
}

// An Acquisition is where an obligation begins: an instruction that makes the resource or returns it, or a
// parameter that is one.
type Acquisition struct {
	Instr    ssa.Instruction
	Call     ssa.CallInstruction // instr, if that is a call
	Outcomes []Outcome
	Asked    *ssa.Parameter // a function among the parameters of that which is searched, or of one around it; see ask
	Param    *ssa.Parameter // if instr is nil
	As       sym.Value      // what param is, such as a response or a body
	Fate     path.Status    // of param: open or idle
}

func (a *Acquisition) block() int { return a.Instr.Block().Index }

// IsGuarded reports whether it rests on what the call passes whether something is acquired.
func (a *Acquisition) IsGuarded() bool {
	return slices.ContainsFunc(a.Outcomes, func(o Outcome) bool { return len(o.Needs) > 0 || len(o.Choices) > 0 })
}

// Value returns what instr makes, or nil if nobody can get it: of a go or defer statement.
func (a *Acquisition) Value() ssa.Value {
	if a.Call != nil {
		if v := a.Call.Value(); v != nil {
			return v
		}
		return nil
	}
	v, _ := a.Instr.(ssa.Value)
	return v
}

// makes runs the instruction v, which makes what is acquired.
func (q *search) makes(s *path.State, v *ssa.Alloc) bool {
	switch q.again(s, v) {
	case ends:
		return false
	case keepsOld:
		return true
	}
	o := q.Acq.Outcomes[0]
	q.open(s, o.Fate)
	s.Tag = o.Tag
	s.Set(v, -1, o.Results[0])
	return true
}
