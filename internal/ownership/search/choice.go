package search

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A function may return the resource open only if its caller wants it so: by a parameter that is nil, a flag, a field of
// a struct of options. Where a path branches on such a thing, it notes the choice. What a function returns open
// on some paths, and released on others, then comes with the choices that decide between them, and whoever calls it tells
// by what he passes whether they hold.

// noteChoice notes that s takes the branch of instr, if that is what the caller of the root wants and if it matters to him.
// before is the state in which the condition is asked. It reports false if the path has chosen otherwise already.
func (q *search) noteChoice(s, before *path.State, instr *ssa.If, taken bool) bool {
	if !q.returns || s.Top.Late || q.rests(before, instr.Cond) {
		return true
	}
	if cond, ok := q.condOf(before, instr.Cond, taken); ok {
		return s.Choose(path.Choice{Cond: cond})
	}
	return !q.callerChooses(before, instr.Cond) || s.Choose(path.Choice{If: instr, Taken: taken})
}

// rests reports whether the condition v rests on something that no caller chooses: on what was acquired, or on an
// error that is none of the parameters.
func (q *search) rests(s *path.State, v ssa.Value) bool {
	if bin, ok := v.(*ssa.BinOp); ok && ssaquery.IsError(bin.X.Type()) {
		a := s.Eval(bin.X)
		_, param := a.Base.(*ssa.Parameter)
		return !param
	}
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value) bool
	visit = func(v ssa.Value) bool {
		if v == nil || seen[v] || len(seen) > maxOperands {
			return false
		}
		seen[v] = true
		if v == q.object {
			return true
		}
		if a := s.Eval(v); a.Kind == sym.KindObject || a.Kind == sym.KindAddress && a.Base == q.object {
			return true
		}
		instr, ok := v.(ssa.Instruction)
		if !ok {
			return false
		}
		var room [8]*ssa.Value
		for _, op := range instr.Operands(room[:0]) {
			if *op != nil && visit(*op) {
				return true
			}
		}
		return false
	}
	return visit(v)
}

// maxOperands bounds the values that a condition is traced back to.
const maxOperands = 100

// condOf puts into words that v holds, or does not, if it asks for nothing but what a parameter of the root led to when
// that was called.
func (q *search) condOf(s *path.State, v ssa.Value, holds bool) (path.Cond, bool) {
	switch x := v.(type) {
	case *ssa.UnOp:
		if x.Op == token.NOT {
			return q.condOf(s, x.X, !holds)
		}
	case *ssa.BinOp:
		op := x.Op
		if !holds {
			op = sym.Negate(op)
		}
		if op == token.ILLEGAL {
			return path.Cond{}, false
		}
		a, b := s.Eval(x.X), s.Eval(x.Y)
		if a.IsConst() {
			a, b, op = b, a, sym.Mirror(op)
		}
		if !b.IsConst() {
			return path.Cond{}, false
		}
		return q.onParam(a, op, b)
	}
	a := s.Eval(v)
	if a.Kind == sym.KindSymbol && a.Base != v && a.N == 0 {
		return q.condOf(s, a.Base, holds)
	}
	return q.onParam(a, token.EQL, sym.BoolOf(holds))
}

// onParam returns the condition that a, if it is what a parameter of the root led to, is in the relation op to c.
func (q *search) onParam(a sym.Value, op token.Token, c sym.Value) (path.Cond, bool) {
	if a.Kind != sym.KindSymbol || a.N != 0 {
		return path.Cond{}, false
	}
	param, where, ok := ssaquery.ParamPath(a.Base)
	if !ok || param.Parent() != q.Root.Function {
		return path.Cond{}, false
	}
	switch c.Kind {
	case sym.KindNil:
		c = sym.Nil
	case sym.KindBool: // so that each condition has one form
		if c == sym.False {
			op, c = sym.Negate(op), sym.True
		}
	}
	return path.Cond{Param: slices.Index(q.Root.Params, param), Path: where, Op: op, C: c}, true
}

// admits tells by what a call passes, in the state before, whether the outcome o is possible, and notes in s what is left
// open about that.
func (q *search) admits(s, before *path.State, call *site, o *Outcome) bool {
	var left []path.Choice // of this function's own caller
	for _, choice := range o.Choices {
		holds, own := q.holds(before, call, choice.Cond)
		if holds == sym.No {
			return false
		}
		if holds == sym.Maybe && own != nil {
			left = append(left, path.Choice{Cond: *own})
		}
	}
	for _, clause := range o.Needs {
		var open []path.Choice
		sure, possible := false, false
		for _, need := range clause {
			holds, own := q.holds(before, call, need.Cond)
			sure = sure || holds == sym.Yes
			possible = possible || holds != sym.No
			if holds == sym.Maybe && own != nil {
				open = append(open, path.Choice{Cond: *own})
			}
		}
		if !possible && len(clause) > 0 {
			return false
		}
		if !sure {
			s.Needs = append(s.Needs[:len(s.Needs):len(s.Needs)], open)
		}
	}
	if q.returns {
		for _, choice := range left {
			if !s.Choose(choice) {
				return false
			}
		}
	}
	return true
}

// holds reports whether what a call passes is such that c holds. Where that is not known, but is what a parameter of the
// root led to, it also returns the condition on that.
func (q *search) holds(s *path.State, call *site, c path.Cond) (sym.Truth, *path.Cond) {
	if c.Param >= len(call.Args) {
		return sym.Maybe, nil
	}
	a := call.Args[c.Param]
	rest := c.Path
	var place sym.Place
	placed := false // a is not read yet: it is what is at place
	read := func() {
		if placed {
			a, placed = q.contentAs(s, place, c.C, rest == ""), false
		}
	}
	for rest != "" {
		step := rest[:1]
		if step == "*" {
			read()
		} else {
			step = rest[:1+strings.IndexAny(rest[1:]+"*", ".*")]
		}
		switch {
		case a.Kind == sym.KindSymbol && !placed:
			return sym.Maybe, q.own(a, rest, c)
		case step == "*" && a.Kind == sym.KindAddress, step != "*" && !placed && a.Kind == sym.KindAggregate:
			place, placed = sym.PlaceOf(a), true
			if step != "*" {
				place = place.Below(step)
			}
		case step != "*" && placed:
			place = place.Below(step)
		default:
			return sym.Maybe, nil
		}
		rest = rest[len(step):]
	}
	read()
	if a.Kind == sym.KindUnknown {
		return sym.Maybe, nil
	}
	holds := sym.Decide(s.Known, c.Op, a, c.C)
	if holds == sym.Maybe {
		return holds, q.own(a, "", c)
	}
	return holds, nil
}

// own translates what is left of c, below a, into a condition on the parameters of the root.
func (q *search) own(a sym.Value, rest string, c path.Cond) *path.Cond {
	own, ok := q.onParam(a, c.Op, c.C)
	if !ok {
		return nil
	}
	own.Path += rest
	return &own
}

// contentAs returns what is at place. last: it is to be compared with c, which shows of what type it is.
func (q *search) contentAs(s *path.State, place sym.Place, c sym.Value, last bool) sym.Value {
	if content, ok := s.Read(place); ok {
		return content
	}
	if _, ok := q.inherited(s, place); ok || q.hasParts(s, place) || !ssaquery.IsAlloc(place.Base) && !q.zeroed[place.Base] {
		return sym.Unknown
	}
	switch { // nothing was stored there; numbers and strings are not remembered, see path.isDetail
	case !last, c.Kind == sym.KindNil:
		return sym.Nil
	case c.Kind == sym.KindBool:
		return sym.False
	}
	return sym.Unknown
}
