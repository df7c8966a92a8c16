package ownership

import (
	"go/types"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// pools is the resource of the idle connections of an http.Transport: making a transport acquires it, and
// CloseIdleConnections releases it. Nothing is owed before a request was sent through it; one
// that failed leaves no connection behind.
//
// With plain set, it is the resource of a plain http.Client instead, which is used up when it is forgotten.
type pools struct {
	plain   bool
	pointer types.Type // *http.Transport, or *http.Client
	facts   func(*types.Func) *effect.Pool
	e       *engine
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
func followPools(e *engine, plain bool, facts func(*types.Func) *effect.Pool) {
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
	if http := nethttp.Find(e.types); http != nil {
		if obj, ok := http.Scope().Lookup(name).(*types.TypeName); ok {
			p.pointer = types.NewPointer(obj.Type())
		}
	}
	e.source = p
	e.res = resource{types: p, rules: p, life: life{reusable: true, summaryStates: maxStates}}
}

func (p *pools) acquisition(instr ssa.Instruction) *acquisition {
	switch instr := instr.(type) {
	case *ssa.Alloc:
		if p.made(deref(instr.Type())) {
			o := outcome{fate: idle, results: []abs{absBody}, tag: tagOf(Limit{Known: true}, NoClone)}
			return &acquisition{instr: instr, outcomes: []outcome{o}}
		}
	case *ssa.Call:
		if !p.plain {
			return p.makingCall(instr)
		}
	}
	return nil
}

// contract knows the functions that have a contract about what they do with a client.
func (*pools) contract(fn *ssa.Function, i int) effect.Effect {
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
func (p *pools) makingCall(call *ssa.Call) *acquisition {
	if _, ok := call.Call.Value.(*ssa.Builtin); ok {
		return nil
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return nil
	}
	obj, _ := fn.Object().(*types.Func)
	if obj != nil && nethttp.ClientMethodOf(obj) == nethttp.Copies {
		o := outcome{fate: idle, tag: tagOf(Limit{}, CloneOfOther), results: []abs{absBody}}
		if args := call.Call.Args; len(args) > 0 && isDefaultTransport(args[0]) { // a method value has no receiver here
			o.tag = tagOf(Limit{true, defaultLimit}, CloneOfDefault)
		}
		return &acquisition{instr: call, call: call, outcomes: []outcome{o}}
	}
	results := call.Call.Signature().Results()
	if len(fn.Blocks) == 0 {
		if obj == nil {
			return nil
		}
		return p.e.acquisitionWith(call, poolOutcomes(p.facts(obj), results))
	}
	ways, _ := p.ways(fn)
	return p.e.acquisitionWith(call, ways)
}

// ways returns how fn, a function of this package, returns a pool that it made, and the number of the
// result that leads to it. There are none if that may be another one, or none at all, on other paths.
func (p *pools) ways(fn *ssa.Function) (ways []outcome, result int) {
	if p.plain || fn.Synthetic != "" {
		return nil, -1
	}
	opening := p.e.outcomesOf(fn)
	result = -1
	for _, o := range opening.list {
		if o.failed(fn.Signature.Results()) {
			continue
		}
		for i, a := range o.results {
			switch a.kind {
			case body, holder, address, aggregate:
				if result >= 0 && result != i || opening.elsewhere.Has(i) {
					return nil, -1
				}
				result = i
			}
		}
		ways = append(ways, o)
	}
	return ways, result
}

// makes runs the instruction v, which makes what is acquired.
func (q *search) makes(s *state, v *ssa.Alloc) bool {
	q.reached = true
	if s.status == open {
		if q.reacquire(s, v) {
			return false
		}
		if s.status == open {
			return true
		}
	}
	if s.status != pending {
		q.reset(s)
	}
	o := q.acq.outcomes[0]
	q.open(s, o.fate)
	s.tag = o.tag
	s.set(v, -1, o.results[0])
	return true
}

// A returned is the object that result i of a path leads to, or nil if that is not known.
type returned struct {
	i    int
	base ssa.Value
}

// others notes what a path without an error returns that leads to no resource.
func (q *search) others(s *state, ret *ssa.Return, results []abs) {
	for i, a := range results {
		if implementsError(ret.Results[i].Type()) && s.isNonNil(a) {
			return
		}
	}
	for i, a := range results {
		if a.kind != null {
			q.without = append(q.without, returned{i, a.base})
		}
	}
}

// elsewhere returns the results of which a caller cannot tell whether they lead to the resource: on other
// paths something else is returned, or what is returned leads to it only if the caller chose so.
func (q *found) elsewhere() (out effect.Set) {
	for _, r := range q.without {
		if r.i < 16 && (r.base == nil || q.optional || !slices.Contains(q.with, r)) {
			out |= 1 << r.i
		}
	}
	return out
}

// filled knows of functions such as one that gives a client a transport if it has none.
func (p *pools) filled(fn *ssa.Function) (all []*acquisition) {
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
			if !slices.ContainsFunc(callee.Params, func(v *ssa.Parameter) bool { return reachesPool(v.Type()) }) {
				continue
			}
			for _, acq := range p.e.acquisitions(callee) {
				if acq.value() != nil && p.e.search(acq, callee).fillsParam {
					all = append(all, acq)
				}
			}
		}
	}
	return all
}

// isDefaultTransport reports whether v is http.DefaultTransport, type assertions aside.
func isDefaultTransport(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && nethttp.IsDefaultTransport(g.Object())
	case *ssa.TypeAssert:
		return isDefaultTransport(v.X)
	case *ssa.Extract:
		return v.Index == 0 && isDefaultTransport(v.Tuple)
	case *ssa.ChangeInterface:
		return isDefaultTransport(v.X)
	case *ssa.MakeInterface:
		return isDefaultTransport(v.X)
	}
	return false
}

// deref returns the element type of the pointer type t, or t.
func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}
