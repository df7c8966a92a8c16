package ownership

import (
	"go/token"
	"go/types"
	"io"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// Bounds of one search. Beyond them the search is given up, and nothing is said.
const (
	maxStates = 24000 // states put aside, over all paths
	maxEffect = 600   // the same, of a search for what a function does with a parameter
	maxDepth  = 5     // activations on top of each other

	maxTestBlocks = 12 // blocks of a helper that is followed only because it gets an error
	maxLeaks      = 64 // leaks that are noted, in the order of the search
)

// An environment is what a search asks for what it cannot see in the function.
type environment struct {
	res  resource
	know knowledge

	fset   *token.FileSet
	pkg    *types.Package                          // which is analysed: a trace names its functions without it
	writer func(*ssa.Function) io.Writer           // of the trace of a function; nil if nobody wants to see it
	charge func(fn *function, steps int) (ok bool) // takes steps off what is left for a function, see account

	mailboxes map[*ssa.MakeChan]bool // see mailbox
}

// Knowledge is what is known of functions.
type knowledge interface {
	// function returns what is known of fn before any path.
	function(fn *ssa.Function) *function

	// calleeOf returns what is known of a function that is not followed, apart from what it makes of the resource: obj
	// is the function or method that the call names, and fn the function of this package behind it; either may be nil.
	calleeOf(obj *types.Func, fn *ssa.Function) effect.Callee

	// ends reports whether a plain call never returns.
	ends(call *ssa.Call) bool

	// declares reports whether the user says what fn does, so that it is not looked at.
	declares(fn *types.Func) bool

	// param returns what fn, a function of this package, does with what its parameter i leads to if that is a. Nothing
	// is known if that cannot be told.
	param(fn *ssa.Function, i int, a abs) effect.Effect

	// implementations returns what the implementations of the interface method that c calls do with the resource that
	// its argument i is, the value a, if they are in this package and agree.
	implementations(c *ssa.CallCommon, i int, a abs) (effect.Ends, bool)

	// outcomes returns the ways in which the function fn of this package ends, when call runs it, of which at least one
	// acquires; known is false if it cannot be told by fn.
	outcomes(call ssa.CallInstruction, fn *ssa.Function) (list []outcome, known bool)

	// mayRelease reports whether fn, or a function literal in it, contains anything
	// by which what it captures could be released or kept.
	mayRelease(fn *ssa.Function) bool

	// method returns the function that runs for the method m of an interface that holds a t, if its source is at hand.
	method(t types.Type, m *types.Func) *ssa.Function

	// describe says for a trace what is known of fn, such as " (contract)".
	describe(fn *types.Func) string
}

// A search follows one acquisition along the paths of a function.
type search struct {
	*environment
	found
	object     ssa.Value // stands for the object that was acquired in places
	budget     int       // of states
	queue      []*state
	seen       map[string]bool
	told       map[ssa.Value]bool // calls of which nothing is known that were told the acquisition's error
	trace      *tracer            // nil unless somebody wants to see the search
	leads      []bool             // by block of the root: it leads to the acquisition; see misses
	scope      map[ssa.Value]int
	followed   map[*ssa.Call]bool       // calls that were followed
	readErrs   map[ssa.Value]bool       // errors of reading the resource
	returns    bool                     // the root can return what was acquired
	beginnings []*outcome               // see begin
	hosts      map[*ssa.Function]bool   // function literals around the acquisition, below the root
	zeroed     map[ssa.Value]bool       // those of made whose parts are zero where nothing else is known
	made       map[ssa.Value]types.Type // calls that return an object which holds the resource
}

// Found is what a search found.
type found struct {
	root     *function
	acq      *acquisition
	states   int  // that were put aside
	gaveUp   bool // the search was not brought to its end
	reached  bool // some path runs the acquisition
	leaks    []*leak
	outcomes []outcome
	released bool          // some path released it
	kept     bool          // some path handed it over
	stored   bool          // some path left the resource in a captured variable
	shut     bool          // some path returns without an error what was acquired, but closed
	chosen   bool          // a path on which it is returned open, or shut, was the caller's choice
	returned bool          // some path returns
	effect   effect.Effect // on the parameter that was followed; see tally
	answer   effect.Answer // to the error that was followed; see tallyAnswer
	notes
}

// Notes are what a search notes for those who ask for more than leaks.
type notes struct {
	optional   bool         // whether the resource is made, or released, is the choice of the caller
	with       []returned   // results that lead to the resource
	without    []returned   // results, on other paths, that do not
	fillsParam bool         // some path stores the resource in what a parameter leads to
	custom     bool         // on some path the resource is not what it is from the start, see stored
	async      bool         // a goroutine gets a carrier
	late       []*ssa.Defer // statements whose calls release the resource
}

// run follows acq through fn.
func (env *environment) run(acq *acquisition, fn *ssa.Function) *found {
	q := &search{
		environment: env,
		found:       found{root: env.know.function(fn), acq: acq},
		budget:      maxStates,
		seen:        make(map[string]bool),
		told:        make(map[ssa.Value]bool),
		scope:       make(map[ssa.Value]int),
		followed:    make(map[*ssa.Call]bool),
		readErrs:    make(map[ssa.Value]bool),
		made:        make(map[ssa.Value]types.Type),
		zeroed:      make(map[ssa.Value]bool),
		hosts:       make(map[*ssa.Function]bool),
	}
	if acq.param != nil {
		q.object = acq.param
		q.budget = env.res.life.summaryStates
	} else {
		q.returns = env.res.returns(fn.Signature)
		q.object = acq.value()
		for host := acq.instr.Parent(); host != nil && host != fn; host = host.Parent() {
			q.hosts[host] = true
		}
	}
	q.trace = newTracer(q)
	q.follow()
	q.states = len(q.seen)
	return &q.found
}

// follow follows all paths from the entry of the root function.
func (q *search) follow() {
	q.trace.begins()
	defer q.trace.done()
	if len(q.root.Blocks) == 0 {
		return
	}
	if q.gaveUp = q.root.giant; q.gaveUp {
		return
	}
	entry := q.root.Blocks[0]
	s := &state{top: &frame{fn: q.root, block: entry}}
	if q.acq.param != nil {
		q.open(s, q.acq.fate)
		s.set(q.acq.param, -1, q.acq.as)
		if k := q.acq.as.kind; k == response || k == body {
			for _, p := range q.root.Params { // f(c.Get(url)): the error is that of the request
				if isError(p.Type()) {
					s.set(p, -1, absFirstNil)
					break
				}
			}
		}
	}
	q.push(s)
	for len(q.queue) > 0 && !q.gaveUp {
		s := q.queue[0]
		q.queue[0] = nil
		q.queue = q.queue[1:]
		q.trace.takes()
		q.advance(s)
	}
	q.queue = nil
}

// push puts s aside, to be continued where its top frame stands, unless an equal
// state was there before.
func (q *search) push(s *state) {
	if q.misses(s) {
		q.trace.stops(s, whyMisses)
		return
	}
	q.spend(s.size())
	s.prune(roots{q.root.Function, q.object, q.zeroed})
	key := s.key(q.id)
	if q.seen[key] {
		q.trace.state(s, true)
		return
	}
	q.seen[key] = true
	q.trace.state(s, false)
	if len(q.seen) > q.budget {
		q.gaveUp = true
		return
	}
	q.queue = append(q.queue, s)
}

// spend takes steps of the function that is searched; when there are none left, the search is given up.
func (q *search) spend(steps int) {
	if !q.environment.charge(q.root, steps) {
		q.gaveUp = true
	}
}

// misses reports whether the path has not come to the acquisition, and cannot any more. Such a path tells only what
// else the function returns.
func (q *search) misses(s *state) bool {
	if s.status != pending || s.top.up != nil || q.returns || q.acq.param != nil || q.acq.instr.Parent() != q.root.Function {
		return false
	}
	if q.leads == nil {
		q.leads = leadingTo(q.acq.instr.Block())
		q.spend(len(q.leads) / cheapSteps)
	}
	return !q.leads[s.top.block.Index]
}

// leadingTo returns which blocks lead to target, itself included.
func leadingTo(target *ssa.BasicBlock) []bool {
	leads := make([]bool, len(target.Parent().Blocks))
	leads[target.Index] = true
	stack := []*ssa.BasicBlock{target}
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, p := range b.Preds {
			if !leads[p.Index] {
				leads[p.Index] = true
				stack = append(stack, p)
			}
		}
	}
	return leads
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
	s.assign(phis, news)
	s.at(succ, next)
	q.push(s)
}

