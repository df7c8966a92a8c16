package ownership

import (
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// Bounds of one search. Beyond them the search is given up, and nothing is said.
const (
	maxStates = 6000 // states put aside, over all paths
	maxEffect = 600  // the same, of a search for what a function does with a parameter
	maxDepth  = 5    // activations on top of each other
	maxBlocks = 4000 // blocks of the function searched

	maxTestBlocks = 12 // blocks of a helper that is followed only because it gets an error
	maxLeaks      = 64 // leaks that are noted, in the order of the search
)

// A search follows one acquisition along the paths of a function.
type search struct {
	*engine
	root     *function
	acq      *acquisition
	object   ssa.Value // stands for the response object in places
	budget   int       // of states
	queue    []*state
	seen     map[string]bool
	told     map[ssa.Value]bool // calls of which nothing is known that were told the acquisition's error
	gaveUp   bool
	leaks    []*leak
	outcomes []outcome
	scope    map[ssa.Value]int
	returns  bool // the root can return what was acquired
	shut     bool // some path returns without an error what was acquired, but closed
	chosen   bool // a path on which it is returned open, or shut, was the caller's choice
	closing  bool // some path released or handed over the body
	released bool // some path released it
	kept     bool // some path handed it over
	stored   bool // some path left the body in a captured variable
	fate     fate
	answer   answer // see tallyAnswer
	returned bool
	hosts    map[*ssa.Function]bool   // function literals around the acquisition, below the root
	zeroed   map[ssa.Value]bool       // those of made whose parts are zero where nothing else is known
	made     map[ssa.Value]types.Type // calls that return an object which holds the body
}

// A leak is a path on which the obligation ends unfulfilled.
type leak struct {
	kind    Kind
	exit    token.Pos
	trail   *step
	guesses []assumption
	with    *outcome // the outcome that the path began with, if that has an error next to the body
}

// run follows all paths from the entry of the root function.
func (q *search) run() {
	if len(q.root.Blocks) == 0 || len(q.root.Blocks) > maxBlocks {
		q.gaveUp = len(q.root.Blocks) > 0
		return
	}
	entry := q.root.Blocks[0]
	s := &state{top: &frame{fn: q.root, block: entry}}
	if q.acq.call == nil {
		q.open(s)
		s.set(q.acq.param, -1, q.acq.as)
	}
	q.push(s)
	for len(q.queue) > 0 && !q.gaveUp {
		s := q.queue[0]
		q.queue[0] = nil
		q.queue = q.queue[1:]
		q.advance(s)
	}
	q.queue = nil
}

// push puts s aside, to be continued where its top frame stands, unless an equal
// state was there before.
func (q *search) push(s *state) {
	q.prune(s)
	key := s.key(q.id)
	if q.seen[key] {
		return
	}
	q.seen[key] = true
	if len(q.seen) > q.budget {
		q.gaveUp = true
		return
	}
	q.queue = append(q.queue, s)
}

// goTo moves s over the edge from its block to succ.
func (q *search) goTo(s *state, succ *ssa.BasicBlock) {
	from := s.top.block
	edge := -1
	for i, p := range succ.Preds {
		if p == from {
			edge = i
			break
		}
	}
	next := 0
	var phis []*ssa.Phi
	var news []abs
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		next++
		phis = append(phis, phi)
		news = append(news, s.eval(phi.Edges[edge]))
	}
	q.assign(s, phis, news)
	s.at(succ, next)
	q.push(s)
}

// assign gives the phis their new values, all at once.
func (q *search) assign(s *state, phis []*ssa.Phi, news []abs) {
	fn := s.top.fn
	for i, phi := range phis {
		a := news[i]
		if a.kind == symbol && a.base == phi {
			if a.n != 0 { // the counter of a loop: phi = phi + n
				s.known = shift(s.known, phi, a.n)
				move := func(b abs) abs {
					if b.kind == symbol && b.base == phi {
						b.n -= a.n
						if b.n > farthest || b.n < -farthest {
							return absUnknown
						}
					}
					return b
				}
				for j := range s.values {
					s.values[j].a = move(s.values[j].a)
				}
				for j := range s.places {
					s.places[j].a = move(s.places[j].a)
				}
				for j := range news {
					if j > i {
						news[j] = move(news[j])
					}
				}
			}
			continue
		}
		// Other new values may speak of the old phi: let redefine rename them too.
		for j := i + 1; j < len(news); j++ {
			s.values = append(s.values, valueEntry{phis[j], -2 - j, news[j]})
		}
		s.redefine(phi)
		for j := i + 1; j < len(news); j++ {
			news[j] = absUnknown
			for k, e := range s.values {
				if e.v == phis[j] && e.index == -2-j {
					news[j] = e.a
					s.values = append(s.values[:k], s.values[k+1:]...)
					break
				}
			}
		}
		if fn.keeps(phi, a) {
			s.set(phi, -1, a)
		}
	}
}

