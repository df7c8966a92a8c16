package ownership

import (
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// An engine answers questions about the functions of one package.
type engine struct {
	prog      *ssa.Program
	types     *types.Package
	pkg       *ssa.Package // set when it is built
	bodyPath  string       // the field Body of http.Response, as a part of a place
	functions map[*ssa.Function]*function
	releases  map[*ssa.Function]bool
	opens     map[*ssa.Function]opening
	fates     map[fateKey]fate
	searches  map[question]*search
	blamed    map[ssa.CallInstruction]bool // acquisitions whose leak WithError was reported
	acquired  map[*ssa.Function][]*acquisition
	endless   map[*ssa.Function]bool   // see neverReturns
	failing   map[*ssa.Function]bool   // see fails
	makers    map[*ssa.Function]bool   // see makesError
	known     map[*types.Func]*effects // see stated
	declared  map[*types.Func]*declaration
	problems  []Problem // of the directives
	stats     Stats

	// importFact gets the effects of a function of another package; nil if there are none to get.
	importFact func(*types.Func, *effects) bool
}

// Stats counts what an analysis did, for benchmarks and debugging.
type Stats struct {
	Searches, States int
	GaveUp           []string // the functions of searches that were given up
}

type question struct {
	call ssa.CallInstruction
	root *ssa.Function
}

func newEngine(prog *ssa.Program, pkg *types.Package) *engine {
	e := &engine{
		prog:      prog,
		types:     pkg,
		functions: make(map[*ssa.Function]*function),
		releases:  make(map[*ssa.Function]bool),
		opens:     make(map[*ssa.Function]opening),
		fates:     make(map[fateKey]fate),
		searches:  make(map[question]*search),
		blamed:    make(map[ssa.CallInstruction]bool),
		endless:   make(map[*ssa.Function]bool),
		failing:   make(map[*ssa.Function]bool),
		makers:    make(map[*ssa.Function]bool),
		known:     make(map[*types.Func]*effects),
		acquired:  make(map[*ssa.Function][]*acquisition),
	}
	if http := nethttp.Find(pkg); http != nil {
		if r, ok := http.Scope().Lookup("Response").(*types.TypeName); ok {
			if t, ok := r.Type().Underlying().(*types.Struct); ok {
				for i := range t.NumFields() {
					if t.Field(i).Name() == "Body" {
						e.bodyPath = "." + strconv.Itoa(i)
					}
				}
			}
		}
	}
	return e
}

func (e *engine) function(fn *ssa.Function) *function {
	f := e.functions[fn]
	if f == nil {
		f = newFunction(fn)
		e.functions[fn] = f
	}
	return f
}

// acquisitions returns the acquiring calls of fn, in the order of its blocks.
func (e *engine) acquisitions(fn *ssa.Function) []*acquisition {
	if known, ok := e.acquired[fn]; ok {
		return known
	}
	e.acquired[fn] = nil
	var all []*acquisition
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if a := e.acquisitionOf(call); a != nil {
					all = append(all, a)
				}
			}
		}
	}
	e.acquired[fn] = all
	return all
}

// newSearch prepares the search for acq in fn.
func (e *engine) newSearch(acq *acquisition, fn *ssa.Function) *search {
	q := &search{
		engine: e,
		root:   e.function(fn),
		acq:    acq,
		budget: maxStates,
		seen:   make(map[string]bool),
		told:   make(map[ssa.Value]bool),
		scope:  make(map[ssa.Value]int),
		made:   make(map[ssa.Value]types.Type),
		zeroed: make(map[ssa.Value]bool),
		hosts:  make(map[*ssa.Function]bool),
	}
	if acq.call == nil {
		q.object = acq.param
		q.budget = maxEffect
		return q
	}
	q.returns = returnsCarrier(fn)
	q.object, _ = acq.call.(ssa.Value)
	for host := acq.call.Parent(); host != nil && host != fn; host = host.Parent() {
		q.hosts[host] = true
	}
	return q
}

