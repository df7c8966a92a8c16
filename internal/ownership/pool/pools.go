package pool

import (
	"go/types"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// pools is the resource of the idle connections of an http.Transport: making a transport acquires it, and
// CloseIdleConnections releases it. Nothing is owed before a request was sent through it; one
// that failed leaves no connection behind.
//
// With plain set, it is the resource of a plain http.Client instead, which is used up when it is forgotten.
type pools struct {
	search.Plain
	plain   bool
	pointer types.Type // *http.Transport, or *http.Client
	facts   func(*types.Func) *effect.Pool
	e       *summary.Package
	types   map[typewalk.Key]bool  // see may
	weighty map[typewalk.Key]bool  // see matters
	closing map[*ssa.Function]bool // see closesRequests
}

// A Limit is the time after which a transport closes a connection that is not used.
type Limit struct {
	Known bool
	D     time.Duration // 0 is none
}

// defaultLimit is the IdleConnTimeout of http.DefaultTransport (transport.go).
const defaultLimit = 90 * time.Second

// tagOf returns what a path remembers of a pool: its limit, and of what it is a clone.
func tagOf(l Limit, c Clone) int64 {
	// The clone has the two low bits. What is above is 1 + the limit, so that no limit (0) differs from none known.
	if !l.Known {
		return int64(c)
	}
	return (int64(l.D)+1)<<2 | int64(c)
}

// readTag takes apart what tagOf has put together.
func readTag(tag int64) (Limit, Clone) {
	l := Limit{}
	if d := tag >> 2; d != 0 {
		l = Limit{true, time.Duration(d - 1)}
	}
	return l, Clone(tag & 3)
}

// followPools has e follow the pools of transports, or plain clients.
func followPools(e *summary.Package, plain bool, facts func(*types.Func) *effect.Pool) {
	p := &pools{
		plain:   plain,
		facts:   facts,
		e:       e,
		types:   make(map[typewalk.Key]bool),
		weighty: make(map[typewalk.Key]bool),
		closing: make(map[*ssa.Function]bool),
	}
	name := "Transport"
	if plain {
		name = "Client"
	}
	if http := nethttp.Find(e.Types); http != nil {
		if obj, ok := http.Scope().Lookup(name).(*types.TypeName); ok {
			p.pointer = types.NewPointer(obj.Type())
		}
	}
	e.Source = p
	e.Res = search.Resource{Types: p, Rules: p, Absence: p, Life: search.Life{Reusable: true, SummaryStates: search.MaxStates}}
}

func (p *pools) Acquisition(instr ssa.Instruction) *search.Acquisition {
	switch instr := instr.(type) {
	// The zero Transport keeps idle connections for ever: IdleConnTimeout 0 is no limit (transport.go).
	case *ssa.Alloc:
		if p.made(ssaquery.Deref(instr.Type())) {
			o := search.Outcome{Fate: path.Idle, Results: []sym.Value{sym.Resource}, Tag: tagOf(Limit{Known: true}, NoClone)}
			return &search.Acquisition{Instr: instr, Outcomes: []search.Outcome{o}}
		}
	case *ssa.Call:
		if !p.plain {
			return p.makingCall(instr)
		}
	}
	return nil
}

// Contract knows the functions that have a contract about what they do with a client.
func (*pools) Contract(fn *ssa.Function, i int) effect.Effect {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return effect.Effect{}
	}
	if contract, ok := nethttp.ContractOf(obj); ok && contract.Uses.Has(i) {
		return sent
	}
	return effect.Effect{}
}

// made reports whether a variable of type t is the resource.
func (p *pools) made(t types.Type) bool {
	if p.plain {
		return nethttp.IsClient(t)
	}
	return nethttp.IsTransport(t)
}

// makingCall returns the acquisition that call is: a clone, or the call of a function that makes a
// transport and returns it, or something that leads to it.
func (p *pools) makingCall(call *ssa.Call) *search.Acquisition {
	if _, ok := call.Call.Value.(*ssa.Builtin); ok {
		return nil
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return nil
	}
	obj, _ := fn.Object().(*types.Func)
	if obj != nil && nethttp.ClientMethodOf(obj) == nethttp.Copies {
		o := search.Outcome{Fate: path.Idle, Tag: tagOf(Limit{}, CloneOfOther), Results: []sym.Value{sym.Resource}}
		if args := call.Call.Args; len(args) > 0 && httpvalue.IsDefaultTransport(args[0]) { // a method value has no receiver here
			o.Tag = tagOf(Limit{true, defaultLimit}, CloneOfDefault)
		}
		return &search.Acquisition{Instr: call, Call: call, Outcomes: []search.Outcome{o}}
	}
	results := call.Call.Signature().Results()
	if len(fn.Blocks) == 0 {
		if obj == nil {
			return nil
		}
		return p.e.AcquisitionWith(call, poolOutcomes(p.facts(obj), results))
	}
	ways, _ := p.ways(fn)
	return p.e.AcquisitionWith(call, ways)
}

// ways returns how fn, a function of this package, returns a pool that it made, and the number of the
// result that leads to it. There are none if that may be another one, or none at all, on other paths.
func (p *pools) ways(fn *ssa.Function) (ways []search.Outcome, result int) {
	// A wrapper that go/ssa makes up only calls another function, which is searched itself.
	if p.plain || fn.Synthetic != "" {
		return nil, -1
	}
	opening := p.e.OutcomesOf(fn)
	result = -1
	for _, o := range opening.List {
		if o.Failed(fn.Signature.Results()) {
			continue
		}
		for i, a := range o.Results {
			switch a.Kind {
			case sym.KindResource, sym.KindHolder, sym.KindAddress, sym.KindAggregate:
				// Two results that lead to it, or one that leads to another pool on some path: a fact could name only one.
				if result >= 0 && result != i || opening.Elsewhere.Has(i) {
					return nil, -1
				}
				result = i
			}
		}
		ways = append(ways, o)
	}
	return ways, result
}

// Filled knows of functions such as one that gives a client a transport if it has none.
func (p *pools) Filled(fn *ssa.Function) (all []*search.Acquisition) {
	done := map[*ssa.Function]bool{fn: true}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			callee := call.Call.StaticCallee()
			if callee == nil || len(callee.Blocks) == 0 || callee.Parent() != nil || done[callee] {
				continue
			}
			done[callee] = true
			// Without a parameter that leads to a pool there is nothing to fill; this spares most searches.
			if !slices.ContainsFunc(callee.Params, func(v *ssa.Parameter) bool { return reachesPool(v.Type()) }) {
				continue
			}
			for _, acq := range p.e.Acquisitions(callee) {
				if acq.Value() != nil && p.e.Search(acq, callee).FillsParam {
					all = append(all, acq)
				}
			}
		}
	}
	return all
}