// prune forgets what has no bearing on the rest of the path.
func (q *search) prune(s *state) {
	live := func(v ssa.Value) bool {
		switch v.(type) {
		case *ssa.Global:
			return true
		}
		for f := s.top; f != nil; f = f.up {
			if i, ok := f.fn.index[v]; ok {
				return f.fn.liveAt(f.block, f.next).has(i)
			}
		}
		return false
	}
	reached := make(map[ssa.Value]bool)
	old := make(map[ssa.Value]bool)
	hasResponse := false
	var reach func(a abs)
	reach = func(a abs) {
		switch a.kind {
		case response:
			hasResponse = true
		case symbol, address, aggregate, closure:
			if a.base == nil {
				return
			}
			if a.kind != symbol && a.n != 0 {
				old[a.base] = true
			} else {
				reached[a.base] = true
			}
		}
	}
	values := s.values[:0]
	for _, e := range s.values {
		if live(e.v) {
			values = append(values, e)
			reach(e.a)
		}
	}
	s.values = values
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			reach(d.target)
			for _, a := range d.args {
				reach(a)
			}
			for _, a := range d.binds {
				reach(a)
			}
		}
	}
	keep := func(p place) bool {
		if p.base == q.object && q.object != nil && hasResponse {
			return true
		}
		if p.old {
			return old[p.base]
		}
		if reached[p.base] || live(p.base) {
			return true
		}
		_, outer := p.base.(*ssa.FreeVar)
		return outer && p.base.Parent() == q.root.Function
	}
	for again := true; again; {
		again = false
		before := [2]int{len(reached), len(old)}
		for _, e := range s.places {
			if keep(e.p) {
				had := hasResponse
				reach(e.a)
				again = again || hasResponse != had
			}
		}
		again = again || before != [2]int{len(reached), len(old)}
	}
	about := make(map[ssa.Value]bool)
	for _, f := range s.known {
		about[f.v] = true
		if f.w != nil {
			about[f.w] = true
		}
	}
	count := make(map[ssa.Value]int)
	for _, e := range s.places {
		if e.a.kind == symbol {
			count[e.a.base]++
		}
	}
	places := s.places[:0]
	for _, e := range s.places {
		if !keep(e.p) {
			continue
		}
		if e.a.kind == symbol && !about[e.a.base] && !live(e.a.base) && count[e.a.base] < 2 {
			e.a = absUnknown // a name that nobody else knows
		}
		if e.a.kind == unknown && !isAlloc(e.p.base) && !q.zeroed[e.p.base] {
			continue
		}
		places = append(places, e)
	}
	s.places = places
	var shared []place
	for _, p := range s.shared {
		if keep(p) {
			shared = append(shared, p)
		}
	}
	s.shared = shared
	var known []constraint
	for _, f := range s.known {
		if (live(f.v) || reached[f.v]) && (f.w == nil || live(f.w) || reached[f.w]) {
			known = append(known, f)
		}
	}
	s.known = known
}

func isAlloc(v ssa.Value) bool { _, ok := v.(*ssa.Alloc); return ok }

// carries reports whether the open body can be closed by way of a.
func (q *search) carries(s *state, a abs) bool { return q.carriesAt(s, a, 0) }

func (q *search) carriesAt(s *state, a abs, depth int) bool {
	if depth > 6 {
		return true // too deep to know
	}
	switch a.kind {
	case body, holder:
		return true
	case response, address, aggregate:
		p := placeOf(a)
		if a.kind == response {
			p = q.bodyPlace()
		}
		for _, e := range s.places {
			if (e.p.within(p) || p.within(e.p)) && q.carriesAt(s, e.a, depth+1) {
				return true
			}
		}
	case closure:
		fn, ok := functionOf(a.base)
		if !ok {
			return false
		}
		if m := boundMethod(fn); m != nil {
			recv := q.binding(s, a, 0)
			return q.carriesAt(s, recv, depth+1) && (recv.kind != body || m.Name() == "Close")
		}
		if !q.mayRelease(fn) {
			return false
		}
		for i := range fn.FreeVars {
			if q.carriesAt(s, q.binding(s, a, i), depth+1) {
				return true
			}
		}
	}
	return false
}

// passes reports whether the open body can be closed by way of a when that is passed on
// as a t. A body that is passed on as an io.Reader cannot; but of a wrapper around it
// any method may close it.
func (q *search) passes(s *state, a abs, t types.Type) bool {
	if !q.carries(s, a) {
		return false
	}
	if a.kind == response || a.kind == body || a.kind == holder && a.n == 1 {
		return nethttp.MayClose(t)
	}
	return true
}

// mentions reports whether a leads to the response or its body at all, were it closed or replaced.
func (q *search) mentions(s *state, a abs) bool {
	switch a.kind {
	case response, body:
		return true
	case address, aggregate:
		p := placeOf(a)
		for _, e := range s.places {
			if e.p.within(p) && (e.a.kind == response || e.a.kind == body || e.a.kind == holder) {
				return true
			}
		}
	}
	return q.carries(s, a)
}

// functionOf returns the function behind the base of a closure value.
func functionOf(v ssa.Value) (*ssa.Function, bool) {
	switch v := v.(type) {
	case *ssa.Function:
		return v, true
	case *ssa.MakeClosure:
		fn, ok := v.Fn.(*ssa.Function)
		return fn, ok
	}
	return nil, false
}

