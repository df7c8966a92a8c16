package search

import (
	"go/token"
	"go/types"
	"io"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Bounds of one search. Beyond them the search is given up, and nothing is said.
const (
	MaxStates = 24000 // states put aside, over all paths
	MaxEffect = 600   // the same, of a search for what a function does with a parameter
	MaxDepth  = 5     // activations on top of each other

	maxTestBlocks = 12 // blocks of a helper that is followed only because it gets an error
	MaxLeaks      = 64 // leaks that are noted, in the order of the search
)

// An Env is what a search asks for what it cannot see in the function.
type Env struct {
	Res  Resource
	Know Knowledge

	Fset   *token.FileSet
	Pkg    *types.Package                               // which is analysed: a trace names its functions without it
	Writer func(*ssa.Function) io.Writer                // of the trace of a function; nil if nobody wants to see it
	Charge func(fn *flow.Function, steps int) (ok bool) // takes steps off what is left for a function, see account

	Mailboxes map[*ssa.MakeChan]bool  // see mailbox
	Pipes     map[*ssa.MakeChan]*Pipe // see pipe

	// Fixed returns the value that a package variable keeps for ever, if that is known; nil if nobody looked for such.
	Fixed func(*ssa.Global) (sym.Value, bool)
}

// Knowledge is what is known of functions.
type Knowledge interface {
	// Function returns what is known of fn before any path.
	Function(fn *ssa.Function) *flow.Function

	// CalleeOf returns what is known of a function that is not followed, apart from what it makes of the resource: obj
	// is the function or method that the call names, and fn the function of this package behind it; either may be nil.
	CalleeOf(obj *types.Func, fn *ssa.Function) effect.Callee

	// Ends reports whether a plain call never returns.
	Ends(call *ssa.Call) bool

	// Declares reports whether the user says what fn does, so that it is not looked at.
	Declares(fn *types.Func) bool

	// Param returns what fn, a function of this package, does with what its parameter i leads to if that is a. Nothing
	// is known if that cannot be told.
	Param(fn *ssa.Function, i int, a sym.Value) effect.Effect

	// Implementations returns what the implementations of the interface method that c calls do with the resource that
	// its argument i is, the value a, if they are in this package and agree.
	Implementations(c *ssa.CallCommon, i int, a sym.Value) (effect.Ends, bool)

	// Outcomes returns the ways in which the function fn of this package ends, when call runs it, of which at least one
	// acquires; known is false if it cannot be told by fn.
	Outcomes(call ssa.CallInstruction, fn *ssa.Function) (list []Outcome, known bool)

	// MayRelease reports whether fn, or a function literal in it, contains anything
	// by which what it captures could be released or kept.
	MayRelease(fn *ssa.Function) bool

	// Method returns the function that runs for the method m of an interface that holds a t, if its source is at hand.
	Method(t types.Type, m *types.Func) *ssa.Function

	// Describe says for a trace what is known of fn, such as " (contract)".
	Describe(fn *types.Func) string
}

// A search follows one acquisition along the paths of a function.
type search struct {
	*Env
	Found
	object     ssa.Value // stands for the object that was acquired in places
	budget     int       // of states
	queue      []*path.State
	seen       map[string]bool
	told       map[ssa.Value]bool // calls of which nothing is known that were told the acquisition's error
	trace      *tracer            // nil unless somebody wants to see the search
	leads      []bool             // by block of the root: it leads to the acquisition; see misses
	scope      map[ssa.Value]int
	followed   map[*ssa.Call]bool         // calls that were followed
	readErrs   map[ssa.Value]bool         // errors of reading the resource
	returns    bool                       // the root can return what was acquired
	beginnings []*Outcome                 // see begin
	hosts      map[*ssa.Function]bool     // function literals around the acquisition, below the root
	zeroed     map[ssa.Value]bool         // those of made whose parts are zero where nothing else is known
	recovering map[*ssa.Function]bool     // see doesRecover
	leading    map[*ssa.BasicBlock][]bool // see leadsTo
	made       map[ssa.Value]types.Type   // calls that return an object which holds the resource
	round      *round                     // what is found out about a method, aside from the path; or nil
}

// Found is what a search found.
type Found struct {
	Root     *flow.Function
	Acq      *Acquisition
	States   int  // that were put aside
	GaveUp   bool // the search was not brought to its end
	Reached  bool // some path runs the acquisition
	Leaks    []*Leak
	Outcomes []Outcome
	Released bool          // some path released it
	Kept     bool          // some path handed it over
	Stored   bool          // some path left the resource in a captured variable
	Panics   bool          // some path panics with it open
	Shuts    []Shut        // ways in which the root returns with the resource released
	Returned bool          // some path returns
	Effect   effect.Effect // on the parameter that was followed; see tally
	Answer   effect.Answer // to the error that was followed; see tallyAnswer
	notes
}

// notes are what a search notes for those who ask for more than leaks.
type notes struct {
	Optional   bool         // whether the resource is made, or released, is the choice of the caller
	with       []returned   // results that lead to the resource
	without    []returned   // results, on other paths, that do not
	FillsParam bool         // some path stores the resource in what a parameter leads to
	Custom     bool         // on some path the resource is not what it is from the start, see stored
	Async      bool         // a goroutine gets a carrier
	Late       []*ssa.Defer // statements whose calls release the resource
}

// Run follows acq through fn.
func (env *Env) Run(acq *Acquisition, fn *ssa.Function) *Found {
	q := &search{
		Env:      env,
		Found:    Found{Root: env.Know.Function(fn), Acq: acq},
		budget:   MaxStates,
		seen:     make(map[string]bool),
		told:     make(map[ssa.Value]bool),
		scope:    make(map[ssa.Value]int),
		followed: make(map[*ssa.Call]bool),
		readErrs: make(map[ssa.Value]bool),
		made:     make(map[ssa.Value]types.Type),
		zeroed:   make(map[ssa.Value]bool),
		hosts:    make(map[*ssa.Function]bool),

		recovering: make(map[*ssa.Function]bool),
		leading:    make(map[*ssa.BasicBlock][]bool),
	}
	if acq.Param != nil {
		q.object = acq.Param
		q.budget = env.Res.Life.SummaryStates
	} else {
		q.returns = env.Res.Returns(fn.Signature) || acq.Asked != nil // then the choices of the caller matter as well
		q.object = acq.Value()
		for host := acq.Instr.Parent(); host != nil && host != fn; host = host.Parent() {
			q.hosts[host] = true
		}
	}
	q.trace = newTracer(q)
	q.follow()
	q.States = len(q.seen)
	return &q.Found
}

// follow follows all paths from the entry of the root function.
func (q *search) follow() {
	q.trace.begins()
	defer q.trace.done()
	if len(q.Root.Blocks) == 0 {
		return
	}
	if q.GaveUp = q.Root.Giant; q.GaveUp {
		return
	}
	entry := q.Root.Blocks[0]
	s := &path.State{Top: &path.Frame{Fn: q.Root, Block: entry}}
	if asked := q.Acq.Asked; asked != nil && asked.Parent() == q.Root.Function {
		s.Set(asked, -1, sym.NonNil) // who asks has passed a function
	}
	if q.Acq.Param != nil {
		q.open(s, q.Acq.Fate)
		s.Set(q.Acq.Param, -1, q.Acq.As)
		// The caller has the resource, so the error beside it, if he passes that as well, is nil.
		if k := q.Acq.As.Kind; k == sym.KindObject || k == sym.KindResource {
			for _, p := range q.Root.Params { // f(c.Get(url)): the error is that of the request
				if ssaquery.IsError(p.Type()) {
					s.Set(p, -1, sym.FirstNil)
					break
				}
			}
		}
	}
	q.push(s)
	q.run()
}

// run goes on with the states that were put aside, until there are none.
func (q *search) run() {
	for len(q.queue) > 0 && !q.GaveUp {
		// First in, first out: the paths to a return come in the order of their length, and the first leak is a short one.
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
func (q *search) push(s *path.State) {
	if q.misses(s) {
		q.trace.stops(s, whyMisses)
		return
	}
	q.spend(s.Size())
	// What cannot matter is forgotten before states are compared, so that more of them are the same.
	s.Prune(path.Roots{Fn: q.Root.Function, Object: q.object, Inner: q.Res.Life.Inner, Zeroed: q.zeroed})
	key := s.Key(q.id)
	if q.seen[key] {
		q.trace.state(s, true)
		return
	}
	q.seen[key] = true
	q.trace.state(s, false)
	if len(q.seen) > q.budget {
		q.GaveUp = true
		return
	}
	q.queue = append(q.queue, s)
}

// spend takes steps of the function that is searched; when there are none left, the search is given up.
func (q *search) spend(steps int) {
	if !q.Env.Charge(q.Root, steps) {
		q.GaveUp = true
	}
}

// misses reports whether the path has not come to the acquisition, and cannot any more. Such a path tells only what
// else the function returns.
func (q *search) misses(s *path.State) bool {
	if s.Status != path.Pending || s.Top.Up != nil || q.returns || q.Acq.Param != nil || q.Acq.Instr.Parent() != q.Root.Function {
		return false
	}
	// Asked often, so it is found out once.
	if q.leads == nil {
		q.leads = flow.LeadingTo(q.Acq.Instr.Block())
		q.spend(len(q.leads) / flow.CheapSteps)
	}
	return !q.leads[s.Top.Block.Index]
}

// goTo moves s over the edge from its block to succ.
func (q *search) goTo(s *path.State, succ *ssa.BasicBlock) {
	from := s.Top.Block
	if q.staysBehind(s, from, succ) {
		q.trace.stops(s, whyBehind)
		return
	}
	edge := -1
	for i, p := range succ.Preds {
		if p == from {
			edge = i
			break
		}
	}
	next := 0
	var phis []*ssa.Phi
	var news []sym.Value
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		next++
		phis = append(phis, phi)
		news = append(news, s.Eval(phi.Edges[edge]))
	}
	// All are read before any is assigned: i, j = j, i.
	s.Assign(phis, news)
	s.At(succ, next)
	q.push(s)
}

// inside is the part of the object that was acquired which is the resource.
func (q *search) inside() sym.Place { return sym.Place{Base: q.object, Path: q.Res.Life.Inner} }

// open makes s own a resource that has just come into being.
func (q *search) open(s *path.State, fate path.Status) {
	s.Status = fate
	s.Begin()
	if q.Acq.Asked != nil {
		s.Choices, s.Chosen = nil, false // those that lead here are made
	}
	s.Places = path.WithoutBase(s.Places, q.object)
	if q.Res.Life.Inner != "" {
		s.Write(q.inside(), sym.Resource)
	}
	q.Optional = q.Optional || q.Res.Life.Reusable && q.Acq.Param == nil && q.guarded(s, q.Acq.Instr.Block())
}

// begin notes that a path begins with the outcome o, and returns how states name that.
func (q *search) begin(o *Outcome) int {
	i := slices.Index(q.beginnings, o)
	if i < 0 {
		i = len(q.beginnings)
		q.beginnings = append(q.beginnings, o)
	}
	return i + 1
}

// begun returns the outcome that a path began with; n is what begin returned, or 0.
func (q *search) begun(n int) *Outcome {
	if n == 0 {
		return nil
	}
	return q.beginnings[n-1]
}

// release ends the obligation: the resource is released, or may be.
func (q *search) release(s *path.State, why Reason) {
	if s.Active() {
		s.Status = q.Res.Life.promised()
		q.Released = true
		q.trace.ended(s, why)
	}
}

// give hands a, which carries the resource, to somebody else. Who gets a function that releases it is
// to call that; anything else is merely kept.
func (q *search) give(s *path.State, a sym.Value, why Reason) {
	// Nobody keeps a function that closes something for its own sake.
	if a.Kind == sym.KindFunc {
		q.release(s, why)
		return
	}
	q.keep(s, why)
}

// keep ends the obligation: somebody else may release the resource.
func (q *search) keep(s *path.State, why Reason) {
	if s.Active() {
		s.Status = path.Kept
		q.Kept = true
		q.trace.ended(s, why)
		q.GaveUp = q.GaveUp || q.Acq.Param != nil && q.Acq.Fate == path.Idle // facts tell of no such pool
	}
}

// reset makes a state without obligation ready for another acquisition: what it
// remembers of the last one is of no interest any more.
func (q *search) reset(s *path.State) {
	s.Status = path.Pending
	s.Begin()
	forget := func(a sym.Value) sym.Value {
		switch a.Kind {
		case sym.KindObject, sym.KindResource:
			return sym.NonNil
		case sym.KindHolder:
			return sym.Unknown
		}
		return a
	}
	// What led to the last resource is something else than what will lead to the next; else a path would close that
	// by way of this.
	for i := range s.Values {
		s.Values[i].Value = forget(s.Values[i].Value)
	}
	for i := range s.Places {
		s.Places[i].Value = forget(s.Places[i].Value)
	}
	s.Places = path.WithoutBase(s.Places, q.object)
	s.Top = s.Top.Rewrite(forget)
	s.Top = s.Top.Trim(s)
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
