package ownership

import (
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

func withoutBase(places []placeEntry, base ssa.Value) []placeEntry {
	var out []placeEntry
	for _, e := range places {
		if e.p.base != base {
			out = append(out, e)
		}
	}
	return out
}

// element returns the part of an array that index selects.
func (s *state) element(index ssa.Value) string {
	if i := s.eval(index); i.kind == constInt {
		return "[" + strconv.FormatInt(i.n, 10) + "]"
	}
	return "[*]"
}

// renew prepares for the instruction that makes the variable, or function literal, base to run once more: what
// it made before becomes an old one, unless an older one leads to the resource: then that one stays.
func (q *search) renew(s *state, base ssa.Value) {
	switch {
	case !s.mentions(base):
	case q.carries(s, place{base: base, old: true}.addr()):
		s.lose(base)
	default:
		s.age(base)
	}
}

// pointee returns the place that the pointer a leads to.
func pointee(a abs) (place, bool) {
	switch a.kind {
	case address:
		return placeOf(a), true
	case symbol:
		return place{base: a.base}, a.n == 0
	}
	return place{}, false
}

// entered returns what a pointer a looks like from inside of what it points to.
func (q *search) entered(a abs) abs {
	if a.kind == body && q.res.types.copied() {
		return absHolder
	}
	return a
}

// part executes v = &x.part.
func (q *search) part(s *state, v, x ssa.Value, part string) bool {
	a := q.entered(s.eval(x))
	switch a.kind {
	case null:
		q.trace.stops(s, whyNilPointer)
		return false
	case response:
		s.set(v, -1, place{base: q.object, path: part}.addr())
		return true
	case holder:
		s.set(v, -1, q.res.types.inside(deref(x.Type()), deref(v.Type())))
		return true
	}
	if p, ok := pointee(a); ok {
		s.set(v, -1, p.below(part).addr())
	}
	return true
}

// partOfValue executes v = x.part for a struct or array x.
func (q *search) partOfValue(s *state, v, x ssa.Value, part string) bool {
	a := s.eval(x)
	switch a.kind {
	case holder:
		if q.res.types.may(v.Type()) {
			s.set(v, -1, q.res.types.held(v.Type()))
		}
	case aggregate:
		p := placeOf(a).below(part)
		if content, ok := s.read(p); ok {
			s.set(v, -1, content)
		} else if weak(p) && q.carries(s, elements(p).addr()) {
			s.set(v, -1, q.res.types.held(v.Type()))
		} else if !weak(p) && q.hasParts(s, p) {
			s.copyParts(p, place{base: v})
			s.set(v, -1, abs{kind: aggregate, base: v})
		}
	}
	return true
}

// load executes v = *x.
func (q *search) load(s *state, v *ssa.UnOp) bool {
	a := q.entered(s.eval(v.X))
	switch a.kind {
	case null:
		q.trace.stops(s, whyNilPointer)
		return false
	case response, holder:
		if q.res.types.may(v.Type()) {
			s.set(v, -1, q.res.types.held(v.Type()))
		}
		return true
	}
	p, ok := pointee(a)
	if !ok {
		return true
	}
	if g, ok := p.base.(*ssa.Global); ok && p.path == "" && isError(v.Type()) && g.Pkg != nil {
		s.set(v, -1, absNonNil) // such as io.EOF
		return true
	}
	content, ok := s.read(p)
	switch {
	case ok && content.kind != unknown:
		s.set(v, -1, content)
		return true
	case !ok && q.hasParts(s, p):
		if weak(p) {
			s.set(v, -1, q.res.types.held(v.Type()))
			return true
		}
		to := place{base: v}
		s.copyParts(p, to)
		s.set(v, -1, abs{kind: aggregate, base: v})
		return true
	case !ok:
		if content, ok := q.inherited(s, p); ok {
			if content.kind != unknown {
				s.set(v, -1, content)
				return true
			}
		} else if (isAlloc(p.base) || q.zeroed[p.base]) && !isDetail(p, v.Type()) {
			s.set(v, -1, zeroOf(v.Type()))
			return true
		}
	}
	// Whatever it is: the next load finds the same.
	if !weak(p) {
		s.write(p, abs{kind: symbol, base: v})
	}
	return true
}

// weak reports whether p stands for several elements.
func weak(p place) bool {
	for i := 0; i+2 < len(p.path); i++ {
		if p.path[i:i+3] == "[*]" {
			return true
		}
	}
	return false
}

// hasParts reports whether parts of p, or for an unknown index some element, are known to carry the body or to hold
// anything else of note.
func (q *search) hasParts(s *state, p place) bool {
	if weak(p) {
		return q.carries(s, elements(p).addr())
	}
	for _, e := range s.places {
		if e.p != p && e.p.within(p) {
			return true
		}
	}
	return false
}

// elements returns the array that the first unknown index of p selects from.
func elements(p place) place {
	for i := 0; i+2 < len(p.path); i++ {
		if p.path[i:i+3] == "[*]" {
			p.path = p.path[:i]
			break
		}
	}
	return p
}

// inherited returns what is known of p because something was stored to all of
// what p is a part of.
func (q *search) inherited(s *state, p place) (abs, bool) {
	for _, e := range s.places {
		if e.p != p && p.within(e.p) {
			if e.a.kind == holder {
				return absHolder, true
			}
			return absUnknown, true
		}
	}
	return absUnknown, false
}

// store executes *addr = val.
func (q *search) store(s *state, addr abs, val ssa.Value, pos token.Pos) bool {
	a := s.eval(val)
	if addr.kind == null {
		q.trace.stops(s, whyNilPointer)
		return false
	}
	p, ok := pointee(addr)
	if !ok {
		q.escape(s, a, whyPointer)
		return true
	}
	if q.outlives(p) || s.isShared(p) || weak(p) {
		why := whyOutlives
		switch {
		case q.outlives(p):
		case weak(p):
			why = whyElement
		default:
			why = whyShared
		}
		q.escape(s, a, why)
		if q.outlives(p) && !weak(p) {
			s.places = deleteWithin(s.places, p)
			if a.isConst() || a.kind == nonNil || a.kind == symbol {
				s.write(p, a)
			}
			return true
		}
	}
	if weak(p) {
		return true
	}
	held := s.status == open && q.carries(s, p.addr())
	if a.kind == aggregate {
		s.copyParts(placeOf(a), p)
	} else if isDetail(p, val.Type()) && !a.isConst() && isAlloc(p.base) {
		s.places = deleteWithin(s.places, p)
	} else {
		if a.kind == unknown {
			a = abs{kind: symbol, base: val}
		}
		s.write(p, a)
	}
	_, returns := s.top.block.Instrs[len(s.top.block.Instrs)-1].(*ssa.Return) // then it may be the store of a named result
	if q.res.life.inner != "" && p == q.inside() && !q.carries(s, absResponse) {
		s.note(Step{Kind: Swap, Pos: pos})
	}
	if held && !returns && !q.carries(s, p.addr()) && p.base != q.object {
		s.note(Step{Kind: Replace, Pos: pos})
	}
	return true
}

// observe has the rules say what an assignment makes of the resource, apart from where it puts it.
func (q *search) observe(s *state, instr *ssa.Store) {
	if !s.active() {
		return
	}
	st := &stored{instr: instr, addr: s.eval(instr.Addr), value: s.eval(instr.Val), param: q.acq.param != nil, tag: s.tag}
	if field, ok := instr.Addr.(*ssa.FieldAddr); ok {
		st.owner = s.eval(field.X)
		param, ok := st.owner.base.(*ssa.Parameter)
		if ok && st.owner.kind == symbol && param.Parent() == q.root.Function && q.carries(s, st.value) {
			q.fillsParam = true
		}
	}
	ends, why := q.res.rules.store(st)
	s.tag = st.tag
	q.custom = q.custom || st.custom
	if ends == effect.Kept {
		q.keep(s, why)
	}
}

// isDetail reports whether p is a number or a string inside of something larger: what
// is in there is remembered only if it is a constant, as there can be many of them.
func isDetail(p place, t types.Type) bool { return p.path != "" && isBasic(t) && !isBool(t) }

func deleteWithin(places []placeEntry, p place) []placeEntry {
	var out []placeEntry
	for _, e := range places {
		if !e.p.within(p) {
			out = append(out, e)
		}
	}
	return out
}

// outlives reports whether p belongs to something that others can reach, so that
// what is stored there is handed over. (A captured variable of the root function is
// looked at when the function returns.)
func (q *search) outlives(p place) bool {
	switch base := p.base.(type) {
	case *ssa.Alloc, *ssa.MakeChan:
		return false
	case *ssa.FreeVar:
		return base.Parent() != q.root.Function
	}
	return p.base != q.object && q.made[p.base] == nil
}

// escape hands the body over if a carries it, and gives away the variables that a
// closure shares with its maker.
func (q *search) escape(s *state, a abs, why reason) {
	if q.carries(s, a) {
		q.give(s, a, why)
		s.stored = true
	}
	q.shareCaptured(s, a)
}

// shareCaptured marks the variables that a function value captures, or a pointer leads to, as known to somebody else.
func (q *search) shareCaptured(s *state, a abs) {
	switch a.kind {
	case address:
		if isAlloc(a.base) {
			s.share(placeOf(a))
		}
	case closure:
		fn, ok := functionOf(a.base)
		if !ok || !q.know.mayRelease(fn) {
			return
		}
		for i := range fn.FreeVars {
			if b := q.binding(s, a, i); b.kind == address {
				s.share(placeOf(b))
			}
		}
	}
}
