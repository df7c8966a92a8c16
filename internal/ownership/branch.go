package ownership

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// branch follows the feasible ways out of a block.
func (q *search) branch(s *state, instr *ssa.If) {
	block := s.top.block
	t := q.truth(s, instr.Cond)
	for i, taken := range []bool{true, false} {
		if t == yes && !taken || t == no && taken {
			continue
		}
		c := s
		if t != maybe && (q.testsOtherError(s, instr.Cond) || q.answered(instr.Cond)) {
			c.note(Step{Kind: Branch, Pos: instr.Cond.Pos(), If: instr, Taken: taken})
		}
		if t == maybe && !s.top.fn.relevant[block.Index] {
			c = s.copy()
		} else if t == maybe {
			c = s.copy()
			if !q.assume(c, instr.Cond, taken) {
				continue
			}
			if !c.chosen && (q.acq.param != nil || q.returns && c.status != pending) {
				c.chosen = q.callerChooses(s, instr.Cond)
			}
			c.note(Step{Kind: Branch, Pos: instr.Cond.Pos(), If: instr, Taken: taken})
		}
		if q.readFailed(c, instr.Cond, taken) {
			c.status = q.res.life.broken()
			q.trace.ended(c, whyReadError)
		}
		q.goTo(c, block.Succs[i])
	}
}

// testsOtherError reports whether v asks for an error that is not nil here, so that the branch
// explains something although the path has no choice.
func (q *search) testsOtherError(s *state, v ssa.Value) bool {
	bin, ok := v.(*ssa.BinOp)
	return ok && isError(bin.X.Type()) && isNilConst(bin.Y) && s.isNonNil(s.eval(bin.X))
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
func (q *search) truth(s *state, v ssa.Value) truth {
	a := s.eval(v)
	if a.kind == constBool {
		return truthOf(a.n == 1)
	}
	if a.kind == symbol && a.base != v {
		v = a.base // another name, such as a parameter, for a condition
	}
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
		return q.truth(s, not.X).not()
	}
	return maybe
}

// assume makes v hold, or not, in s. It reports false if the path is of no
// interest then.
func (q *search) assume(s *state, v ssa.Value, holds bool) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			s.known = learn(s.known, token.EQL, abs{kind: symbol, base: v}, absOfBool(holds))
			return q.assume(s, v.X, !holds)
		}
	case *ssa.BinOp:
		op := v.Op
		if !holds {
			op = negate(op)
		}
		if op == token.ILLEGAL {
			break
		}
		x, y := s.eval(v.X), s.eval(v.Y)
		if op == token.EQL && (x.kind == body && q.res.rules.void(v.Y) || y.kind == body && q.res.rules.void(v.X)) {
			q.trace.stops(s, whyNothing)
			return false
		}
		if op == token.NEQ && y.kind == null && s.top.late && q.fills(v.X) {
			q.trace.stops(s, whyFilled)
			return false
		}
		fn := q.know.function(v.Parent())
		q.spend(len(s.known) / 2) // to copy them
		if fn.testedAgain(v.X) && fn.testedAgain(v.Y) {
			s.known = learn(s.known, op, x, y)
		}
		if x.kind == symbol && q.told[x.base] {
			s.guess(x.base, op == token.EQL)
		}
		if first := fn.canon[v]; first != nil {
			v = first
		}
		s.known = learn(s.known, token.EQL, abs{kind: symbol, base: v}, absOfBool(holds))
		return true
	}
	a := s.eval(v)
	if a.kind == symbol && a.n == 0 && (a.base != v || q.know.function(v.Parent()).testedAgain(v)) {
		switch a.base.(type) {
		case *ssa.UnOp, *ssa.BinOp:
			if a.base != v {
				return q.assume(s, a.base, holds)
			}
		}
		s.known = learn(s.known, token.EQL, a, absOfBool(holds))
		if q.told[a.base] {
			s.guess(a.base, holds)
		}
	}
	return true
}

// fills reports whether v is the content of a field to which the root function stores what may be
// the body: a deferred function then asks by it whether that has happened.
func (q *search) fills(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !q.res.types.may(v.Type()) {
		return false
	}
	asked, ok := load.X.(*ssa.FieldAddr)
	return ok && storesTo(q.root.Function, asked)
}

// storesTo reports whether fn stores something but nil to the field of asked, of whatever struct.
func storesTo(fn *ssa.Function, asked *ssa.FieldAddr) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || isNilConst(store.Val) {
				continue
			}
			addr, ok := store.Addr.(*ssa.FieldAddr)
			if ok && addr.Field == asked.Field && types.Identical(addr.X.Type(), asked.X.Type()) {
				return true
			}
		}
	}
	return false
}

// guess notes that the path rests on an answer of call which may not be possible.
func (s *state) guess(call ssa.Value, answer bool) {
	if s.status == open && len(s.guesses) < 8 {
		s.guesses = append(s.guesses[:len(s.guesses):len(s.guesses)], assumption{call, answer})
	}
}

// isNoBody reports whether v is http.NoBody.
func isNoBody(v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.UnOp:
			g, ok := x.X.(*ssa.Global)
			return ok && x.Op == token.MUL && g.Pkg != nil && g.Pkg.Pkg.Path() == nethttp.Path && g.Name() == "NoBody"
		}
		return false
	}
}
