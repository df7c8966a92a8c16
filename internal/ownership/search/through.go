package search

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A Way is a method by which a callee can get at the resource through an interface that it is given.
type Way struct {
	Type   types.Type    // of what is in the interface
	Method *types.Func   // nil if that has none of the name
	Effect effect.Effect // of any number of calls; unknown where its source is not at hand
}

// Through returns what the callee makes of the resource if it calls the method name on a, which carries that and is
// in an interface; v is the operand that a is the value of, or nil. known is false if it is not known what is in there.
func (c *Callee) Through(a sym.Value, v ssa.Value, name string) (w Way, known bool) {
	w.Type = c.q.dynamicType(a, v)
	if w.Type == nil || types.IsInterface(w.Type) {
		return Way{}, false
	}
	obj, _, _ := types.LookupFieldOrMethod(w.Type, false, nil, name)
	w.Method, _ = obj.(*types.Func)
	if w.Method == nil || a.Kind != sym.KindAddress && a.Kind != sym.KindAggregate {
		return w, true
	}
	if fn := c.q.Know.Method(w.Type, w.Method); fn != nil {
		w.Effect = c.repeated(fn, a)
	}
	return w, true
}

// Parts returns the contents of the variable that a leads to, as far as they carry the resource.
func (c *Callee) Parts(a sym.Value) (parts []sym.Value) {
	for _, e := range c.s.Places {
		if p := sym.PlaceOf(a); e.Place != p && e.Place.Within(p) && c.q.Carries(c.s, e.Value) {
			parts = append(parts, e.Value)
		}
	}
	return parts
}

// maxRounds bounds how often a method is followed until nothing changes any more of what its receiver holds.
const maxRounds = 4

// repeated returns what any number of calls of the method fn on recv make of the resource: on success, or where the
// last one fails. What they change of variables is noted, to be forgotten. Nothing is known if they move the resource.
func (c *Callee) repeated(fn *ssa.Function, recv sym.Value) effect.Effect {
	q := c.q
	if c.s.Top.Depth >= MaxDepth || !q.mayEnter(c.s, fn) {
		return effect.Effect{}
	}
	start := c.s.Copy()
	start.Chosen = false
	start.Prune(path.Roots{Fn: q.Root.Function, Object: q.object, Zeroed: q.zeroed})
	for range maxRounds {
		r := q.once(start, c.site, fn, recv)
		if r == nil || r.lost {
			return effect.Effect{}
		}
		c.touched = append(c.touched, r.failed...)
		if len(r.changed) == 0 {
			return r.effect
		}
		c.touched = append(c.touched, r.changed...)
		for _, p := range r.changed {
			start.Write(p, sym.Unknown)
		}
	}
	return effect.Effect{}
}

// mayEnter reports whether fn is not running already.
func (q *search) mayEnter(s *path.State, fn *ssa.Function) bool {
	return !runs(s, fn) && fn != q.Root.Function && !q.Know.Function(fn).Giant
}

// A round is what one call of a method, that is followed aside from the path, does.
type round struct {
	depth   int // of its activation
	start   []path.PlaceEntry
	effect  effect.Effect
	changed []sym.Place // when it succeeded, and did not end the obligation
	failed  []sym.Place // the same when it failed
	lost    bool        // the resource is not where it was
}

// once follows fn on recv from s, aside from the path; it is nil if that was given up.
func (q *search) once(s *path.State, call *site, fn *ssa.Function, recv sym.Value) *round {
	aside := *q
	aside.round = &round{depth: s.Top.Depth + 1, start: slices.Clone(s.Places)}
	aside.queue, aside.seen, aside.budget = nil, make(map[string]bool), q.Res.Life.SummaryStates
	aside.scope = make(map[ssa.Value]int)
	aside.made, aside.zeroed = maps.Clone(q.made), maps.Clone(q.zeroed)
	aside.trace, aside.returns = nil, true
	run := &site{Instr: call.Instr, Fn: fn, later: true} // so that what the call is given stays in reach
	aside.enter(s.Copy(), run, fn, []sym.Value{q.receiver(recv, fn)}, nil)
	aside.run()
	if aside.GaveUp {
		return nil
	}
	return aside.round
}

// end adds the end of a path of the method.
func (r *round) end(q *search, s *path.State, ret *ssa.Return, results []sym.Value) {
	success, failed := s.EndsWith(ret, results)
	r.effect.Perhaps = r.effect.Perhaps || s.Chosen
	switch s.Status {
	case path.Released:
		r.effect.Add(effect.Released, success, failed)
		return
	case path.Open:
	default:
		r.effect.Add(effect.Kept, success, failed)
		return
	}
	r.effect.Add(effect.Left, success, failed)
	changed := &r.failed
	if success {
		changed = &r.changed
	}
	for _, e := range r.start {
		if e.Value.Kind == sym.KindUnknown {
			continue
		}
		if after, ok := s.Read(e.Place); !ok || after != e.Value {
			r.lost = r.lost || q.Carries(s, e.Value) || e.Value.Kind == sym.KindResource || e.Value.Kind == sym.KindHolder
			*changed = append(*changed, e.Place)
		}
	}
	for _, e := range s.Places {
		was := slices.ContainsFunc(r.start, func(o path.PlaceEntry) bool { return o.Place == e.Place })
		if !was && e.Place.Base.Parent() != ret.Parent() && (e.Value.Kind != sym.KindSymbol || ssaquery.IsAlloc(e.Place.Base)) {
			*changed = append(*changed, e.Place)
		}
	}
}

// isOpen reports whether other packages can get at the resource in a t by its name, and by that of a field.
func (q *search) isOpen(t types.Type) bool {
	named, ok := types.Unalias(ssaquery.Deref(t)).(*types.Named)
	if !ok || !named.Obj().Exported() {
		return false
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return true
	}
	for f := range st.Fields() {
		if f.Exported() && q.Res.Types.May(f.Type()) {
			return true
		}
	}
	return false
}

// isDeadEnd reports whether result i of a return leads to the resource, but by no method, as an interface: an
// embedded Close may be that of something else.
func (q *search) isDeadEnd(s *path.State, ret *ssa.Return, i int) bool {
	v := ret.Results[i]
	a := s.Eval(v)
	iface, ok := v.Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 || a.Kind != sym.KindAddress || q.Acq.Call == nil || q.Res.Life.Reusable {
		return false
	}
	t := q.dynamicType(a, v)
	if t == nil || types.IsInterface(t) || q.Res.Rules.Asserts(t) || q.isOpen(t) {
		return false
	}
	at := s.Copy()
	at.At(ret.Block(), len(ret.Block().Instrs)-1)
	c := &Callee{site: &site{Instr: q.Acq.Call}, q: q, s: at}
	methods := types.NewMethodSet(t)
	for i := range methods.Len() { // also of those that the interface lacks: who gets it may ask for more
		m, ok := methods.At(i).Obj().(*types.Func)
		if !ok {
			return false
		}
		fn := q.Know.Method(t, m)
		if fn == nil {
			return false
		}
		if e := c.repeated(fn, a); !e.Known() || !e.Only(effect.Left) {
			return false
		}
	}
	return true
}
