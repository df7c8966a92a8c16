package search

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Absence says when there is no resource although there is the object that it comes with, as there is no body
// behind the answer to some requests.
type Absence interface {
	// Void reports whether v is a value of the resource's type behind which there is none.
	Void(v ssa.Value) bool

	// Asked returns what a call that acquires is given on which it depends whether there will be a resource, or
	// Unknown. none: it is given so that there will be none.
	Asked(c *Callee) (a sym.Value, none bool)

	// Makes returns a part of what result number i of a call points to, by which Asked and Absent go, or Unknown.
	Makes(c *Callee) (i int, part string, a sym.Value)

	// Absent reports whether there is no resource, by what a path knows of the object.
	Absent(o *Object) bool

	// IsDetail reports whether owner is the type of the object, and part of a part of it that does not lead to the resource.
	IsDetail(owner, part types.Type) bool

	// Weighs reports whether it is worth knowing on a path what a call is given as v, a basic value.
	Weighs(c *ssa.CallCommon, v ssa.Value) bool
}

// An Object is the object that was acquired as a path knows it, for those who make rules about it.
type Object struct {
	Acq   *Acquisition
	q     *search
	s     *path.State
	known []sym.Constraint
}

// Part returns the content of a part of the object, such as ".3" for the field number 3.
func (o *Object) Part(part string) sym.Value {
	a, _ := o.s.Read(sym.Place{Base: o.q.object, Path: part})
	return a
}

// At returns the content of a part of what a points to.
func (o *Object) At(a sym.Value, part string) sym.Value { return partOf(o.s, a, part) }

// Asked returns what the acquiring call was given, see Asked in Absence.
func (o *Object) Asked() sym.Value { return o.Part(path.Asked) }

// Is reports whether a and b are the same.
func (o *Object) Is(a, b sym.Value) bool { return sym.Decide(o.known, token.EQL, a, b) == sym.Yes }

// Among reports whether the integer a, which is at least least, is one of those that in holds.
func (o *Object) Among(a sym.Value, least int64, in func(int64) bool) bool {
	return sym.Among(o.known, a, least, in)
}

// At returns the content of a part of what a, an argument or the receiver, points to.
func (c *Callee) At(a sym.Value, part string) sym.Value { return partOf(c.s, a, part) }

// Holds reports whether a, a pointer or a struct, has the content b in a part of it.
func (c *Callee) Holds(a, b sym.Value) bool {
	if a.Kind != sym.KindAddress && a.Kind != sym.KindAggregate {
		return false
	}
	p := sym.PlaceOf(a)
	for _, e := range c.s.Places {
		if e.Value == b && e.Place.Within(p) {
			return true
		}
	}
	return false
}

func partOf(s *path.State, a sym.Value, part string) sym.Value {
	p, ok := path.Pointee(a)
	if !ok {
		return sym.Unknown
	}
	content, _ := s.Read(p.Below(part))
	return content
}

// asked is what the acquiring call is given, see Asked in Absence.
type asked struct {
	a    sym.Value
	none bool
	args []sym.Value
}

func (q *search) askedBy(s *path.State, call *site) asked {
	a, none := q.Res.Absence.Asked(&Callee{site: call, Obj: calleeObject(call), q: q, s: s})
	return asked{a, none, call.Args}
}

// noteAsked notes what the call that acquired with the outcome o was given. It reports whether there is nothing to release.
func (q *search) noteAsked(s *path.State, o *Outcome, by asked) (none bool) {
	a := by.a
	if o.AskedBy > 0 && o.AskedBy <= len(by.args) {
		a = by.args[o.AskedBy-1]
	}
	if a.Kind != sym.KindUnknown {
		s.Write(sym.Place{Base: q.object, Path: path.Asked}, a)
	}
	return by.none || q.Res.Absence.Absent(&Object{q.Acq, q, s, s.Known})
}

// askedParam returns by which parameter of the root function its caller decides what the acquiring call is given, or 0.
func (q *search) askedParam(s *path.State) int {
	a, _ := s.Read(sym.Place{Base: q.object, Path: path.Asked})
	param, ok := a.Base.(*ssa.Parameter)
	if a.Kind != sym.KindSymbol || a.N != 0 || !ok || param.Parent() != q.Root.Function {
		return 0
	}
	for i, p := range q.Root.Params {
		if p == param {
			return i + 1
		}
	}
	return 0
}

// learnAbsent looks at what a path has just found out, x op y: it may say that there is no resource.
func (q *search) learnAbsent(s *path.State, op token.Token, x, y sym.Value) {
	if q.absentIf(s, op, x, y) {
		q.lacks(s)
	}
}

// absentIf reports whether x op y means that there is no resource, where there may be one so far.
func (q *search) absentIf(s *path.State, op token.Token, x, y sym.Value) bool {
	if x.IsConst() {
		x, y, op = y, x, sym.Mirror(op)
	}
	if s.Status != path.Open || x.Kind != sym.KindSymbol || y.Kind != sym.KindInt && y.Kind != sym.KindString {
		return false
	}
	return q.Res.Absence.Absent(&Object{q.Acq, q, s, sym.Learn(s.Known, op, x, y)})
}

// tellsAbsence reports whether the comparison v, or its opposite, means that there is no resource.
func (q *search) tellsAbsence(s *path.State, v *ssa.BinOp) bool {
	if s.Status != path.Open || sym.Negate(v.Op) == token.ILLEGAL {
		return false
	}
	x, y := s.Eval(v.X), s.Eval(v.Y)
	return q.absentIf(s, v.Op, x, y) || q.absentIf(s, sym.Negate(v.Op), x, y)
}

// isDetail reports whether a is the content of a part of the object that does not lead to the resource.
func (q *search) isDetail(s *path.State, a sym.Value) bool {
	for _, e := range s.Places {
		if e.Place.Base == q.object && e.Value == a && e.Place.Path != path.Asked {
			return true
		}
	}
	return false
}

// lacks ends the obligation: there is nothing to release.
func (q *search) lacks(s *path.State) {
	q.trace.ended(s, whyNothing)
	q.Released = true // for a reader, that is how it ends
	if q.Acq.Param != nil {
		s.Status = q.Res.Life.broken()
		return
	}
	q.reset(s)
}

// describeResult sets what is known of what a result of a call points to.
func (q *search) describeResult(s *path.State, c *Callee) {
	v := c.Instr.Value()
	i, part, a := q.Res.Absence.Makes(c)
	if v == nil || c.later || a.Kind == sym.KindUnknown {
		return
	}
	results := c.Instr.Common().Signature().Results()
	made := a
	if part != "" {
		base := ssaquery.ResultValue(v, i, results.Len())
		if base == nil {
			return
		}
		q.renew(s, v)
		made = sym.Place{Base: v}.Addr()
		s.Write(sym.PlaceOf(made).Below(part), a)
	}
	if results.Len() == 1 {
		i = -1
	}
	s.Set(v, i, made)
}
