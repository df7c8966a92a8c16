package search

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// renew prepares for the instruction that makes the variable, or function literal, base to run once more: what
// it made before becomes an old one, unless an older one leads to the resource: then that one stays.
func (q *search) renew(s *path.State, base ssa.Value) {
	switch {
	case !s.Mentions(base):
	// There is room for one old variable, and that with the resource is worth more.
	case q.Carries(s, sym.Place{Base: base, Old: true}.Addr()):
		s.Lose(base)
	default:
		s.Age(base)
	}
}

// entered returns what a pointer a looks like from inside of what it points to.
func (q *search) entered(a sym.Value) sym.Value {
	if a.Kind == sym.KindResource && q.Res.Types.Copied() {
		return sym.Holder
	}
	return a
}

// part executes v = &x.part.
func (q *search) part(s *path.State, v, x ssa.Value, part string) bool {
	a := q.entered(s.Eval(x))
	switch a.Kind {
	case sym.KindNil:
		q.trace.stops(s, whyNilPointer)
		return false
	case sym.KindObject:
		s.Set(v, -1, sym.Place{Base: q.object, Path: part}.Addr())
		return true
	case sym.KindHolder:
		if q.Res.Absence.IsDetail(ssaquery.Deref(x.Type()), ssaquery.Deref(v.Type())) {
			s.Set(v, -1, sym.Place{Base: q.object, Path: part}.Addr())
			return true
		}
		s.Set(v, -1, q.Res.Types.Inside(ssaquery.Deref(x.Type()), ssaquery.Deref(v.Type())))
		return true
	}
	if p, ok := path.Pointee(a); ok {
		s.Set(v, -1, p.Below(part).Addr())
	}
	return true
}

// partOfValue executes v = x.part for a struct or array x.
func (q *search) partOfValue(s *path.State, v, x ssa.Value, part string) bool {
	a := s.Eval(x)
	switch a.Kind {
	case sym.KindHolder:
		if q.Res.Types.May(v.Type()) {
			s.Set(v, -1, q.Res.Types.Held(v.Type()))
		}
	case sym.KindAggregate:
		p := q.focus(s, sym.PlaceOf(a).Below(part))
		if content, ok := s.Read(p); ok {
			s.Set(v, -1, content)
		} else if path.Weak(p) && !s.HasParts(p) && q.Carries(s, path.Elements(p).Addr()) {
			s.Set(v, -1, q.Res.Types.Held(v.Type()))
		} else if q.hasParts(s, p) {
			s.CopyParts(p, sym.Place{Base: v})
			s.Set(v, -1, sym.Value{Kind: sym.KindAggregate, Base: v})
		}
	}
	return true
}

// load executes v = *x.
func (q *search) load(s *path.State, v *ssa.UnOp) bool {
	a := q.entered(s.Eval(v.X))
	switch a.Kind {
	case sym.KindNil:
		q.trace.stops(s, whyNilPointer)
		return false
	case sym.KindObject, sym.KindHolder:
		if q.Res.Types.May(v.Type()) {
			s.Set(v, -1, q.Res.Types.Held(v.Type()))
		}
		return true
	}
	p, ok := path.Pointee(a)
	if !ok {
		return true
	}
	// Package variables of an error type are sentinels: nobody sets one to nil.
	if g, ok := p.Base.(*ssa.Global); ok && p.Path == "" && ssaquery.IsError(v.Type()) && g.Pkg != nil {
		s.Set(v, -1, sym.NonNil) // such as io.EOF
		return true
	}
	if g, ok := p.Base.(*ssa.Global); ok && p.Path == "" && q.Fixed != nil {
		if a, ok := q.Fixed(g); ok && !slices.ContainsFunc(s.Places, func(e path.PlaceEntry) bool { return e.Place == p }) {
			s.Set(v, -1, a)
			return true
		}
	}
	p = q.focus(s, p)
	// What is there may be known as a whole, by its parts, as a part of something larger, or, of a variable of this
	// path that nothing was stored to, as zero.
	content, ok := s.Read(p)
	switch {
	case ok && content.Kind != sym.KindUnknown:
		s.Set(v, -1, content)
		return true
	// A struct by value: a copy of its parts, under the name of the value.
	case !ok && q.hasParts(s, p):
		if path.Weak(p) && !s.HasParts(p) {
			s.Set(v, -1, q.Res.Types.Held(v.Type()))
			return true
		}
		to := sym.Place{Base: v}
		s.CopyParts(p, to)
		s.Set(v, -1, sym.Value{Kind: sym.KindAggregate, Base: v})
		return true
	case !ok:
		if content, ok := q.inherited(s, p); ok {
			if content.Kind != sym.KindUnknown && q.Res.Types.May(v.Type()) { // of a number in it nothing is known
				s.Set(v, -1, q.Res.Types.Held(v.Type()))
				return true
			}
		} else if (ssaquery.IsAlloc(p.Base) || q.zeroed[p.Base]) && !path.IsDetail(p, v.Type()) && (!path.Weak(p) || q.Res.Life.Reusable) {
			s.Set(v, -1, sym.ZeroOf(v.Type()))
			return true
		}
	}
	// Whatever it is: the next load finds the same.
	if !path.Weak(p) {
		s.Write(p, sym.Value{Kind: sym.KindSymbol, Base: v})
	}
	return true
}

