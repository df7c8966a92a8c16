package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// may is generous: of interfaces and functions that are not of the standard library nobody knows
// what is behind them.
func (p *pools) may(t types.Type) bool {
	may, ok := p.types[typewalk.KeyOf(t)]
	if !ok {
		may = typewalk.Search(t, 4, mayReach) != typewalk.None // if it is too deep, nobody knows
		p.types[typewalk.KeyOf(t)] = may
	}
	return may
}

func (p *pools) matters(t types.Type) bool {
	matters, ok := p.weighty[typewalk.KeyOf(t)]
	if !ok {
		matters = nethttp.IsResponse(t) || reachesPool(t)
		p.weighty[typewalk.KeyOf(t)] = matters
	}
	return matters
}

func mayReach(t types.Type, enter func(types.Type)) bool {
	switch {
	case isError(t):
		return false
	case nethttp.IsClient(t), nethttp.IsTransport(t), isTypeParam(t):
		return true
	}
	named, ok := types.Unalias(t).(*types.Named)
	std := ok && nethttp.IsStd(named.Obj().Pkg())
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return !std || u.Empty() || nethttp.HasClose(t) || commandsPool(u)
	case *types.Signature:
		return !std
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
	t = deref(t)
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

func (p *pools) returned(t types.Type) bool { return p.may(t) }

// held knows that a value which can be anything, such as a logger, and a function that takes something are hardly
// there to lead to a pool, unless they speak of it or make responses. A function that takes nothing acts on what it captured.
func (p *pools) held(t types.Type) abs {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if u.Empty() && !isTypeParam(t) {
			return absUnknown
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
			return absUnknown
		}
	}
	if !p.may(t) {
		return absUnknown
	}
	return absHolder
}

// inside gives away the address of every setting of the resource itself: it may be changed by way of that.
func (p *pools) inside(owner, part types.Type) abs {
	if p.made(owner) {
		return absHolder
	}
	return p.held(part)
}

func (*pools) copied() bool { return true }

func (*pools) passes(abs, types.Type) bool { return true }

func (*pools) binds(abs, *types.Func) bool { return true }

// captures is true: what sends through the pool matters as much as what releases it.
func (*pools) captures(*ssa.Function) bool { return true }

func (p *pools) dynamicType(a abs) types.Type {
	switch {
	case a.kind == body:
		return p.pointer
	case a.kind == aggregate && a.path == "" && !types.IsInterface(a.base.Type()):
		return a.base.Type()
	}
	return nil
}

func (*pools) asserted(abs, types.Type) truth { return maybe }

func (p *pools) calls(c *ssa.CallCommon) bool {
	if c.IsInvoke() && p.may(c.Value.Type()) {
		return true
	}
	for v := range c.Signature().Results().Variables() {
		if p.may(v.Type()) {
			return true
		}
	}
	return false
}
