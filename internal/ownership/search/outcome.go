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

// exit ends the path, or the activation, at a return.
func (q *search) exit(s *path.State, ret *ssa.Return) {
	if s.Top.Up != nil {
		q.leave(s, ret)
		return
	}
	// The body of a range-over-func loop is a function of its own, whose return is the end of one round.
	if s.Held != nil && ssaquery.DefersOutside(s.Held) {
		q.exitLoopBody(s, ret)
		return
	}
	results := make([]sym.Value, len(ret.Results))
	carried := false
	for i, r := range ret.Results {
		results[i] = s.Eval(r)
		if s.Active() && q.onlyContained(s, results[i]) { // of what is in a container of its own, a caller is not told
			q.keep(s, whyContained)
			s.Stored = true
		}
		carried = carried || s.Active() && q.Passes(s, results[i], r.Type()) && !q.isDeadEnd(s, ret, i)
	}
	outer := false
	if s.Active() {
		// A literal leaves it in a variable of the function around it, which is searched next.
		for _, v := range q.Root.FreeVars {
			outer = outer || q.Carries(s, s.Eval(v))
		}
	}
	// Callers want to know how this ends, whether or not it is a leak here.
	q.record(s, ret, results, carried, outer)
	if carried || outer {
		q.Stored = q.Stored || outer
		// What a parameter leads to and is returned is the caller's, who has it anyway.
		if q.Acq.Param == nil {
			why := whyReturned
			if !carried {
				why = whyCaptured
			}
			q.keep(s, why)
		}
		return
	}
	if s.Status != path.Open {
		q.trace.returnsFrom(s)
		return
	}
	s.Note(path.Step{Kind: path.Return, Pos: ret.Pos(), Func: q.Root.Function})
	q.leak(s, Path, ret.Pos())
}

// exitLoopBody ends an iteration of a range-over-func loop that deferred the release: the
// resources of further iterations pile up.
func (q *search) exitLoopBody(s *path.State, ret *ssa.Return) {
	if s.Status != path.Open {
		return
	}
	if len(ret.Results) == 1 && s.Eval(ret.Results[0]) == sym.True {
		q.leak(s, LoopDefer, s.Held.Pos())
	}
	q.keep(s, whyRangeFunc)
}

// An Outcome is one way in which a call that acquires can end, as its caller sees it.
type Outcome struct {
	Fate    path.Status // open, idle, or pending if there is nothing to release
	Tag     int64       // what the resource remembers
	AskedBy int         // 1 + the parameter by which the caller decides whether there is a resource, see askedParam; 0 if none does
	Results []sym.Value
	types   []types.Type // of the objects made by the callee, by result
	zeroed  []bool       // what is not in parts of such an object is zero
	parts   []part

	// Choices of the caller that lead to it, and Needs: of each of them one has to be certain, since otherwise the
	// function may as well end with the resource released.
	Choices []path.Choice
	Needs   [][]path.Choice
	perhaps bool // not all choices are known

	// Shown is one more than the number of the function among the parameters that was given the resource, and decides: only if
	// that leaves it alone, the outcome is one. 0 is none.
	Shown int

	// Of an outcome of a function of this package: what acquired the resource, and the return.
	From *Acquisition
	Exit token.Pos
}

// Failed reports whether the resource comes together with an error.
func (o Outcome) Failed(results *types.Tuple) bool {
	for i, a := range o.Results {
		if a.Kind == sym.KindNonNil && ssaquery.ImplementsError(results.At(i).Type()) {
			return true
		}
	}
	return false
}

// A part is the content of a part of an object that a call returns.
type part struct {
	result int
	path   string
	a      sym.Value
}

// Same reports whether two outcomes are the same to a caller.
func (o Outcome) Same(p Outcome) bool {
	return slices.Equal(o.Choices, p.Choices) && o.alike(p)
}

// record notes how the path of s ends for the caller of the root function.
func (q *search) record(s *path.State, ret *ssa.Return, results []sym.Value, carried, outer bool) {
	q.tally(s, ret, results, outer)
	if s.Status == path.Released && q.returns {
		q.recordShut(s, ret, results)
	}
	// What somebody else saw as well, such as a hook, is returned open all the
	// same, as far as the caller is concerned.
	shown := s.Status == path.Kept && !s.Stored && q.returnsResponse(s, ret, results)
	if !shown && (!s.Active() || !carried) || outer {
		if q.returns {
			q.others(s, ret, results)
		}
		return
	}
	o := Outcome{Fate: path.Open, Tag: s.Tag, AskedBy: q.askedParam(s), Choices: s.Choices, Needs: s.Needs, perhaps: s.Chosen, types: make([]types.Type, len(results)), zeroed: make([]bool, len(results)), From: q.Acq, Exit: ret.Pos()}
	if shown {
		o.Shown = s.Shown
	}
	if s.Active() && s.Status != path.Open {
		o.Fate = path.Idle
	}
	for i, a := range results {
		if q.Carries(s, a) {
			q.with = append(q.with, returned{i, a.Base})
		}
		o.Results = append(o.Results, q.export(s, &o, i, a, ret.Results[i]))
	}
	q.Outcomes = append(q.Outcomes, o)
	if i := q.untested(results); i >= 0 && o.Fate == path.Open {
		o.Results = slices.Clone(o.Results)
		o.Results[i] = sym.NonNil
		q.Outcomes = append(q.Outcomes, o)
	}
}

