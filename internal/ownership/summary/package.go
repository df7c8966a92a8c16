package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/directive"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/fixpoint"
	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// MayRelease reports whether fn, or a function literal in it, contains anything
// by which a captured resource could be released or kept.
func (e *Package) MayRelease(fn *ssa.Function) bool {
	if may, ok := e.releases[fn]; ok {
		return may
	}
	e.releases[fn] = true // for recursion; literals are not recursive
	may := e.Res.Rules.Captures(fn)
	for _, literal := range fn.AnonFuncs {
		may = may || e.MayRelease(literal)
	}
	e.releases[fn] = may
	return may
}

// A Package answers questions about the functions of one package.
type Package struct {
	search.Env
	Source    Source
	Prog      *ssa.Program
	Types     *types.Package
	SsaPkg    *ssa.Package // set when it is built
	functions map[*ssa.Function]*flow.Function
	releases  map[*ssa.Function]bool
	implement map[*types.Interface][]*types.Named // see Implementers
	Solver    *fixpoint.Solver
	opens     *fixpoint.Table[*ssa.Function, *opening]
	params    *fixpoint.Table[paramKey, effect.Effect]
	searches  *fixpoint.Table[question, *search.Found]
	acquired  *fixpoint.Table[*ssa.Function, []*search.Acquisition]
	endless   *fixpoint.Table[*ssa.Function, bool] // see NeverReturns
	failing   *fixpoint.Table[*ssa.Function, bool] // see Fails
	makers    *fixpoint.Table[*ssa.Function, bool] // see MakesError
	known     map[*types.Func]*effect.Body         // see Stated
	Declared  map[*types.Func]*directive.Declaration
	Own       *directive.Own                         // what the user says; may be nil
	merged    map[*types.Func]*directive.Declaration // see DeclarationOf
	Stats     Stats
	gaveUp    map[*ssa.Function]*GaveUp // see giveUp
	LeftOut   map[*ssa.Function]bool    // too large to be looked at; see WithoutGiants
	account   *flow.Account             // of the package; nil until Grant
	accounts  map[*ssa.Function]*flow.Account
	budget    int // what was granted

	// ImportFact gets the effects of a function of another package; nil if there are none to get.
	ImportFact func(*types.Func, *effect.Body) bool
}

// Stats counts what an analysis did, for benchmarks and debugging.
type Stats struct {
	Searches, States int
	Steps            int // see spend
	GaveUp           int // searches that were given up
}

// Add adds what another analysis did.
func (s *Stats) Add(more Stats) {
	s.Searches += more.Searches
	s.States += more.States
	s.Steps += more.Steps
	s.GaveUp += more.GaveUp
}

// A question is an acquisition and the function through which it is followed.
type question struct {
	instr ssa.Instruction
	root  *ssa.Function
}

// New returns what answers questions about the functions of pkg, of which prog has the SSA form. Whoever follows a resource
// has to set Source and Res.
func New(prog *ssa.Program, pkg *types.Package) *Package {
	e := &Package{
		Prog:      prog,
		Types:     pkg,
		functions: make(map[*ssa.Function]*flow.Function),
		LeftOut:   make(map[*ssa.Function]bool),
		accounts:  make(map[*ssa.Function]*flow.Account),
		gaveUp:    make(map[*ssa.Function]*GaveUp),
		releases:  make(map[*ssa.Function]bool),
		implement: make(map[*types.Interface][]*types.Named),
		known:     make(map[*types.Func]*effect.Body),
		merged:    make(map[*types.Func]*directive.Declaration),
		Solver:    new(fixpoint.Solver),
	}
	e.Env = search.Env{Know: e, Fset: prog.Fset, Pkg: pkg, Charge: e.spend, Mailboxes: make(map[*ssa.MakeChan]bool), Pipes: make(map[*ssa.MakeChan]*search.Pipe)}
	e.opens = fixpoint.NewTable[*ssa.Function](e.Solver, func() *opening { return new(opening) }, sameOpening)
	e.params = fixpoint.Of[paramKey](e.Solver, effect.Effect{})
	e.searches = fixpoint.NewTable[question](e.Solver, func() *search.Found { return new(search.Found) }, sameSearch)
	e.acquired = fixpoint.NewTable[*ssa.Function](e.Solver, func() []*search.Acquisition { return nil }, sameAcquisitions)
	e.endless = fixpoint.Of[*ssa.Function](e.Solver, false)
	e.failing = fixpoint.Of[*ssa.Function](e.Solver, false)
	e.makers = fixpoint.Of[*ssa.Function](e.Solver, false)
	return e
}