// inside is the part of the object that was acquired which is the resource.
func (q *search) inside() place { return place{base: q.object, path: q.res.life.inner} }

// open makes s own a resource that has just come into being.
func (q *search) open(s *state, fate status) {
	s.status = fate
	s.begin()
	s.places = withoutBase(s.places, q.object)
	if q.res.life.inner != "" {
		s.write(q.inside(), absBody)
	}
	q.optional = q.optional || q.res.life.reusable && q.acq.param == nil && q.guarded(s, q.acq.instr.Block())
}

// begin notes that a path begins with the outcome o, and returns how states name that.
func (q *search) begin(o *outcome) int {
	i := slices.Index(q.beginnings, o)
	if i < 0 {
		i = len(q.beginnings)
		q.beginnings = append(q.beginnings, o)
	}
	return i + 1
}

// begun returns the outcome that a path began with; n is what begin returned, or 0.
func (q *search) begun(n int) *outcome {
	if n == 0 {
		return nil
	}
	return q.beginnings[n-1]
}

// release ends the obligation: the resource is released, or may be.
func (q *search) release(s *state, why reason) {
	if s.active() {
		s.status = q.res.life.promised()
		q.released = true
		q.trace.ended(s, why)
	}
}

// give hands a, which carries the body, to somebody else. Who gets a function that closes it is
// to call that; anything else is merely kept.
func (q *search) give(s *state, a abs, why reason) {
	if a.kind == closure {
		q.release(s, why)
		return
	}
	q.keep(s, why)
}

// keep ends the obligation: somebody else may release the resource.
func (q *search) keep(s *state, why reason) {
	if s.active() {
		s.status = kept
		q.kept = true
		q.trace.ended(s, why)
		q.gaveUp = q.gaveUp || q.acq.param != nil && q.acq.fate == idle // facts tell of no such pool
	}
}

// reset makes a state without obligation ready for another acquisition: what it
// remembers of the last one is of no interest any more.
func (q *search) reset(s *state) {
	s.status = pending
	s.begin()
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

// id numbers the values in the order in which the search meets them.
func (q *search) id(v ssa.Value) int {
	n, ok := q.scope[v]
	if !ok {
		n = len(q.scope) + 1
		q.scope[v] = n
	}
	return n
}
