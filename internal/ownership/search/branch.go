package search

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// branch follows the feasible ways out of a block.
func (q *search) branch(s *path.State, instr *ssa.If) {
	block := s.Top.Block
	// A condition that the path condition decides leaves one way open: the other is not feasible. Else both are followed,
	// each in a state that has learnt which it is.
	t := q.truth(s, instr.Cond)
	for i, taken := range []bool{true, false} {
		if t == sym.Yes && !taken || t == sym.No && taken {
			continue
		}
		c := s
		if t != sym.Maybe && (q.testsOtherError(s, instr.Cond) || q.answered(instr.Cond)) {
			c.Note(path.Step{Kind: path.Branch, Pos: instr.Cond.Pos(), If: instr, Taken: taken})
		}
		// Of a branch that has no bearing nothing is learnt: its ways meet again, as the same state.
		if t == sym.Maybe && !s.Top.Fn.Relevant[block.Index] {
			c = s.Copy()
		} else if t == sym.Maybe {
			if q.skips(s, instr, block.Succs[i]) {
				q.trace.stops(s, whySkips)
				continue
			}
			c = s.Copy()
			if !q.assume(c, instr.Cond, taken) {
				continue
			}
			if q.Acq.Param != nil {
				c.Chosen = c.Chosen || q.callerChooses(s, instr.Cond)
			} else if !q.noteChoice(c, s, instr, taken) {
				continue
			}
			c.Note(path.Step{Kind: path.Branch, Pos: instr.Cond.Pos(), If: instr, Taken: taken})
		}
		if q.readFailed(c, instr.Cond, taken) {
			c.Status = q.Res.Life.broken()
			q.trace.ended(c, whyReadError)
		}
		if err := failure(instr.Cond, taken); c.Active() && err != nil && q.Res.Rules.Ended(err) {
			c.Status = q.Res.Life.broken()
			q.trace.ended(c, whyContext)
		}
		q.goTo(c, block.Succs[i])
	}
}

// testsOtherError reports whether v asks for an error that is not nil here, so that the branch
// explains something although the path has no choice.
func (q *search) testsOtherError(s *path.State, v ssa.Value) bool {
	bin, ok := v.(*ssa.BinOp)
	return ok && ssaquery.IsError(bin.X.Type()) && ssaquery.IsNil(bin.Y) && s.IsNonNil(s.Eval(bin.X))
}

// answered reports whether the condition v is what a call returned that was followed: the path chose in
// there, but it is the call that a reader sees.
func (q *search) answered(v ssa.Value) bool {
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
		v = not.X
	}
	call, ok := v.(*ssa.Call)
	return ok && q.followed[call]
}

// truth answers the condition v.
func (q *search) truth(s *path.State, v ssa.Value) sym.Truth {
	a := s.Eval(v)
	if a.Kind == sym.KindBool {
		return sym.TruthOf(a.N == 1)
	}
	if a.Kind == sym.KindSymbol && a.Base != v {
		v = a.Base // another name, such as a parameter, for a condition
	}
	// No value of !x is kept where x has one.
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
		return q.truth(s, not.X).Not()
	}
	return sym.Maybe
}

// assume makes v hold, or not, in s. It reports false if the path is of no
// interest then.
func (q *search) assume(s *path.State, v ssa.Value, holds bool) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			// !x is remembered under its own name as well, for who asks for it again.
			s.Known = sym.Learn(s.Known, token.EQL, sym.Value{Kind: sym.KindSymbol, Base: v}, sym.BoolOf(holds))
			return q.assume(s, v.X, !holds)
		}
	case *ssa.BinOp:
		op := v.Op
		if !holds {
			op = sym.Negate(op)
		}
		if op == token.ILLEGAL {
			break
		}
		x, y := s.Eval(v.X), s.Eval(v.Y)
		if op == token.EQL && (x.Kind == sym.KindResource && q.Res.Absence.Void(v.Y) || y.Kind == sym.KindResource && q.Res.Absence.Void(v.X)) {
			q.trace.stops(s, whyNothing)
			return false
		}
		if op == token.NEQ && y.Kind == sym.KindNil && s.Top.Late && q.fills(v.X) {
			q.trace.stops(s, whyFilled)
			return false
		}
		q.learnAbsent(s, op, x, y)
		// Both are learnt: what the comparison says of its operands, if anybody asks for them again, and what it is itself.
		fn := q.Know.Function(v.Parent())
		q.spend(len(s.Known) / 2) // to copy them
		if fn.TestedAgain(v.X) && fn.TestedAgain(v.Y) {
			s.Known = sym.Learn(s.Known, op, x, y)
		}
		// The answer of an unknown function that was told the error may not be possible on this path.
		if x.Kind == sym.KindSymbol && q.told[x.Base] {
			s.Guess(x.Base, op == token.EQL)
		}
		// Of equal comparisons there is one name, so that the next one is decided.
		if first := fn.Canon[v]; first != nil {
			v = first
		}
		s.Known = sym.Learn(s.Known, token.EQL, sym.Value{Kind: sym.KindSymbol, Base: v}, sym.BoolOf(holds))
		return true
	}
	a := s.Eval(v)
	if a.Kind == sym.KindSymbol && a.N == 0 && (a.Base != v || q.Know.Function(v.Parent()).TestedAgain(v)) {
		switch a.Base.(type) {
		case *ssa.UnOp, *ssa.BinOp:
			if a.Base != v {
				return q.assume(s, a.Base, holds)
			}
		}
		s.Known = sym.Learn(s.Known, token.EQL, a, sym.BoolOf(holds))
		if q.told[a.Base] {
			s.Guess(a.Base, holds)
		}
	}
	return true
}

// fills reports whether v is the content of a field to which the root function stores what may be
// the resource: a deferred function then asks by it whether that has happened.
func (q *search) fills(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !q.Res.Types.May(v.Type()) {
		return false
	}
	asked, ok := load.X.(*ssa.FieldAddr)
	return ok && ssaquery.StoresTo(q.Root.Function, asked)
}

// readFailed reports whether the condition cond, if it is as holds says, means that reading the resource
// failed.
func (q *search) readFailed(s *path.State, cond ssa.Value, holds bool) bool {
	// The cheap questions come first: there is a branch at every turn.
	if s.Status != path.Open || len(q.readErrs) == 0 {
		return false
	}
	err := failure(cond, holds)
	if err == nil {
		return false
	}
	a := s.Eval(err)
	return a.Kind == sym.KindSymbol && a.N == 0 && q.readErrs[a.Base]
}

// failure returns the value that is not nil if the condition is as given, or nil if it does not say that.
func failure(cond ssa.Value, holds bool) ssa.Value {
	bin, ok := cond.(*ssa.BinOp)
	if !ok || !ssaquery.IsNil(bin.Y) || bin.Op != token.NEQ && bin.Op != token.EQL || (bin.Op == token.NEQ) != holds {
		return nil
	}
	return bin.X
}
