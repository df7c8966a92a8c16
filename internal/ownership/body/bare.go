package body

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A bareness tells which functions of a package may return a response whose field Body is nil, as doubles in
// tests do. To close such a body ends the program. What comes from a client of net/http has a
// body always: "The http Client and Transport guarantee that Body is always non-nil" (response.go).
//
// It may say so of too many functions, and never asks which path leads where: what a function returns may come
// from every call in it.
type bareness struct {
	body  int           // number of the field Body of http.Response
	users map[any][]any // who may return what a source returns
	bare  map[any]bool  // the sources that make such a response themselves
	relay map[any]bool  // those that call a function that is not known here
	done  map[any]bool  // all sources that may return one, known from this package alone
	deep  map[any]bool  // the same, with what the facts of other packages say
}

// Sources are functions (*ssa.Function), the functions that a call of an unknown one may run (dynamic), and:
const (
	anywhere origin = iota // a response out of a variable: any of the package
	provided               // what a function of another package gets from this one
)

type origin int

// A dynamic stands for all functions of a signature, or with a name all methods.
type dynamic string

func dynamicOf(name string, sig *types.Signature) dynamic {
	var b strings.Builder
	b.WriteString(name)
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		b.WriteByte('(')
		for v := range tuple.Variables() {
			b.WriteString(types.TypeString(v.Type(), (*types.Package).Path))
			b.WriteByte(',')
		}
	}
	return dynamic(b.String())
}

// bareness returns what is known of the package; it is found out when somebody asks.
func (r *Bodies) bareness() *bareness {
	if r.bare != nil {
		return r.bare
	}
	b := &bareness{users: make(map[any][]any), bare: make(map[any]bool), relay: make(map[any]bool)}
	r.bare = b
	_, field, _ := strings.Cut(r.E.Res.Life.Inner, ".")
	for _, c := range field {
		b.body = 10*b.body + int(c-'0')
	}
	// Every function may be what a call of its type runs; one with a receiver also what a call of its name runs.
	for _, fn := range r.Funcs {
		r.addSources(b, fn, fn)
		if !opensBody(fn.Signature) {
			continue
		}
		b.use(dynamicOf("", fn.Signature), fn)
		b.use(provided, fn)
		if fn.Signature.Recv() != nil {
			b.use(dynamicOf(fn.Name(), fn.Signature), fn)
		}
	}
	// Two closures over the same graph: who may return a bare response, and who may return what nobody here knows.
	b.done = b.spread(b.bare)
	b.relay = b.spread(b.relay)
	return b
}

func (b *bareness) use(user, source any) { b.users[source] = append(b.users[source], user) }

// spread returns the sources, and all that may return what they return.
func (b *bareness) spread(from map[any]bool) map[any]bool {
	all := make(map[any]bool)
	var work []any
	add := func(s any) {
		if !all[s] {
			all[s] = true
			work = append(work, s)
		}
	}
	for s := range from {
		add(s)
	}
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		for _, user := range b.users[s] {
			add(user)
		}
	}
	return all
}

// flags returns what the fact of fn says of it.
func (b *bareness) flags(fn *ssa.Function) (flags effect.Flags) {
	if b.done[fn] {
		flags |= effect.Bare
	}
	if b.relay[fn] {
		flags |= effect.Relayed
	}
	return flags
}

// addSources notes where what fn returns may come from: from what is in scope, which is fn or a function literal in it.
func (r *Bodies) addSources(b *bareness, fn, scope *ssa.Function) {
	returns := opensBody(fn.Signature)
	for _, block := range scope.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			// Once made, a response may get into any variable, and come out of any.
			case *ssa.Alloc:
				if b.isBare(instr) {
					b.bare[anywhere] = true
					b.bare[fn] = true
				}
			case ssa.CallInstruction:
				if returns && opensBody(instr.Common().Signature()) {
					r.addCall(b, fn, instr.Common())
				}
			case ssa.Value:
				if returns && isStored(instr) {
					b.use(fn, anywhere)
					b.relay[fn] = true
				}
			}
		}
	}
	if returns {
		for _, literal := range scope.AnonFuncs {
			r.addSources(b, fn, literal)
		}
	}
}

