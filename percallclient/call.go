package percallclient

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// call follows the carrier v through a call that has it as function, receiver or
// argument.
func (f *flow) call(v ssa.Value, instr ssa.CallInstruction) {
	c := instr.Common()
	callee := c.StaticCallee()
	if f.made.instr != nil && instr.Parent() == f.root && inLoop(instr.Block()) && !inLoop(f.made.instr.Block()) {
		f.reused = true
	}
	if c.IsInvoke() && c.Value == v {
		f.method(c.Method, instr)
	} else if c.Value == v { // a closure
		if callee != nil {
			f.enter(callee, instr)
		} else if !harmless(c.Signature().Results()) {
			f.kept = true
		}
	}
	for i, arg := range c.Args {
		if arg != v {
			continue
		}
		switch {
		case callee != nil && len(callee.Blocks) > 0 && i < len(callee.Params):
			f.enter(callee, instr)
			f.carry(callee.Params[i])
		case callee != nil && f.known(calledMethod(c), i, instr):
		case i == 0 && callee != nil && callee.Signature.Recv() != nil && calledMethod(c) != nil:
			if !reachesNothing(calledMethod(c), v) {
				f.method(calledMethod(c), instr)
			}
		default:
			f.argument(c, i, instr)
		}
	}
}

// known follows the carrier that is the i-th argument, the receiver first, of fn in another
// package. It returns false if nothing is known of that.
func (f *flow) known(fn *types.Func, i int, instr ssa.CallInstruction) bool {
	if fn == nil {
		return false
	}
	if nethttp.RunsOnce(fn) && fn.Name() == "Do" {
		return true // the closure was looked into where it is made
	}
	does := f.facts(fn)
	if !has(does.Knows, i) {
		return false
	}
	if has(does.Sends, i) {
		f.sends = append(f.sends, instr)
	}
	if has(does.Reaps, i) {
		f.reaps = append(f.reaps, instr)
	}
	if has(does.Passes, i) {
		f.carryResult(instr, 0)
	}
	return true
}

// method notes that fn is called on a carrier.
func (f *flow) method(fn *types.Func, instr ssa.CallInstruction) {
	switch nethttp.ClientMethodOf(fn) {
	case nethttp.Sends:
		f.sends = append(f.sends, instr)
	case nethttp.Reaps:
		f.reaps = append(f.reaps, instr)
	case nethttp.Other:
		f.kept = true
	}
}

// reachesNothing reports whether fn is Client.CloseIdleConnections, and v a client whose
// RoundTripper has no such method: then it does nothing (net/http/client.go).
func reachesNothing(fn *types.Func, v ssa.Value) bool {
	if nethttp.ClientMethodOf(fn) != nethttp.Reaps || !nethttp.IsClient(deref(v.Type())) {
		return false
	}
	clients := []ssa.Value{v}
	if load, ok := v.(*ssa.UnOp); ok {
		if clients, ok = contents(load.X, 0); !ok {
			return false
		}
	} else if free, ok := v.(*ssa.FreeVar); ok {
		clients = bindings(free)
	}
	found := false
	for _, c := range clients {
		alloc, ok := c.(*ssa.Alloc)
		if !ok {
			return false
		}
		for _, ref := range *alloc.Referrers() {
			addr, ok := ref.(*ssa.FieldAddr)
			if !ok || fieldOf(deref(alloc.Type()), addr.Field).Name() != "Transport" {
				continue
			}
			for _, use := range *addr.Referrers() {
				store, ok := use.(*ssa.Store)
				if !ok || store.Addr != addr {
					continue
				}
				made, ok := store.Val.(*ssa.MakeInterface)
				if !ok {
					return false
				}
				if obj, _, _ := types.LookupFieldOrMethod(made.X.Type(), true, nil, "CloseIdleConnections"); obj != nil {
					return false
				}
				found = true
			}
		}
	}
	return found
}

// enter notes that instr passes a carrier to fn, a function of this package.
func (f *flow) enter(fn *ssa.Function, instr ssa.CallInstruction) {
	if !slices.Contains(f.calls[fn], instr) {
		f.calls[fn] = append(f.calls[fn], instr)
	}
	if fn != f.root {
		for i := range f.out[fn] {
			f.carryResult(instr, i)
		}
	}
}

