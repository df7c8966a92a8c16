package body

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// maxFlow bounds the values that a flow goes through.
const maxFlow = 2000

// A flow follows everything through which the body could still be read, forward through the function
// that acquired it. Unlike a search it knows no paths: it is for those who want to be sure that nothing
// reads the body after the function has returned, as a fix has to be that closes it then. What only
// reads, such as a decoder over the body, counts as well.
type flow struct {
	root    *ssa.Function
	seen    map[ssa.Value]bool
	queue   []ssa.Value
	callers map[*ssa.Function][]ssa.Value // the calls through which a function was entered
	escapes bool
	returns bool // the root returns something that leads to the body
}

// confined reports of a whether nothing that leads to the body outlives the call of the function that acquired it, but
// for what that returns, and whether it returns any such thing.
func confined(a *search.Acquisition) (confined, returned bool) {
	// go and defer have no results: nobody can read what they acquire.
	v := a.Call.Value()
	if v == nil {
		return true, false
	}
	f := &flow{root: a.Call.Parent(), seen: make(map[ssa.Value]bool), callers: make(map[*ssa.Function][]ssa.Value)}
	f.addResults(v)
	// A work list over values: what is derived from one that leads to the body leads there, too. Where the path does not
	// matter this is sound, and cheap.
	for len(f.queue) > 0 && !f.escapes {
		v := f.queue[0]
		f.queue = f.queue[1:]
		f.follow(v)
		f.escapes = f.escapes || len(f.seen) > maxFlow
	}
	return !f.escapes, f.returns
}

// add puts v aside, to be followed.
func (f *flow) add(v ssa.Value) {
	if v != nil && !f.seen[v] && nethttp.MayRead(v.Type()) {
		f.seen[v] = true
		f.queue = append(f.queue, v)
	}
}

// addResults adds the results of a call that can lead to the body.
func (f *flow) addResults(call ssa.Value) {
	if _, ok := call.Type().(*types.Tuple); !ok {
		f.add(call)
		return
	}
	for _, r := range ssaquery.Referrers(call) {
		if x, ok := r.(*ssa.Extract); ok {
			f.add(x)
		}
	}
}

// addOwner adds the object that the address v belongs to: something was stored there.
func (f *flow) addOwner(v ssa.Value) {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Slice:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		// What the function has made, or was returned, is followed in turn; all else, such as what a parameter leads to,
		// outlives the call.
		case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.Call, *ssa.Extract:
			f.add(x)
			return
		default:
			f.escapes = f.escapes || !f.seen[v]
			return
		}
	}
}

// follow looks at everything that uses v.
func (f *flow) follow(v ssa.Value) {
	for _, instr := range ssaquery.Referrers(v) {
		switch instr := instr.(type) {
		case *ssa.FieldAddr:
			// Other fields of a response, such as its header, are not read from the connection.
			if !nethttp.IsResponse(instr.X.Type()) || httpvalue.IsBodyField(instr) {
				f.add(instr)
			}
		case *ssa.Store:
			// A store of v: what it is stored in leads to it from now on. A store through v adds nothing.
			if instr.Val == v {
				f.addOwner(instr.Addr)
			}
		case *ssa.MapUpdate:
			if instr.Map != v {
				f.addOwner(instr.Map)
			}
		case *ssa.Send:
			// Who receives it is not known.
			f.escapes = f.escapes || instr.X == v
		case *ssa.Select:
			for _, st := range instr.States {
				f.escapes = f.escapes || st.Send == v
			}
		case *ssa.Return:
			f.leave(instr)
		case *ssa.MakeClosure:
			// A literal that outlives the call would take the body with it.
			f.capture(instr, v)
		case *ssa.MakeInterface:
			f.escapes = f.escapes || ssaquery.ImplementsError(instr.X.Type()) // errors are wrapped, returned and looked into
			f.add(instr)
		case ssa.CallInstruction:
			f.call(instr, v)
		case ssa.Value: // loads, parts, conversions, phis
			f.add(instr)
		}
	}
}

// leave follows the results of a function that returns v.
func (f *flow) leave(ret *ssa.Return) {
	fn := ret.Parent()
	calls, entered := f.callers[fn]
	if fn == f.root {
		f.returns = true
		return
	}
	// A function that was not seen to be called returns to somebody unknown.
	f.escapes = f.escapes || !entered
	for _, call := range calls {
		f.addResults(call)
	}
}