// addCall notes that user may return what a call returns.
func (r *Bodies) addCall(b *bareness, user any, c *ssa.CallCommon) {
	fn := ssaquery.StaticCallee(c)
	switch {
	case c.IsInvoke():
		b.use(user, dynamicOf(c.Method.Name(), c.Signature()))
		b.relay[user] = true
	case fn == nil:
		b.use(user, dynamicOf("", c.Signature()))
		b.relay[user] = true
	case len(fn.Blocks) > 0:
		// Instances of a generic function share its body, and so its sources.
		if origin := fn.Origin(); origin != nil {
			fn = origin
		}
		b.use(user, fn)
	default:
		obj, ok := fn.Object().(*types.Func)
		if !ok || nethttp.IsStd(obj.Pkg()) {
			return
		}
		// A function of another package that relays what it is given may return what one of this package makes.
		if eff := r.E.Stated(obj); eff != nil {
			if eff.Has(effect.Bare) {
				b.bare[user] = true
			}
			if eff.Has(effect.Relayed) {
				b.use(user, provided)
				b.relay[user] = true
			}
		}
	}
}

// isBare reports whether a response is made without a body, and stays so as far as can be seen.
func (b *bareness) isBare(alloc *ssa.Alloc) bool {
	if !nethttp.IsResponse(alloc.Type()) {
		return false
	}
	for _, r := range ssaquery.Referrers(alloc) {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			// An address of the field that goes anywhere may be written through: then there may be a body.
			if r.Field == b.body && !onlyNil(r) {
				return false
			}
		// The whole struct is copied over it, with whatever body that had.
		case *ssa.Store:
			if r.Addr == alloc {
				return false
			}
		case ssa.CallInstruction:
			return false
		}
	}
	return true
}

// onlyNil reports whether all that is done with a field is to store nil there.
func onlyNil(addr *ssa.FieldAddr) bool {
	for _, use := range ssaquery.Referrers(addr) {
		store, ok := use.(*ssa.Store)
		if !ok || store.Addr != addr || !ssaquery.IsNil(store.Val) {
			return false
		}
	}
	return true
}

// isStored reports whether v is a response out of a variable of which the function does not see all
// that is stored to it.
func isStored(v ssa.Value) bool {
	if !nethttp.IsResponse(v.Type()) {
		return false
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return !ssaquery.IsAlloc(v.X)
	case *ssa.Lookup, *ssa.Index, *ssa.Field, *ssa.TypeAssert, *ssa.Extract:
		e, ok := v.(*ssa.Extract)
		if !ok {
			return true
		}
		_, call := e.Tuple.(*ssa.Call)
		return !call
	}
	return false
}

// opensBody reports whether a function of this type can return an open body.
func opensBody(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if !ssaquery.IsError(v.Type()) && nethttp.MayClose(v.Type()) {
			return true
		}
	}
	return false
}

// mayBeBare reports whether a call may return a response whose field Body is nil.
func (r *Bodies) mayBeBare(call ssa.CallInstruction) bool {
	b := r.bareness()
	// Facts are read late: most packages never ask, since they have no leak to explain.
	if b.deep == nil {
		from := make(map[any]bool, len(b.bare))
		for s := range b.bare {
			from[s] = true
		}
		if r.Facts != nil {
			for _, f := range r.Facts() {
				fn, ok := f.Object.(*types.Func)
				if eff, is := f.Fact.(*effect.Body); ok && is && eff.Has(effect.Bare) && fn.Signature().Recv() != nil {
					from[dynamicOf(fn.Name(), fn.Signature())] = true
				}
			}
		}
		b.deep = b.spread(from)
	}
	// The call is no function of the graph. It is added as a user of its own, aside, and looked up there.
	asked := &bareness{users: make(map[any][]any), bare: make(map[any]bool), relay: make(map[any]bool)}
	r.addCall(asked, call, call.Common())
	if asked.bare[call] {
		return true
	}
	for s := range asked.users {
		if b.deep[s] {
			return true
		}
	}
	return false
}
