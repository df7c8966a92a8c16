package pool

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// May is generous: of interfaces and functions that are not of the standard library nobody knows
// what is behind them.
func (p *pools) May(t types.Type) bool {
	may, ok := p.types[typewalk.KeyOf(t)]
	if !ok {
		may = typewalk.Search(t, 4, mayReach) != typewalk.None // if it is too deep, nobody knows
		p.types[typewalk.KeyOf(t)] = may
	}
	return may
}

func (p *pools) Matters(t types.Type) bool {
	matters, ok := p.weighty[typewalk.KeyOf(t)]
	// A response matters since whether a request succeeded decides whether there is a connection.
	if !ok {
		matters = nethttp.IsResponse(t) || reachesPool(t)
		p.weighty[typewalk.KeyOf(t)] = matters
	}
	return matters
}

func mayReach(t types.Type, enter func(types.Type)) bool {
	switch {
	case ssaquery.IsError(t):
		return false
	// A type parameter may stand for one of them.
	case nethttp.IsClient(t), nethttp.IsTransport(t), ssaquery.IsTypeParam(t):
		return true
	}
	// Of the standard library it is known which interfaces, functions and structs lead to a pool.
	named, ok := types.Unalias(t).(*types.Named)
	std := ok && nethttp.IsStd(named.Obj().Pkg())
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return !std || u.Empty() || nethttp.HasClose(t) || commandsPool(u)
	case *types.Signature:
		return !std
	// Of a struct of the standard library its own fields tell, and no deeper ones.
	case *types.Struct:
		if !std {
			break
		}
		for f := range u.Fields() {
			if isOrEntersPool(f.Type(), func(types.Type) {}) {
				return true
			}
		}
		return false
	}
	typewalk.Parts(t, enter)
	return false
}

// commandsPool reports whether an interface has a method of a client or transport that sends, or closes
// the idle connections.
func commandsPool(iface *types.Interface) bool {
	for m := range iface.Methods() {
		if does := nethttp.ClientMethodOf(m); does == nethttp.Sends || does == nethttp.Reaps {
			return true
		}
	}
	return false
}

// reachesPool reports whether a value of type t surely is meant to lead to a client or transport: by pointers,
// fields and elements.
func reachesPool(t types.Type) bool {
	return typewalk.Search(t, 2, isOrEntersPool) == typewalk.Found
}

func isOrEntersPool(t types.Type, enter func(types.Type)) bool {
	t = ssaquery.Deref(t)
	if nethttp.IsClient(t) || nethttp.IsTransport(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return commandsPool(u)
	case *types.Map:
		enter(u.Elem()) // a key is no way to get at it
	case *types.Struct, *types.Slice, *types.Array, *types.Chan:
		typewalk.Parts(t, enter)
	}
	return false
}

func (p *pools) Returned(t types.Type) bool { return p.May(t) }

// Held knows that a value which can be anything, such as a logger, and a function that takes something are hardly
// there to lead to a pool, unless they speak of it or make responses. A function that takes nothing acts on what it captured.
func (p *pools) Held(t types.Type) sym.Value {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if u.Empty() && !ssaquery.IsTypeParam(t) {
			return sym.Unknown
		}
	case *types.Signature:
		speaks := u.Params().Len() == 0
		given := false
		for v := range u.Params().Variables() {
			speaks = speaks || reachesPool(v.Type())
			given = given || nethttp.IsResponse(v.Type())
		}
		for v := range u.Results().Variables() {
			speaks = speaks || nethttp.IsResponse(v.Type()) && !given || reachesPool(v.Type())
		}
		if !speaks {
			return sym.Unknown
		}
	}
	if !p.May(t) {
		return sym.Unknown
	}
	return sym.Holder
}

// Inside gives away the address of every setting of the resource itself: it may be changed by way of that.
func (p *pools) Inside(owner, part types.Type) sym.Value {
	if p.made(owner) {
		return sym.Holder
	}
	return p.Held(part)
}

// Copied is true: a transport is copied as a whole, with its pool.
func (*pools) Copied() bool { return true }

func (p *pools) DynamicType(a sym.Value) types.Type {
	switch {
	case a.Kind == sym.KindResource:
		return p.pointer
	case a.Kind == sym.KindAggregate && a.Path == "" && !types.IsInterface(a.Base.Type()):
		return a.Base.Type()
	}
	return nil
}

func (p *pools) Calls(c *ssa.CallCommon) bool {
	if c.IsInvoke() && p.May(c.Value.Type()) {
		return true
	}
	for v := range c.Signature().Results().Variables() {
		if p.May(v.Type()) {
			return true
		}
	}
	return false
}