// untested returns the number of the result that is an error which nobody has looked at, of a call that ran while the
// resource was there; -1 if there is none. If that call fails, the resource is returned beside its error.
func (q *search) untested(results []sym.Value) int {
	if q.Acq.Instr == nil || q.Acq.Instr.Parent() != q.Root.Function {
		return -1
	}
	for i, a := range results {
		if a.Kind != sym.KindSymbol || !ssaquery.IsError(a.Base.Type()) {
			continue
		}
		call := a.Base
		if extract, ok := call.(*ssa.Extract); ok {
			call = extract.Tuple
		}
		made, ok := call.(*ssa.Call)
		if ok && made != q.Acq.Instr && made.Parent() == q.Root.Function && runsAfter(made, q.Acq.Instr) {
			return i
		}
	}
	return -1
}

// runsAfter reports whether instr runs only after first has.
func runsAfter(instr, first ssa.Instruction) bool {
	if b := first.Block(); b != instr.Block() {
		return b.Dominates(instr.Block())
	}
	instrs := first.Block().Instrs
	return slices.Index(instrs, first) < slices.Index(instrs, instr)
}

// returnsResponse reports whether a path returns what was acquired, not merely something that
// holds it, and no error.
func (q *search) returnsResponse(s *path.State, ret *ssa.Return, results []sym.Value) bool {
	found := false
	for i, a := range results {
		if ssaquery.ImplementsError(ret.Results[i].Type()) && s.IsNonNil(a) {
			return false
		}
		found = found || a.Kind == sym.KindObject && q.Carries(s, a)
	}
	return found && q.Acq.Param == nil
}

// A Shut is a way in which the function ends with the resource released, and perhaps without an error.
type Shut struct {
	choices []path.Choice
	chosen  bool // there are more
}

// Same reports whether two ways to end come by the same choices.
func (s Shut) Same(t Shut) bool { return s.chosen == t.chosen && slices.Equal(s.choices, t.choices) }

// maxShuts bounds the ways to end released that are told apart.
const maxShuts = 32

// recordShut notes that a path on which the resource was released returns, unless it surely does so with an error.
func (q *search) recordShut(s *path.State, ret *ssa.Return, results []sym.Value) {
	if success, _ := s.EndsWith(ret, results); !success || s.Copied {
		return
	}
	end := Shut{s.Choices, s.Chosen}
	switch {
	case slices.ContainsFunc(q.Shuts, end.Same):
	case len(q.Shuts) >= maxShuts:
		q.Shuts[0].chosen = true
	default:
		q.Shuts = append(q.Shuts, end)
	}
}

// alike reports whether two outcomes differ in nothing but the choices that lead to them.
func (o Outcome) alike(p Outcome) bool {
	return o.Fate == p.Fate && o.Tag == p.Tag && o.AskedBy == p.AskedBy && o.Shown == p.Shown && slices.Equal(o.Results, p.Results) && slices.Equal(o.parts, p.parts) &&
		slices.EqualFunc(o.Needs, p.Needs, slices.Equal[[]path.Choice])
}

// Merge adds o to the ways in which a function ends, given all its ways to end with the resource released.
func (o Outcome) Merge(list []Outcome, shuts []Shut) []Outcome {
	needs, ok := o.needs(shuts)
	if !ok {
		return list
	}
	o.Needs = needs
	o.Choices = slices.DeleteFunc(slices.Clone(o.Choices), func(c path.Choice) bool { return c.If != nil })
	for i := range list {
		if old := &list[i]; old.alike(o) {
			old.Choices = slices.DeleteFunc(slices.Clone(old.Choices), func(c path.Choice) bool { return !slices.Contains(o.Choices, c) })
			return list
		}
	}
	return append(list, o)
}

// maxNeeds bounds what a caller has to know for an outcome.
const maxNeeds = 4