// search follows acq through fn, once.
func (e *engine) search(acq *acquisition, fn *ssa.Function) *search {
	k := question{acq.call, fn}
	if q, ok := e.searches[k]; ok {
		return q
	}
	q := e.newSearch(acq, fn)
	e.searches[k] = q
	q.run()
	e.count(q)
	return q
}

// count adds a finished search to the statistics, and lets go of what it needed to run.
func (e *engine) count(q *search) {
	e.stats.Searches++
	e.stats.States += len(q.seen)
	if q.gaveUp {
		e.stats.GaveUp = append(e.stats.GaveUp, q.root.String())
	}
	q.seen, q.scope = nil, nil
}

// leakOf returns the leak of acq, which is in fn, or nil.
func (e *engine) leakOf(acq *acquisition, fn *ssa.Function) *Leak {
	if acq.call.Value() == nil { // go or defer: nobody gets the result
		return &Leak{Call: acq.call, Kind: Discard}
	}
	for root := fn; root != nil; root = root.Parent() {
		q := e.search(acq, root)
		if l := q.valid(); l != nil && l.with != nil && l.with.from != nil {
			return e.returnedWithError(acq, l.with)
		} else if l != nil {
			return q.explain(l)
		}
		if q.gaveUp || !q.stored {
			return nil // nobody around fn gets it
		}
	}
	return nil
}

// returnedWithError returns the leak of a body that a function of this package returns open next
// to an error. By convention its callers need not look at it then, so it is a leak of that
// function, however many callers it has.
func (e *engine) returnedWithError(caller *acquisition, o *outcome) *Leak {
	from := o.from
	for depth := 0; depth < maxDepth; depth++ { // the function may itself call such a function
		deeper := from.failing()
		if deeper == nil || deeper.from == nil {
			break
		}
		o, from = deeper, deeper.from
	}
	if e.blamed[from.call] {
		return nil
	}
	e.blamed[from.call] = true
	return &Leak{
		Call:   from.call,
		Kind:   WithError,
		Caller: caller.call,
		Steps:  []Step{{Kind: Return, Pos: o.exit, Func: from.call.Parent()}},
		Kept:   true,
	}
}

// failing returns the outcome of a with an error next to the body, if there is one.
func (a *acquisition) failing() *outcome {
	for i, o := range a.outcomes {
		if o.fate == open && o.failed(a.call.Common().Signature().Results()) {
			return &a.outcomes[i]
		}
	}
	return nil
}

// explain makes a leak presentable.
func (q *search) explain(l *leak) *Leak {
	out := &Leak{Call: q.acq.call, Kind: l.kind, Kept: q.kept, Released: q.released, Nilable: q.acq.nilable()}
	if q.root.Function == q.acq.call.Parent() {
		out.Confined, out.Returned = q.acq.confined()
	}
	for _, l := range q.leaks {
		out.Exits = append(out.Exits, l.exit)
	}
	if len(q.leaks) == maxLeaks {
		out.Exits = append(out.Exits, token.NoPos)
	}
	for st := l.trail; st != nil; st = st.before {
		out.Steps = append(out.Steps, st.Step)
	}
	for i, j := 0, len(out.Steps)-1; i < j; i, j = i+1, j-1 {
		out.Steps[i], out.Steps[j] = out.Steps[j], out.Steps[i]
	}
	switch {
	case q.unused():
		out.Kind = Discard
	case l.kind == Path && !q.closing && !q.gaveUp:
		out.Kind = Never
	case l.kind == Path:
		for _, st := range out.Steps {
			if st.Kind == Replace {
				out.Kind = Overwrite
			}
		}
	}
	return out
}

// unused reports whether nothing refers to what the call acquired.
func (q *search) unused() bool {
	v := q.acq.call.Value()
	for _, o := range q.acq.outcomes {
		if o.fate != open {
			continue
		}
		for i, a := range o.results {
			switch a.kind {
			case response, body, holder, address, aggregate:
			default:
				continue
			}
			used := resultValue(v, i, len(o.results))
			if used == nil || used.Referrers() == nil {
				continue
			}
			if len(*used.Referrers()) > 0 {
				return false
			}
		}
	}
	return true
}
