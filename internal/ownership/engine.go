package ownership

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/fixpoint"
)

// An engine answers questions about the functions of one package.
type engine struct {
	environment
	source    source
	prog      *ssa.Program
	types     *types.Package
	ssaPkg    *ssa.Package // set when it is built
	functions map[*ssa.Function]*function
	releases  map[*ssa.Function]bool
	solver    *fixpoint.Solver
	opens     *fixpoint.Table[*ssa.Function, *opening]
	params    *fixpoint.Table[paramKey, effect.Effect]
	searches  *fixpoint.Table[question, *found]
	acquired  *fixpoint.Table[*ssa.Function, []*acquisition]
	endless   *fixpoint.Table[*ssa.Function, bool] // see neverReturns
	failing   *fixpoint.Table[*ssa.Function, bool] // see fails
	makers    *fixpoint.Table[*ssa.Function, bool] // see makesError
	known     map[*types.Func]*effect.Body         // see stated
	declared  map[*types.Func]*declaration
	own       *Own                         // what the user says; may be nil
	merged    map[*types.Func]*declaration // see declarationOf
	stats     Stats
	gaveUp    map[*ssa.Function]*GaveUp // see giveUp
	leftOut   map[*ssa.Function]bool    // too large to be looked at; see withoutGiants
	account   *account                  // of the package; nil until grant
	accounts  map[*ssa.Function]*account
	budget    int // what was granted

	// importFact gets the effects of a function of another package; nil if there are none to get.
	importFact func(*types.Func, *effect.Body) bool
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
		functions: make(map[*ssa.Function]*function),
		leftOut:   make(map[*ssa.Function]bool),
		accounts:  make(map[*ssa.Function]*account),
		gaveUp:    make(map[*ssa.Function]*GaveUp),
		releases:  make(map[*ssa.Function]bool),
		known:     make(map[*types.Func]*effect.Body),
		merged:    make(map[*types.Func]*declaration),
		solver:    new(fixpoint.Solver),
	}
	e.environment = environment{know: e, fset: prog.Fset, pkg: pkg, charge: e.spend, mailboxes: make(map[*ssa.MakeChan]bool)}
	e.opens = fixpoint.NewTable[*ssa.Function](e.solver, func() *opening { return new(opening) }, sameOpening)
	e.params = fixpoint.Of[paramKey](e.solver, effect.Effect{})
	e.searches = fixpoint.NewTable[question](e.solver, func() *found { return new(found) }, sameSearch)
	e.acquired = fixpoint.NewTable[*ssa.Function](e.solver, func() []*acquisition { return nil }, sameAcquisitions)
	e.endless = fixpoint.Of[*ssa.Function](e.solver, false)
	e.failing = fixpoint.Of[*ssa.Function](e.solver, false)
	e.makers = fixpoint.Of[*ssa.Function](e.solver, false)
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
	return e.source.calls(c)
}

func (e *engine) function(fn *ssa.Function) *function {
	f := e.functions[fn]
	if f == nil {
		f = newFunction(fn, e, e.accountOf(fn))
		e.functions[fn] = f
	}
	return f
}

// run runs a search, and adds it to the statistics.
func (e *engine) run(acq *acquisition, fn *ssa.Function) *found {
	f := e.environment.run(acq, fn)
	e.stats.Searches++
	e.stats.States += f.states
	if f.gaveUp {
		e.stats.GaveUp++
		if acq.param == nil {
			e.giveUp(f)
		}
	}
	return f
}

// search follows acq through fn, once.
func (e *engine) search(acq *acquisition, fn *ssa.Function) *found {
	return e.searches.Get(question{acq.instr, fn}, func() *found { return e.run(acq, fn) })
}

// spend takes steps off what is left for fn.
func (e *engine) spend(fn *function, steps int) bool {
	e.stats.Steps += steps
	return fn.account.charge(steps)
}

// sameSearch reports whether two searches for the same acquisition found the same, as far as answers about other
// functions can rest on it.
func sameSearch(x, y *found) bool {
	return x.gaveUp == y.gaveUp && x.shut == y.shut && x.chosen == y.chosen && x.stored == y.stored && x.reached == y.reached &&
		x.fillsParam == y.fillsParam && x.elsewhere() == y.elsewhere() && slices.EqualFunc(x.outcomes, y.outcomes, outcome.same)
}

// another returns an engine for the same functions, which is to follow another resource.
func (e *engine) another() *engine {
	f := newEngine(e.prog, e.types)
	f.ssaPkg = e.ssaPkg
	f.endless, f.failing, f.makers, f.known = e.endless, e.failing, e.makers, e.known
	f.declared, f.own, f.merged = e.declared, e.own, e.merged
	f.importFact, f.writer = e.importFact, e.writer
	f.grant(e.budget)
	f.leftOut = e.leftOut
	for fn := range f.leftOut {
		f.gaveUp[fn] = e.gaveUp[fn]
	}
	return f
}