// capture follows v into a function literal, which must be called or deferred right where it stands.
func (f *flow) capture(c *ssa.MakeClosure, v ssa.Value) {
	fn, ok := c.Fn.(*ssa.Function)
	if !ok {
		f.escapes = true
		return
	}
	for _, r := range ssaquery.Referrers(c) {
		call, ok := r.(ssa.CallInstruction)
		// A goroutine may run on after the return, and a literal that is passed may be kept.
		if _, async := r.(*ssa.Go); !ok || async || call.Common().Value != c {
			f.escapes = true
			return
		}
		f.enter(fn, call)
	}
	// Within the literal the variable goes by another name.
	for i, b := range c.Bindings {
		if b == v {
			f.add(fn.FreeVars[i])
		}
	}
}

func (f *flow) enter(fn *ssa.Function, call ssa.CallInstruction) {
	calls := f.callers[fn]
	if v := call.Value(); v != nil {
		calls = append(calls, v)
	}
	f.callers[fn] = calls
}

// call follows v through a call that it takes part in.
func (f *flow) call(call ssa.CallInstruction, v ssa.Value) {
	if _, ok := call.(*ssa.Go); ok {
		f.escapes = true
		return
	}
	c := call.Common()
	result := call.Value()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		// Of the built-in functions these two move values. The others, such as len, only look.
		case "append":
			f.add(result)
			f.addOwner(c.Args[0])
		case "copy":
			f.addOwner(c.Args[0])
		}
		return
	}
	fn := c.StaticCallee()
	if fn != nil && len(fn.Blocks) > 0 {
		// The callee is entered without regard to its caller (context-insensitive): what one call gets, all others may
		// return.
		f.enter(fn, call)
		for i, a := range c.Args {
			if a == v && i < len(fn.Params) {
				f.add(fn.Params[i])
			}
		}
		for i := range f.callers[fn] { // a function entered before may return v
			f.returned(fn, f.callers[fn][i])
		}
		return
	}
	if result != nil {
		f.addResults(result)
	}
	// An unknown method may keep what it is given in its receiver, as bufio.Reader.Reset does.
	if recv := retainer(c, fn, v); recv != nil {
		f.addOwner(recv)
	}
}

// returned adds the results of call if fn is known to return something that leads to the body.
func (f *flow) returned(fn *ssa.Function, call ssa.Value) {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for _, r := range ret.Results {
			if f.seen[r] {
				f.addResults(call)
			}
		}
	}
}

// retainer returns the receiver of a method that is given v, if the method could remember it there.
func retainer(c *ssa.CallCommon, fn *ssa.Function, v ssa.Value) ssa.Value {
	args := c.Args
	obj, recv := c.Method, c.Value
	if !c.IsInvoke() {
		if fn == nil || fn.Signature.Recv() == nil || len(args) == 0 {
			return nil
		}
		obj, _ = fn.Object().(*types.Func)
		recv, args = args[0], args[1:]
	}
	if recv == v || !nethttp.MayRead(recv.Type()) || obj == nil {
		return nil
	}
	contract, _ := nethttp.ContractOf(obj)
	for i, a := range args {
		t := obj.Signature().Params().At(min(i, obj.Signature().Params().Len()-1)).Type()
		switch {
		case a != v, contract.Borrows.Has(i + 1), contract.Closes.Has(i + 1), nethttp.Prints(obj, t):
		case obj.Name() == "ReadFrom": // of io.ReaderFrom, which reads to the end
		default:
			return recv
		}
	}
	return nil
}

// nilable reports whether the call of a may return neither a body nor an error: its callee has a
// return that says so in plain words.
func nilable(a *search.Acquisition) bool {
	fn := a.Call.Common().StaticCallee()
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		none, failed := false, false
		for _, r := range ret.Results {
			switch {
			case ssaquery.ImplementsError(r.Type()):
				failed = failed || !ssaquery.IsNil(r)
			case nethttp.MayClose(r.Type()):
				none = none || mayBeNil(r, make(map[ssa.Value]bool))
			}
		}
		if none && !failed {
			return true
		}
	}
	return false
}

// mayBeNil reports whether v is nil, or a choice among values of which one is.
func mayBeNil(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.Const:
		return v.IsNil()
	case *ssa.ChangeInterface:
		return mayBeNil(v.X, seen)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if mayBeNil(e, seen) {
				return true
			}
		}
	}
	return false
}