// hasParts reports whether parts of p, or for an unknown index some element, are known to carry the resource or to hold
// anything else of note.
func (q *search) hasParts(s *path.State, p sym.Place) bool {
	if path.Weak(p) {
		return q.Carries(s, path.Elements(p).Addr())
	}
	for _, e := range s.Places {
		if e.Place != p && e.Place.Within(p) {
			return true
		}
	}
	return false
}

// inherited returns what is known of p because something was stored to all of
// what p is a part of.
func (q *search) inherited(s *path.State, p sym.Place) (sym.Value, bool) {
	for _, e := range s.Places {
		if e.Place != p && p.Within(e.Place) {
			if e.Value.Kind == sym.KindHolder {
				return sym.Holder, true
			}
			return sym.Unknown, true
		}
	}
	return sym.Unknown, false
}

// store executes *addr = val.
func (q *search) store(s *path.State, addr sym.Value, val ssa.Value, pos token.Pos) bool {
	// The value is looked at before the place: what it leads to may be handed over by being put there.
	a := s.Eval(val)
	if addr.Kind == sym.KindNil {
		q.trace.stops(s, whyNilPointer)
		return false
	}
	p, ok := path.Pointee(addr)
	if !ok {
		q.escape(s, a, whyPointer)
		return true
	}
	if path.Weak(p) && q.isOwn(p.Base) && !s.IsShared(p) && !q.Res.Life.Reusable {
		q.put(s, p, a, val)
		return true
	}
	// Where somebody else can read it, he may release it. Inside of the function it can still be read as well, so
	// the content is remembered, but for elements that are not told apart.
	if q.outlives(p) || s.IsShared(p) || path.Weak(p) {
		why := whyOutlives
		switch {
		case q.outlives(p):
		case path.Weak(p):
			why = whyElement
		default:
			why = whyShared
		}
		q.escape(s, a, why)
		if q.outlives(p) && !path.Weak(p) {
			s.Places = path.DeleteWithin(s.Places, p)
			if a.IsConst() || a.Kind == sym.KindNonNil || a.Kind == sym.KindSymbol {
				s.Write(p, a)
			}
			return true
		}
	}
	if path.Weak(p) {
		return true
	}
	// For the reader of a finding: a variable that held the resource gets something else.
	held := s.Status == path.Open && q.Carries(s, p.Addr())
	if a.Kind == sym.KindAggregate {
		s.CopyParts(sym.PlaceOf(a), p)
	} else if q.clears(s, p, val) {
		s.Places = path.DeleteWithin(s.Places, p)
	} else if path.IsDetail(p, val.Type()) && !a.IsConst() && ssaquery.IsAlloc(p.Base) {
		s.Places = path.DeleteWithin(s.Places, p)
	} else {
		if a.Kind == sym.KindUnknown {
			a = sym.Value{Kind: sym.KindSymbol, Base: val}
		}
		s.Write(p, a)
	}
	// A named result is stored right before the return: that is no replacement that a reader should see.
	_, returns := s.Top.Block.Instrs[len(s.Top.Block.Instrs)-1].(*ssa.Return) // then it may be the store of a named result
	if q.Res.Life.Inner != "" && p == q.inside() && !q.Carries(s, sym.Object) {
		s.Note(path.Step{Kind: path.Swap, Pos: pos})
	}
	if held && !returns && !q.Carries(s, p.Addr()) && p.Base != q.object {
		s.Note(path.Step{Kind: path.Replace, Pos: pos})
	}
	return true
}

