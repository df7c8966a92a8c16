package ownership

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/fixpoint"
)

// An engine answers questions about the functions of one package.
type engine struct {
	res       resource
	prog      *ssa.Program
	types     *types.Package
	pkg       *ssa.Package // set when it is built
	functions map[*ssa.Function]*function
	releases  map[*ssa.Function]bool
	solver    *fixpoint.Solver
	opens     *fixpoint.Table[*ssa.Function, *opening]
	params    *fixpoint.Table[paramKey, effect.Effect]
	searches  *fixpoint.Table[question, *search]
	blamed    map[ssa.CallInstruction]bool // acquisitions whose leak WithError was reported
	acquired  *fixpoint.Table[*ssa.Function, []*acquisition]
	endless   *fixpoint.Table[*ssa.Function, bool] // see neverReturns
	failing   *fixpoint.Table[*ssa.Function, bool] // see fails
	makers    *fixpoint.Table[*ssa.Function, bool] // see makesError
	mailboxes map[*ssa.MakeChan]bool               // see mailbox
	known     map[*types.Func]*effect.Body         // see stated
	shut      *fixpoint.Table[*types.Func, bool]   // see answersShut
	declared  map[*types.Func]*declaration
	own       *Own                         // what the user says; may be nil
	merged    map[*types.Func]*declaration // see declarationOf
	problems  []Problem                    // of the directives
	stats     Stats
	gaveUp    map[*ssa.Function]*GaveUp // see giveUp
	leftOut   map[*ssa.Function]bool    // too large to be looked at; see withoutGiants
	account   *account                  // of the package; nil until grant
	accounts  map[*ssa.Function]*account
	budget    int                  // what was granted
	debug     *debugging           // nil unless somebody wants to see what is done
	traced    map[*types.Func]bool // functions of which a search was written down

	// importFact gets the effects of a function of another package; nil if there are none to get.
	importFact func(*types.Func, *effect.Body) bool
	isOwner    func(*types.TypeName) bool

	// importedFacts are all facts of other packages; nil if there are none to get.
	importedFacts func() []analysis.ObjectFact

	funcs []*ssa.Function // all of the package, in the order of the source
	bare  *bareness       // nil until somebody asks
}

// Stats counts what an analysis did, for benchmarks and debugging.
type Stats struct {
	Searches, States int
	Steps            int // see account
	GaveUp           int // searches that were given up
}

func (s *Stats) add(more Stats) {
	s.Searches += more.Searches
	s.States += more.States
	s.Steps += more.Steps
	s.GaveUp += more.GaveUp
}

type question struct {
	instr ssa.Instruction
	root  *ssa.Function
}

func newEngine(prog *ssa.Program, pkg *types.Package) *engine {
	e := &engine{
		prog:      prog,
		types:     pkg,
		traced:    make(map[*types.Func]bool),
		functions: make(map[*ssa.Function]*function),
		leftOut:   make(map[*ssa.Function]bool),
		accounts:  make(map[*ssa.Function]*account),
		gaveUp:    make(map[*ssa.Function]*GaveUp),
		releases:  make(map[*ssa.Function]bool),
		blamed:    make(map[ssa.CallInstruction]bool),
		known:     make(map[*types.Func]*effect.Body),
		merged:    make(map[*types.Func]*declaration),
		mailboxes: make(map[*ssa.MakeChan]bool),
		solver:    new(fixpoint.Solver),
	}
	e.opens = fixpoint.NewTable[*ssa.Function](e.solver, func() *opening { return new(opening) }, sameOpening)
	e.params = fixpoint.Of[paramKey](e.solver, effect.Effect{})
	e.searches = fixpoint.NewTable[question](e.solver, func() *search { return new(search) }, sameSearch)
	e.acquired = fixpoint.NewTable[*ssa.Function](e.solver, func() []*acquisition { return nil }, sameAcquisitions)
	e.endless = fixpoint.Of[*ssa.Function](e.solver, false)
	e.failing = fixpoint.Of[*ssa.Function](e.solver, false)
	e.makers = fixpoint.Of[*ssa.Function](e.solver, false)
	e.shut = fixpoint.Of[*types.Func](e.solver, true)
	followBodies(e)
	return e
}

func (e *engine) matters(t types.Type) bool { return e.res.types.matters(t) }

// calls reports whether a call can have to do with the resource: by what it is given, by what it returns, by what is
// known of the callee.
func (e *engine) calls(c *ssa.CallCommon) bool {
	obj := c.Method
	if fn := c.StaticCallee(); fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj != nil {
		if e.declares(obj) { // it may close what its parameters' types cannot
			return true
		}
		if contract, ok := nethttp.ContractOf(obj); ok && (contract.NoReturn || contract.FailsTest) {
			return true
		}
	}
	for _, a := range c.Args {
		t := a.Type()
		if isError(t) || e.res.types.matters(t) && (obj == nil || !nethttp.Prints(obj, t)) {
			return true
		}
	}
	return e.res.source.calls(c)
}

func (e *engine) function(fn *ssa.Function) *function {
	f := e.functions[fn]
	if f == nil {
		f = newFunction(fn, e, e.accountOf(fn))
		e.functions[fn] = f
	}
	return f
}

// newSearch prepares the search for acq in fn.
func (e *engine) newSearch(acq *acquisition, fn *ssa.Function) *search {
	q := &search{
		engine:   e,
		root:     e.function(fn),
		acq:      acq,
		budget:   maxStates,
		seen:     make(map[string]bool),
		told:     make(map[ssa.Value]bool),
		scope:    make(map[ssa.Value]int),
		followed: make(map[*ssa.Call]bool),
		readErrs: make(map[ssa.Value]bool),
		made:     make(map[ssa.Value]types.Type),
		zeroed:   make(map[ssa.Value]bool),
		hosts:    make(map[*ssa.Function]bool),
	}
	if acq.param != nil {
		q.object = acq.param
		q.budget = e.res.life.summaryStates
		q.trace = e.debug.tracer(q)
		return q
	}
	q.returns = e.returnsCarrier(fn)
	q.object = acq.value()
	for host := acq.instr.Parent(); host != nil && host != fn; host = host.Parent() {
		q.hosts[host] = true
	}
	q.trace = e.debug.tracer(q)
	return q
}

// search follows acq through fn, once.
func (e *engine) search(acq *acquisition, fn *ssa.Function) *search {
	return e.searches.Get(question{acq.instr, fn}, func() *search {
		q := e.newSearch(acq, fn)
		q.run()
		e.count(q)
		return q
	})
}

// sameSearch reports whether two searches for the same acquisition found the same, as far as answers about other
// functions can rest on it.
func sameSearch(x, y *search) bool {
	return x.gaveUp == y.gaveUp && x.shut == y.shut && x.chosen == y.chosen && x.stored == y.stored && x.reached == y.reached &&
		x.fillsParam == y.fillsParam && x.elsewhere() == y.elsewhere() && slices.EqualFunc(x.outcomes, y.outcomes, outcome.same)
}

// count adds a finished search to the statistics, and lets go of what it needed to run.
func (e *engine) count(q *search) {
	e.stats.Searches++
	e.stats.States += len(q.seen)
	if q.gaveUp {
		e.stats.GaveUp++
		if q.acq.param == nil {
			e.giveUp(q)
		}
	}
	q.seen, q.scope = nil, nil
}
