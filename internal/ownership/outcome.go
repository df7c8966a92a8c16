package ownership

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"golang.org/x/tools/go/ssa"
)

// exit ends the path, or the activation, at a return.
func (q *search) exit(s *state, ret *ssa.Return) {
	if s.top.up != nil {
		q.leave(s, ret)
		return
	}
	if s.held != nil && defersOutside(s.held) {
		q.exitLoopBody(s, ret)
		return
	}
	results := make([]abs, len(ret.Results))
	carried := false
	for i, r := range ret.Results {
		results[i] = s.eval(r)
		carried = carried || s.active() && q.passes(s, results[i], r.Type())
	}
	outer := false
	if s.active() {
		for _, v := range q.root.FreeVars {
			outer = outer || q.carries(s, s.eval(v))
		}
	}
	q.record(s, ret, results, carried, outer)
	if carried || outer {
		q.stored = q.stored || outer
		if q.acq.param == nil {
			why := whyReturned
			if !carried {
				why = whyCaptured
			}
			q.keep(s, why)
		}
		return
	}
	if s.status != open {
		q.trace.returns(s)
		return
	}
	s.note(Step{Kind: Return, Pos: ret.Pos(), Func: q.root.Function})
	q.leak(s, Path, ret.Pos())
}

// exitLoopBody ends an iteration of a range-over-func loop that deferred the release: the
// bodies of further iterations pile up.
func (q *search) exitLoopBody(s *state, ret *ssa.Return) {
	if s.status != open {
		return
	}
	if len(ret.Results) == 1 && s.eval(ret.Results[0]) == absTrue {
		q.leak(s, LoopDefer, s.held.Pos())
	}
	q.keep(s, whyRangeFunc)
}

// An outcome is one way in which a call that acquires can end, as its caller sees it.
type outcome struct {
	fate    status // open, idle, or pending if there is nothing to release
	tag     int64  // what the resource remembers
	results []abs
	types   []types.Type // of the objects made by the callee, by result
	zeroed  []bool       // what is not in parts of such an object is zero
	parts   []part

	// Of an outcome of a function of this package: what acquired the body, and the return.
	from *acquisition
	exit token.Pos
}

// failed reports whether the body comes together with an error.
func (o outcome) failed(results *types.Tuple) bool {
	for i, a := range o.results {
		if a.kind == nonNil && implementsError(results.At(i).Type()) {
			return true
		}
	}
	return false
}

// A part is the content of a part of an object that a call returns.
type part struct {
	result int
	path   string
	a      abs
}

// maxOutcomes bounds the outcomes that a caller tells apart.
const maxOutcomes = 8

// An opening is what is known of how a function of this package returns open bodies.
type opening struct {
	list      []outcome
	elsewhere effect.Set // see search.elsewhere
	opaque    bool       // a response that it returns may come from where no search can see
}

// outcomesOf returns the ways in which fn, a function of this package, returns an open body.
// Where a search was given up, there are none.
func (e *engine) outcomesOf(fn *ssa.Function) *opening {
	return e.opens.Get(fn, func() *opening { return e.findOutcomes(fn) })
}

func sameOpening(x, y *opening) bool {
	return x.elsewhere == y.elsewhere && x.opaque == y.opaque && slices.EqualFunc(x.list, y.list, outcome.same)
}

func (e *engine) findOutcomes(fn *ssa.Function) *opening {
	o := new(opening)
	if !e.res.returns(fn.Signature) {
		return o
	}
	for _, acq := range e.acquisitions(fn) {
		if acq.value() != nil {
			o.add(e.search(acq, fn))
		}
	}
	for _, literal := range fn.AnonFuncs {
		e.addStored(o, literal, fn)
	}
	for _, acq := range e.source.filled(fn) {
		o.add(e.search(acq, fn))
	}
	return o
}

// add adds the ways that a search found.
func (o *opening) add(q *found) {
	if q.gaveUp || q.shut && q.chosen { // an option of the caller decides: perhaps open is not open
		return
	}
	if len(q.outcomes) == 0 {
		return
	}
	o.elsewhere |= q.elsewhere()
	results := q.root.Signature.Results()
	for _, failed := range []bool{false, true} { // if there are too many, those without an error count
		for _, way := range q.outcomes {
			if way.failed(results) == failed && len(o.list) < maxOutcomes && !slices.ContainsFunc(o.list, way.same) {
				o.list = append(o.list, way)
			}
		}
	}
}