// clears reports whether storing val to p, which is a variable or a part of one, makes a struct zero, as what nothing is
// known of is.
func (q *search) clears(s *path.State, p sym.Place, val ssa.Value) bool {
	c, ok := val.(*ssa.Const)
	if !ok || c.Value != nil || !ssaquery.IsAlloc(p.Base) {
		return false
	}
	switch c.Type().Underlying().(type) {
	case *types.Struct, *types.Array:
		_, within := q.inherited(s, p)
		return !within
	}
	return false
}

// observe has the rules say what an assignment makes of the resource, apart from where it puts it.
func (q *search) observe(s *path.State, instr *ssa.Store) {
	if !s.Active() {
		return
	}
	st := &Stored{Instr: instr, Addr: s.Eval(instr.Addr), Value: s.Eval(instr.Val), Param: q.Acq.Param != nil, Tag: s.Tag}
	if field, ok := instr.Addr.(*ssa.FieldAddr); ok {
		st.Owner = s.Eval(field.X)
		param, ok := st.Owner.Base.(*ssa.Parameter)
		if ok && st.Owner.Kind == sym.KindSymbol && param.Parent() == q.Root.Function && q.Carries(s, st.Value) {
			q.FillsParam = true
		}
	}
	ends, why := q.Res.Rules.Store(st)
	s.Tag = st.Tag
	q.Custom = q.Custom || st.Custom
	if ends == effect.Kept && !q.dependsOnCaller(s, st) {
		q.keep(s, why)
	}
}

// dependsOnCaller notes that the caller of the root decides, by what is stored, whether the resource is kept. It reports
// whether that is so.
func (q *search) dependsOnCaller(s *path.State, st *Stored) bool {
	if !q.returns || st.UnlessOp == token.ILLEGAL {
		return false
	}
	cond, ok := q.onParam(st.Value, st.UnlessOp, st.Unless)
	if ok {
		s.Needs = append(s.Needs[:len(s.Needs):len(s.Needs)], []path.Choice{{Cond: cond}})
	}
	return ok
}

// outlives reports whether p belongs to something that others can reach, so that
// what is stored there is handed over. (A captured variable of the root function is
// looked at when the function returns.)
func (q *search) outlives(p sym.Place) bool {
	// A variable outlives the function only if a pointer to it goes elsewhere; then it is shared, which is asked for by itself.
	switch base := p.Base.(type) {
	case *ssa.Alloc, *ssa.MakeChan:
		return false
	case *ssa.FreeVar:
		return base.Parent() != q.Root.Function
	}
	return p.Base != q.object && q.made[p.Base] == nil && !q.isContainer(p.Base)
}

// escape hands the resource over if a carries it, and gives away the variables that a
// closure shares with its maker.
func (q *search) escape(s *path.State, a sym.Value, why Reason) {
	if q.Carries(s, a) {
		q.give(s, a, why)
		s.Stored = true
	}
	q.shareCaptured(s, a)
}

// shareCaptured marks the variables that a function value captures, or a pointer leads to, as known to somebody else.
func (q *search) shareCaptured(s *path.State, a sym.Value) {
	switch a.Kind {
	case sym.KindAddress:
		q.share(s, a)
	case sym.KindFunc:
		fn, ok := ssaquery.FunctionOf(a.Base)
		// A literal that can neither release nor keep what it captured gives nothing away.
		if !ok || !q.Know.MayRelease(fn) {
			return
		}
		for i := range fn.FreeVars {
			if b := q.binding(s, a, i); b.Kind == sym.KindAddress {
				q.share(s, b)
			}
		}
	}
}

// share marks the variable or container that a points to as known to somebody else, and the containers that are in there.
func (q *search) share(s *path.State, a sym.Value) {
	if p := sym.PlaceOf(a); !q.isOwn(a.Base) || s.IsShared(p) {
		return
	}
	s.Share(sym.PlaceOf(a))
	for _, e := range s.Places {
		if e.Place.Base == a.Base && e.Value.Kind == sym.KindAddress && q.isContainer(e.Value.Base) {
			q.share(s, e.Value)
		}
	}
}