// needs returns what a caller has to know to be sure that the function does not end in one of shuts instead. It
// reports false if that cannot be put into words. A way to end that differs by no choice of the caller
// makes no difference: then something else decides, such as the response.
func (o Outcome) needs(shuts []Shut) ([][]path.Choice, bool) {
	if o.perhaps && len(shuts) > 0 {
		return nil, false
	}
	all := slices.Clone(o.Needs)
	for _, end := range shuts {
		conflict := path.Conflict(o.Choices, end.choices)
		clause := slices.DeleteFunc(slices.Clone(conflict), func(c path.Choice) bool { return c.If != nil })
		switch {
		case end.chosen && !within(o.Choices, end.choices), // it may differ by a choice that was not noted
			len(conflict) > 0 && len(clause) == 0:
			return nil, false
		case len(conflict) == 0 || slices.ContainsFunc(all, func(known []path.Choice) bool { return within(known, clause) }):
		default:
			all = slices.DeleteFunc(all, func(known []path.Choice) bool { return within(clause, known) })
			all = append(all, clause)
		}
	}
	for _, clause := range all {
		if len(clause) == 0 || len(all) > maxNeeds {
			return nil, false
		}
	}
	return all, true
}

// within reports whether all of xs are among ys.
func within(xs, ys []path.Choice) bool {
	return !slices.ContainsFunc(xs, func(x path.Choice) bool { return !slices.Contains(ys, x) })
}

// export translates result i of the root function to the caller's terms.
func (q *search) export(s *path.State, o *Outcome, i int, a sym.Value, v ssa.Value) sym.Value {
	carries := q.Carries(s, a)
	switch {
	case a.Kind == sym.KindAddress && a.Path == "" && (ssaquery.IsAlloc(a.Base) || q.made[a.Base] != nil || isBox(a)) && carries:
		// The caller gets an object, of which it has to know the parts, and of which type it is, for the methods of that.
		t := q.dynamicType(a, nil)
		o.types[i] = t
		o.zeroed[i] = (path.BeginsZero(a.Base) || q.zeroed[a.Base]) && a.N == 0 && !s.IsShared(sym.PlaceOf(a))
		q.exportParts(s, o, i, sym.PlaceOf(a))
		return sym.Value{Kind: sym.KindAddress}
	case a.Kind == sym.KindAggregate && carries:
		o.types[i] = v.Type()
		q.exportParts(s, o, i, sym.PlaceOf(a))
		return sym.Value{Kind: sym.KindAggregate}
	// Names of this function mean nothing to its caller: the object, the resource and constants go as they are, of
	// everything else only what kind of thing it is.
	case a.Kind == sym.KindObject && carries, a.Kind == sym.KindResource:
		return a
	case carries:
		return q.Res.Types.Held(v.Type())
	case a.Kind == sym.KindBool, a.Kind == sym.KindNil:
		return a
	case s.IsNonNil(a):
		return sym.NonNil
	case ssaquery.ImplementsError(v.Type()):
		return sym.Nil // it may be either; with a body, an error is the exception that must be certain
	}
	return sym.Unknown
}

func (q *search) exportParts(s *path.State, o *Outcome, i int, p sym.Place) {
	for _, e := range s.Places {
		if !e.Place.Within(p) {
			continue
		}
		a := e.Value
		switch {
		case a.Kind == sym.KindObject, a.Kind == sym.KindResource, a.Kind == sym.KindNil, a.Kind == sym.KindBool, a.Kind == sym.KindInt, a.Kind == sym.KindString:
		// What leads to it in a roundabout way still does; how is not for the caller to know.
		case q.Carries(s, a):
			a = sym.Holder
		default:
			a = sym.Unknown
		}
		o.parts = append(o.parts, part{i, e.Place.Path[len(p.Path):], a})
	}
}

// A returned is the object that result i of a path leads to, or nil if that is not known.
type returned struct {
	i    int
	base ssa.Value
}

// others notes what a path without an error returns that leads to no resource.
func (q *search) others(s *path.State, ret *ssa.Return, results []sym.Value) {
	for i, a := range results {
		if ssaquery.ImplementsError(ret.Results[i].Type()) && s.IsNonNil(a) {
			return
		}
	}
	for i, a := range results {
		if a.Kind != sym.KindNil {
			q.without = append(q.without, returned{i, a.Base})
		}
	}
}

// Elsewhere returns the results of which a caller cannot tell whether they lead to the resource: on other
// paths something else is returned, or what is returned leads to it only if the caller chose so.
// fresh reports whether a value is such a resource as well, which the function acquires elsewhere.
func (q *Found) Elsewhere(fresh func(ssa.Value) bool) (out effect.Set) {
	for _, r := range q.without {
		if r.base != nil && fresh(r.base) {
			continue
		}
		if r.i < 16 && (r.base == nil || q.Optional || !slices.Contains(q.with, r)) {
			out |= 1 << r.i
		}
	}
	return out
}