// same reports whether two outcomes are the same to a caller.
func (o outcome) same(p outcome) bool {
	return o.fate == p.fate && o.tag == p.tag && slices.Equal(o.results, p.results) && slices.Equal(o.parts, p.parts)
}

// addStored adds what the function literal, and those in it, leave in variables of fn.
func (e *engine) addStored(o *opening, literal, fn *ssa.Function) {
	for _, acq := range e.acquisitions(literal) {
		if acq.value() == nil || !e.search(acq, literal).stored {
			continue
		}
		q := e.search(acq, fn)
		o.add(q)
		o.opaque = o.opaque || !q.reached // some other function runs the literal
	}
	for _, inner := range literal.AnonFuncs {
		e.addStored(o, inner, fn)
	}
}

// record notes how the path of s ends for the caller of the root function.
func (q *search) record(s *state, ret *ssa.Return, results []abs, carried, outer bool) {
	q.tally(s, ret, results, outer)
	if s.status == released && q.returns && q.returnsShut(s, ret, results) {
		q.shut = true
		q.chosen = q.chosen || s.chosen
	}
	// A response that somebody else saw as well, such as a hook, is returned open all the
	// same, as far as the caller is concerned.
	shown := s.status == kept && !s.stored && q.returnsResponse(s, ret, results)
	if !shown && (!s.active() || !carried) || outer {
		if q.returns {
			q.others(s, ret, results)
		}
		return
	}
	q.chosen = q.chosen || s.chosen
	o := outcome{fate: open, tag: s.tag, types: make([]types.Type, len(results)), zeroed: make([]bool, len(results)), from: q.acq, exit: ret.Pos()}
	if s.active() && s.status != open {
		o.fate = idle
	}
	for i, a := range results {
		if q.carries(s, a) {
			q.with = append(q.with, returned{i, a.base})
		}
		o.results = append(o.results, q.export(s, &o, i, a, ret.Results[i]))
	}
	q.outcomes = append(q.outcomes, o)
}

// returnsResponse reports whether a path returns the response, not merely something that
// holds it, and no error.
func (q *search) returnsResponse(s *state, ret *ssa.Return, results []abs) bool {
	found := false
	for i, a := range results {
		if implementsError(ret.Results[i].Type()) && s.isNonNil(a) {
			return false
		}
		found = found || a.kind == response && q.carries(s, a)
	}
	return found && q.acq.param == nil
}

// returnsShut reports whether a path on which the body was closed returns what held it,
// and no error.
func (q *search) returnsShut(s *state, ret *ssa.Return, results []abs) bool {
	shut := false
	for i, a := range results {
		if implementsError(ret.Results[i].Type()) && s.isNonNil(a) {
			return false
		}
		shut = shut || q.mentions(s, a)
	}
	return shut
}

// export translates result i of the root function to the caller's terms.
func (q *search) export(s *state, o *outcome, i int, a abs, v ssa.Value) abs {
	carries := q.carries(s, a)
	switch {
	case a.kind == address && a.path == "" && (isAlloc(a.base) || q.made[a.base] != nil) && carries:
		t := q.made[a.base]
		if t == nil {
			t = a.base.Type()
		}
		o.types[i] = t
		o.zeroed[i] = (isAlloc(a.base) || q.zeroed[a.base]) && a.n == 0 && !s.isShared(placeOf(a))
		q.exportParts(s, o, i, placeOf(a))
		return abs{kind: address}
	case a.kind == aggregate && carries:
		o.types[i] = v.Type()
		q.exportParts(s, o, i, placeOf(a))
		return abs{kind: aggregate}
	case a.kind == response && carries, a.kind == body:
		return a
	case carries:
		return q.res.types.held(v.Type())
	case a.kind == constBool, a.kind == null:
		return a
	case s.isNonNil(a):
		return absNonNil
	case implementsError(v.Type()):
		return absNil // it may be either; with a body, an error is the exception that must be certain
	}
	return absUnknown
}

func (q *search) exportParts(s *state, o *outcome, i int, p place) {
	for _, e := range s.places {
		if !e.p.within(p) {
			continue
		}
		a := e.a
		switch {
		case a.kind == response, a.kind == body, a.kind == null, a.kind == constBool, a.kind == constInt, a.kind == constStr:
		case q.carries(s, a):
			a = absHolder
		default:
			a = absUnknown
		}
		o.parts = append(o.parts, part{i, e.p.path[len(p.path):], a})
	}
}
