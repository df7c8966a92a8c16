package body

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// relayed returns the acquisition that a call of a generic function or method is, if that returns what a function
// returns that it is given, as those do that retry: func(func() (T, error)) (T, error). What T is, and so that there is anything to
// close, only the call says. known is false if the call is none of that kind.
func (b *Bodies) relayed(call ssa.CallInstruction, obj *types.Func) (acq *search.Acquisition, known bool) {
	c := call.Common()
	generic := obj.Origin().Signature()
	results := c.Signature().Results()
	r := relayedResult(generic)
	if r < 0 || results.Len() != generic.Results().Len() {
		return nil, false
	}
	if t := results.At(r).Type(); !nethttp.IsResponse(t) && !(types.IsInterface(t) && nethttp.HasClose(t)) {
		return nil, false
	}
	args := c.Args
	if len(args) > generic.Params().Len() { // the receiver, unless the method is bound to it
		args = args[len(args)-generic.Params().Len():]
	}
	var a sym.Value
	for i, arg := range args {
		p := generic.Params().At(min(i, generic.Params().Len()-1)).Type()
		from := resultOf(p, generic.Results().At(r).Type())
		switch {
		case from >= 0 && a == sym.Unknown:
			if a, known = b.returnedBy(arg, from, results.At(r).Type()); !known {
				return nil, true
			}
		// A parameter of the type itself, such as a default, may come back in the place of what the function returned: it is
		// no relay for certain.
		case from < 0 && isMadeOf(p, generic.Results().At(r).Type()): // it may be what comes back
			return nil, false
		}
	}
	if a == sym.Unknown {
		return nil, false
	}
	o := search.Outcome{Fate: path.Open}
	for i := range results.Len() {
		switch t := results.At(i).Type(); {
		case i == r:
			o.Results = append(o.Results, a)
		case ssaquery.ImplementsError(t):
			o.Results = append(o.Results, sym.FirstNil)
		default:
			o.Results = append(o.Results, sym.Unknown)
		}
	}
	return b.E.AcquisitionWith(call, []search.Outcome{o}), true
}

// relayedResult returns the number of the first result of a generic function that is what some function that it is given
// returns, or -1.
func relayedResult(generic *types.Signature) int {
	for i := range generic.Results().Len() {
		t := generic.Results().At(i).Type()
		if !ssaquery.IsTypeParam(t) {
			continue
		}
		for p := range generic.Params().Variables() {
			if resultOf(p.Type(), t) >= 0 {
				return i
			}
		}
	}
	return -1
}

// isMadeOf reports whether something of type p is a t, or has some in it.
func isMadeOf(p, t types.Type) bool {
	switch u := types.Unalias(p).(type) {
	case *types.Slice:
		return isMadeOf(u.Elem(), t)
	case *types.Array:
		return isMadeOf(u.Elem(), t)
	case *types.Pointer:
		return isMadeOf(u.Elem(), t)
	case *types.Chan:
		return isMadeOf(u.Elem(), t)
	case *types.Map:
		return isMadeOf(u.Elem(), t)
	}
	return types.Identical(p, t)
}

// resultOf returns which result of a function of type fn is of the type t, or -1.
func resultOf(fn, t types.Type) int {
	sig, ok := fn.Underlying().(*types.Signature)
	if !ok {
		return -1
	}
	for i := range sig.Results().Len() {
		if types.Identical(sig.Results().At(i).Type(), t) {
			return i
		}
	}
	return -1
}

// returnedBy returns as what the function fn, if it does not fail, returns an open body in its result i, which is of type t.
// It reports false if it is known to return none.
func (b *Bodies) returnedBy(fn ssa.Value, i int, t types.Type) (sym.Value, bool) {
	for {
		conv, ok := fn.(*ssa.ChangeType)
		if !ok {
			break
		}
		fn = conv.X
	}
	// A response says by its type that it is open; of another closer only its source can tell.
	unknown := sym.Object
	if !nethttp.IsResponse(t) {
		unknown = sym.Unknown
	}
	literal, ok := ssaquery.FunctionOf(fn)
	if !ok || len(literal.Blocks) == 0 {
		return unknown, unknown != sym.Unknown
	}
	// The failing ways are left out, as who relays or retries returns an error then.
	opening := b.E.OutcomesOf(literal)
	for _, o := range opening.List {
		if o.Failed(literal.Signature.Results()) || i >= len(o.Results) {
			continue
		}
		switch o.Results[i].Kind {
		case sym.KindObject, sym.KindResource, sym.KindHolder:
			return o.Results[i], true
		}
	}
	return unknown, opening.Opaque && unknown != sym.Unknown
}