// argument follows the carrier that is the i-th argument of a function of which only the
// type is known.
func (f *flow) argument(c *ssa.CallCommon, i int, instr ssa.CallInstruction) {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append", "ssa:wrapnilchk":
			f.carryResult(instr, 0)
		case "len", "cap", "print", "println":
		default:
			f.kept = true
		}
		return
	}
	sig := c.Signature()
	if sig.Recv() != nil && !c.IsInvoke() {
		i--
	}
	if i >= 0 && i < sig.Params().Len() && nethttp.IsRoundTripper(sig.Params().At(i).Type()) &&
		sig.Results().Len() == 1 && nethttp.IsRoundTripper(sig.Results().At(0).Type()) {
		f.carryResult(instr, 0) // a wrapper
		return
	}
	f.kept = true
}

// harmless reports whether none of the results can hold a client or transport.
func harmless(results *types.Tuple) bool {
	for v := range results.Variables() {
		_, basic := v.Type().Underlying().(*types.Basic)
		if !basic && !nethttp.IsResponse(v.Type()) && !types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
			return false
		}
	}
	return true
}

// store follows a carrier into the variable at addr. It returns false if that may
// outlive the function.
func (f *flow) store(addr ssa.Value, depth int) bool {
	if depth > 20 {
		return false
	}
	switch a := addr.(type) {
	case *ssa.Alloc:
		f.carry(a)
		return true
	case *ssa.FieldAddr:
		if owner := deref(a.X.Type()); !nethttp.IsClient(owner) && !nethttp.IsTransport(owner) {
			f.fields[fieldOf(owner, a.Field)] = true
		}
		return f.store(a.X, depth+1)
	case *ssa.IndexAddr:
		return f.store(a.X, depth+1)
	case *ssa.Slice:
		return f.store(a.X, depth+1)
	case *ssa.Phi:
		return f.storeAll(a.Edges, depth)
	case *ssa.FreeVar:
		if f.seen[a] {
			return true
		}
		return f.storeAll(bindings(a), depth)
	case *ssa.UnOp: // what a variable points to
		if f.seen[a] {
			return true
		}
		values, ok := contents(a.X, 0)
		return ok && f.storeAll(values, depth)
	}
	return f.seen[addr]
}

// storeAll follows a carrier into one of several variables.
func (f *flow) storeAll(addrs []ssa.Value, depth int) bool {
	for _, a := range addrs {
		if !f.store(a, depth+1) {
			return false
		}
	}
	return len(addrs) > 0
}

// bindings returns what v, a variable of the enclosing function, may be there.
func bindings(v *ssa.FreeVar) (values []ssa.Value) {
	fn := v.Parent()
	i := slices.Index(fn.FreeVars, v)
	if fn.Parent() == nil || i < 0 {
		return nil
	}
	for _, b := range fn.Parent().Blocks {
		for _, instr := range b.Instrs {
			if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
				values = append(values, mc.Bindings[i])
			}
		}
	}
	return values
}

// contents returns the values that the variable at addr may hold. It returns false
// if they are not all known.
func contents(addr ssa.Value, depth int) (values []ssa.Value, ok bool) {
	if depth > 5 {
		return nil, false
	}
	if v, free := addr.(*ssa.FreeVar); free {
		for _, b := range bindings(v) {
			more, ok := contents(b, depth+1)
			if !ok {
				return nil, false
			}
			values = append(values, more...)
		}
		return values, len(values) > 0
	}
	if _, local := addr.(*ssa.Alloc); !local {
		return nil, false
	}
	return written(addr)
}

// written returns the values that are stored at addr, here and in closures.
func written(addr ssa.Value) (values []ssa.Value, ok bool) {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			if ref.Addr != addr {
				return nil, false
			}
			values = append(values, ref.Val)
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b != addr {
					continue
				}
				more, ok := written(fn.FreeVars[i])
				if !ok {
					return nil, false
				}
				values = append(values, more...)
			}
		default:
			return nil, false
		}
	}
	return values, true
}
