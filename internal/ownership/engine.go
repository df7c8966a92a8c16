package ownership

import (
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// An engine answers questions about the functions of one package.
type engine struct {
	res       resource
	prog      *ssa.Program
	types     *types.Package
	pkg       *ssa.Package // set when it is built
	bodyPath  string       // the field Body of http.Response, as a part of a place
	functions map[*ssa.Function]*function
	releases  map[*ssa.Function]bool
	opens     map[*ssa.Function]*opening
	assumed   assumptions
	fates     map[fateKey]fate
	searches  map[question]*search
	blamed    map[ssa.CallInstruction]bool // acquisitions whose leak WithError was reported
	acquired  map[*ssa.Function][]*acquisition
	endless   map[*ssa.Function]bool    // see neverReturns
	failing   map[*ssa.Function]bool    // see fails
	makers    map[*ssa.Function]bool    // see makesError
	mailboxes map[*ssa.MakeChan]bool    // see mailbox
	known     map[*types.Func]*effects  // see stated
	shut      map[*types.Func]*shutness // see answersShut
	declared  map[*types.Func]*declaration
	own       *Own                         // what the user says; may be nil
	merged    map[*types.Func]*declaration // see declarationOf
	problems  []Problem                    // of the directives
	stats     Stats
	gaveUp    []GaveUp // see giveUp

	// importFact gets the effects of a function of another package; nil if there are none to get.
	importFact func(*types.Func, *effects) bool
	isOwner    func(*types.TypeName) bool
}

// Stats counts what an analysis did, for benchmarks and debugging.
type Stats struct {
	Searches, States int
	GaveUp           int // searches that were given up
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
		releases:  make(map[*ssa.Function]bool),
		opens:     make(map[*ssa.Function]*opening),
		fates:     make(map[fateKey]fate),
		searches:  make(map[question]*search),
		blamed:    make(map[ssa.CallInstruction]bool),
		endless:   make(map[*ssa.Function]bool),
		failing:   make(map[*ssa.Function]bool),
		makers:    make(map[*ssa.Function]bool),
		known:     make(map[*types.Func]*effects),
		merged:    make(map[*types.Func]*declaration),
		mailboxes: make(map[*ssa.MakeChan]bool),
		shut:      make(map[*types.Func]*shutness),
		acquired:  make(map[*ssa.Function][]*acquisition),
	}
	var response types.Type
	if http := nethttp.Find(pkg); http != nil {
		if r, ok := http.Scope().Lookup("Response").(*types.TypeName); ok {
			response = types.NewPointer(r.Type())
			if t, ok := r.Type().Underlying().(*types.Struct); ok {
				for i := range t.NumFields() {
					if t.Field(i).Name() == "Body" {
						e.bodyPath = "." + strconv.Itoa(i)
					}
				}
			}
		}
	}
	e.res = bodies{response}
	return e
}

func (e *engine) function(fn *ssa.Function) *function {
	f := e.functions[fn]
	if f == nil {
		f = newFunction(fn, e)
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
		q.budget = maxEffect
		return q
	}
	q.returns = e.returnsCarrier(fn)
	q.object = acq.value()
	for host := acq.instr.Parent(); host != nil && host != fn; host = host.Parent() {
		q.hosts[host] = true
	}
	return q
}

// search follows acq through fn, once.
func (e *engine) search(acq *acquisition, fn *ssa.Function) *search {
	k := question{acq.instr, fn}
	if q, ok := e.searches[k]; ok {
		return q
	}
	q := e.newSearch(acq, fn)
	e.searches[k] = q
	e.assumed.note(func() { delete(e.searches, k) })
	q.run()
	e.count(q)
	return q
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
