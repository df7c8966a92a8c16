package pool

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
)

// GaveUp returns the functions of searches for what was asked of p that were given up, in the order of the source.
func (p *Pools) GaveUp() []summary.GaveUp {
	list := p.transports.Unsearched()
	for _, g := range p.clients.Unsearched() {
		if !slices.ContainsFunc(list, func(other summary.GaveUp) bool { return other.Func == g.Func }) {
			list = append(list, g)
		}
	}
	slices.SortFunc(list, summary.InOrder)
	return list
}

// Pools answers questions about what the functions of a package make to send requests through.
type Pools struct {
	transports, clients *summary.Package
}

// A Made is a transport, or a plain client, that a function makes.
type Made struct {
	Instr ssa.Instruction // an Alloc or a Call
	Plain bool            // a client without a transport of its own, if nobody gives it one
	Clone Clone
	Of    *ssa.Function // the function that is called to make it; nil for a literal or a clone

	acq *search.Acquisition
}

// A Clone says what a transport is a clone of.
type Clone uint8

const (
	NoClone        Clone = iota // of none
	CloneOfDefault              // of http.DefaultTransport
	CloneOfOther                // of another one
)

// A Dropped is a path on which a pool is forgotten, in use.
type Dropped struct {
	Exit     token.Pos // the return, or what else ends the path; NoPos if the source does not show it
	Limit    Limit     // of all such paths
	Released bool      // on another path its idle connections are closed, or here, before it was used again
	Async    bool      // a goroutine uses it, or may
}

// New returns what answers questions about the functions of e. facts returns what a function of
// another package does, or nil.
func New(e *summary.Package, facts func(*types.Func) *effect.Pool) *Pools {
	p := &Pools{e.Another(), e.Another()}
	followPools(p.transports, false, facts)
	followPools(p.clients, true, facts)
	return p
}

// Stats counts what was done to answer so far.
func (p *Pools) Stats() summary.Stats {
	s := p.transports.Stats
	s.Add(p.clients.Stats)
	return s
}

// Made returns what fn makes, in the order of its blocks.
func (p *Pools) Made(fn *ssa.Function) []*Made {
	var all []*Made
	// Two resources with one machinery: they are searched one after the other, each with its own summaries.
	for _, e := range []*summary.Package{p.transports, p.clients} {
		for _, acq := range e.Acquisitions(fn) {
			all = append(all, &Made{Instr: acq.Instr, Plain: e == p.clients, Clone: cloneOf(acq), Of: makerOf(acq), acq: acq})
		}
	}
	return all
}

// cloneOf says of which transport a makes a clone, be it in the function that it calls.
func cloneOf(a *search.Acquisition) Clone {
	if len(a.Outcomes) == 0 {
		return NoClone
	}
	_, clone := readTag(a.Outcomes[0].Tag)
	return clone
}

// makerOf returns the function that a calls to make a transport, or nil.
func makerOf(a *search.Acquisition) *ssa.Function {
	if a.Call == nil {
		return nil
	}
	fn := a.Call.Common().StaticCallee()
	if fn == nil {
		return nil
	}
	if obj, ok := fn.Object().(*types.Func); ok && nethttp.ClientMethodOf(obj) == nethttp.Copies {
		return nil
	}
	return fn
}

// Dropped returns the shortest path on which m, which was used, is forgotten, or nil if there is none.
func (p *Pools) Dropped(m *Made) *Dropped {
	e := p.transports
	if m.Plain {
		e = p.clients
	}
	// A literal may leave the pool in a variable of the function around it, which is then asked in its place.
	for root := m.Instr.Parent(); root != nil; root = root.Parent() {
		q := e.Search(m.acq, root)
		l := q.Valid()
		switch {
		// A client that somebody gets, or that has settings of this call, is not for advice.
		case m.Plain && (q.Custom || q.Kept || q.Released):
			return nil
		case l != nil:
			if root == m.Instr.Parent() && e.Refuted(m.acq, root) {
				return nil
			}
			return dropped(q, l)
		case q.GaveUp || !q.Stored:
			return nil // nobody around gets it
		}
	}
	return nil
}

func dropped(q *search.Found, l *search.Leak) *Dropped {
	limit, _ := readTag(l.Tag)
	d := &Dropped{Exit: l.Exit, Limit: limit, Released: q.Released, Async: q.Async}
	// The paths may have set different timeouts: then none of them can be named.
	for _, other := range q.Leaks {
		if got, _ := readTag(other.Tag); got != limit {
			d.Limit = Limit{}
		}
	}
	return d
}

// LateReleases returns the statements that defer the release of m, a plain client, or a call in which
// that happens.
func (p *Pools) LateReleases(m *Made) []*ssa.Defer {
	if !m.Plain {
		return nil
	}
	q := p.clients.Search(m.acq, m.Instr.Parent())
	// Somebody else may go on using the client, so that the deferred release is not the last word.
	if q.Kept {
		return nil
	}
	return q.Late
}

// Effects calls export with the facts of the functions among funcs that other packages can call, and of the
// methods of interfaces of the package, where there is something to tell.
func (p *Pools) Effects(funcs []*ssa.Function, export func(*types.Func, effect.Pool)) {
	e := p.transports
	res := e.Source.(*pools)
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || !obj.Exported() || len(fn.Blocks) == 0 {
			continue
		}
		// An empty fact says what no fact says, and costs room.
		if eff := res.effects(fn); eff != (effect.Pool{}) {
			export(obj, eff)
		}
	}
	scope := e.Types.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !obj.Exported() || obj.IsAlias() {
			continue
		}
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok || obj.Type().(*types.Named).TypeParams().Len() > 0 {
			continue
		}
		for m := range iface.ExplicitMethods() {
			var eff effect.Pool
			// Exported for the interface itself, since importers call the method without knowing the type.
			eff.SetParam(0, res.implemented(iface, m))
			if m.Exported() && eff.Params != 0 {
				export(m, eff)
			}
		}
	}
}