// boundMethod returns the method of a bound method value such as resp.Body.Close.
func boundMethod(fn *ssa.Function) *types.Func {
	if fn.Pkg != nil || len(fn.FreeVars) != 1 || fn.Synthetic == "" || fn.Parent() != nil {
		return nil
	}
	m, _ := fn.Object().(*types.Func)
	return m
}

// binding returns what variable i of the closure c is bound to.
func (q *search) binding(s *state, c abs, i int) abs {
	a, ok := s.read(placeOf(c).below("#" + strconv.Itoa(i)))
	if !ok {
		return absUnknown
	}
	return a
}

// bodyPlace is the field Body of the response that was acquired.
func (q *search) bodyPlace() place { return place{base: q.object, path: q.bodyPath} }

// open makes s owe the release of a body that has just come into being.
func (q *search) open(s *state) {
	s.status = open
	s.stored = false
	s.trail = nil
	s.guesses = nil
	s.places = withoutBase(s.places, q.object)
	s.write(q.bodyPlace(), absBody)
}

func withoutBase(places []placeEntry, base ssa.Value) []placeEntry {
	var out []placeEntry
	for _, e := range places {
		if e.p.base != base {
			out = append(out, e)
		}
	}
	return out
}

// release ends the obligation: the body is closed, or may be.
func (q *search) release(s *state) {
	if s.status == open {
		s.status = released
		q.closing, q.released = true, true
	}
}

// give hands a, which carries the body, to somebody else. Who gets a function that closes it is
// to call that; anything else is merely kept.
func (q *search) give(s *state, a abs) {
	if a.kind == closure {
		q.release(s)
		return
	}
	q.keep(s)
}

// keep ends the obligation: somebody else may close the body.
func (q *search) keep(s *state) {
	if s.status == open {
		s.status = kept
		q.closing, q.kept = true, true
	}
}

// leak records that the obligation of s ends unfulfilled.
func (q *search) leak(s *state, kind Kind, exit token.Pos) {
	q.leaks = append(q.leaks, &leak{kind: kind, exit: exit, trail: s.trail, guesses: s.guesses, with: s.with})
	if len(q.leaks) > maxLeaks {
		q.leaks = q.leaks[:maxLeaks]
	}
}

// reset makes a state without obligation ready for another acquisition: what it
// remembers of the last one is of no interest any more.
func (q *search) reset(s *state) {
	s.status = pending
	s.stored = false
	s.with = nil
	s.trail = nil
	s.guesses = nil
	forget := func(a abs) abs {
		switch a.kind {
		case response, body:
			return absNonNil
		case holder:
			return absUnknown
		}
		return a
	}
	for i := range s.values {
		s.values[i].a = forget(s.values[i].a)
	}
	for i := range s.places {
		s.places[i].a = forget(s.places[i].a)
	}
	s.places = withoutBase(s.places, q.object)
	s.top = s.top.rewrite(forget)
	s.top = s.top.trim(s)
}

// trim drops the deferrals that cannot matter any more: those of plain calls
// with arguments that lead nowhere.
func (f *frame) trim(s *state) *frame {
	if f == nil {
		return nil
	}
	c := *f
	c.up = f.up.trim(s)
	c.deferred = nil
	for _, d := range f.deferred {
		leads := false
		for _, list := range [][]abs{d.args, d.binds, {d.target}} {
			for _, a := range list {
				switch a.kind {
				case address, aggregate, closure, symbol, holder:
					leads = true
				}
			}
		}
		if leads {
			c.deferred = append(c.deferred, d)
		}
	}
	return &c
}

// id numbers the values in the order in which the search meets them.
func (q *search) id(v ssa.Value) int {
	n, ok := q.scope[v]
	if !ok {
		n = len(q.scope) + 1
		q.scope[v] = n
	}
	return n
}

// mayRelease reports whether fn, or a function literal in it, contains anything
// by which a captured body could be closed or kept.
func (e *engine) mayRelease(fn *ssa.Function) bool {
	if may, ok := e.releases[fn]; ok {
		return may
	}
	e.releases[fn] = true // for recursion; literals are not recursive
	may := len(fn.Blocks) == 0
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				c := instr.Common()
				_, builtin := c.Value.(*ssa.Builtin)
				if c.IsInvoke() && c.Method.Name() == "Close" || !c.IsInvoke() && !builtin && c.StaticCallee() == nil {
					may = true
				}
				for _, a := range c.Args {
					if nethttp.MayClose(a.Type()) && !isNilConst(a) {
						may = true
					}
				}
			case *ssa.Store:
				if !isAlloc(instr.Addr) && nethttp.MayClose(instr.Val.Type()) && !isNilConst(instr.Val) {
					may = true
				}
			case *ssa.Send, *ssa.MapUpdate:
				may = true
			case *ssa.Return:
				for _, r := range instr.Results {
					if nethttp.MayClose(r.Type()) && !isError(r.Type()) && !isNilConst(r) {
						may = true
					}
				}
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		may = may || e.mayRelease(anon)
	}
	e.releases[fn] = may
	return may
}

func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