// Matters reports whether values of type t matter to the resource, for package flow.
func (e *Package) Matters(t types.Type) bool { return e.Res.Types.Matters(t) }

func (e *Package) Weighs(c *ssa.CallCommon, v ssa.Value) bool { return e.Res.Absence.Weighs(c, v) }

// Calls reports whether a call can have to do with the resource: by what it is given, by what it returns, by what is
// known of the callee.
func (e *Package) Calls(c *ssa.CallCommon) bool {
	obj := c.Method
	if fn := c.StaticCallee(); fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj != nil {
		if e.Declares(obj) { // it may close what its parameters' types cannot
			return true
		}
		if contract, ok := nethttp.ContractOf(obj); ok && (contract.NoReturn || contract.FailsTest) {
			return true
		}
	}
	for _, a := range c.Args {
		t := a.Type()
		if ssaquery.IsError(t) || e.Res.Types.Matters(t) && (obj == nil || !nethttp.Prints(obj, t)) {
			return true
		}
	}
	return e.Source.Calls(c)
}

// Function returns what is known of fn before any path.
func (e *Package) Function(fn *ssa.Function) *flow.Function {
	f := e.functions[fn]
	if f == nil {
		f = flow.New(fn, e, e.accountOf(fn))
		e.functions[fn] = f
	}
	return f
}

// Run runs a search, and adds it to the statistics.
func (e *Package) Run(acq *search.Acquisition, fn *ssa.Function) *search.Found {
	f := e.Env.Run(acq, fn)
	e.Stats.Searches++
	e.Stats.States += f.States
	if f.GaveUp {
		e.Stats.GaveUp++
		if acq.Param == nil {
			e.giveUp(f)
		}
	}
	return f
}

// Search follows acq through fn, once.
func (e *Package) Search(acq *search.Acquisition, fn *ssa.Function) *search.Found {
	return e.searches.Get(question{acq.Instr, fn}, func() *search.Found { return e.Run(acq, fn) })
}

// spend takes steps off what is left for fn.
func (e *Package) spend(fn *flow.Function, steps int) bool {
	e.Stats.Steps += steps
	return fn.Account.Charge(steps)
}

// sameSearch reports whether two searches for the same acquisition found the same, as far as answers about other
// functions can rest on it.
func sameSearch(x, y *search.Found) bool {
	return x.GaveUp == y.GaveUp && slices.EqualFunc(x.Shuts, y.Shuts, search.Shut.Same) && x.Stored == y.Stored && x.Reached == y.Reached &&
		x.FillsParam == y.FillsParam && x.Elsewhere(never) == y.Elsewhere(never) && slices.EqualFunc(x.Outcomes, y.Outcomes, search.Outcome.Same)
}

// Another returns what answers questions about the same functions and another resource. What does not depend on the resource
// they share.
func (e *Package) Another() *Package {
	f := New(e.Prog, e.Types)
	f.SsaPkg = e.SsaPkg
	f.endless, f.failing, f.makers, f.known = e.endless, e.failing, e.makers, e.known
	f.Declared, f.Own, f.merged = e.Declared, e.Own, e.merged
	f.ImportFact, f.Writer = e.ImportFact, e.Writer
	f.implement = e.implement
	f.Grant(e.budget / 2) // those who follow pools are two
	f.LeftOut = e.LeftOut
	for fn := range f.LeftOut {
		f.gaveUp[fn] = e.gaveUp[fn]
	}
	return f
}

// A Source says where the resource comes into being.
type Source interface {
	// Acquisition returns the acquisition that instr is, or nil.
	Acquisition(instr ssa.Instruction) *search.Acquisition

	// Filled returns the acquisitions in functions that fn calls, and that store the resource in what fn gives them.
	Filled(fn *ssa.Function) []*search.Acquisition

	// Calls reports whether a call can have to do with the resource, by its types alone.
	Calls(c *ssa.CallCommon) bool
}

func never(ssa.Value) bool { return false }
