package ownership

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// external runs a call of which only the signature is known, and perhaps a
// contract. With results set, it also says what is known of the results.
func (q *search) external(s *state, call *site, fn *types.Func, results bool) bool {
	c := call.instr.Common()
	var contract nethttp.Contract
	if fn != nil {
		contract, _ = nethttp.ContractOf(fn)
	}
	var eff *effects
	if fn != nil {
		eff = q.stated(fn)
	}
	fails := contract.FailsTest || eff != nil && eff.Flags&failsTest != 0 || call.fn != nil && q.fails(call.fn)
	switch {
	case contract.NoReturn:
		q.trace.stops(s, whyNeverBack)
		return false
	case fails && s.status == open && !s.branched(): // because the request succeeded
		q.trace.stops(s, whyFailsTest)
		return false
	}
	sig := c.Signature()
	offset := 0 // of the parameters in args
	if sig.Recv() != nil && !c.IsInvoke() || call.fn != nil && call.fn.Signature.Recv() != nil {
		offset = 1
	}
	number := func(i int) int { // how a contract counts argument i
		if fn != nil && fn.Signature().Recv() != nil && offset == 0 {
			return i + 1
		}
		return i
	}
	told := false
	x := &outside{site: call, fn: fn, contract: contract, eff: eff}
	for i, a := range call.args {
		if a == absFirstNil {
			told = true
		}
		q.drains(s, call, i, contract)
		arg := argument{i, number(i), a, argType(call, sig, offset, i)}
		switch {
		case q.carries(s, a):
			q.res.argument(q, s, x, arg)
		case a.kind == closure && contract.Runs.Has(arg.n):
			x.runs = append(x.runs, a)
		default:
			q.expose(s, a, arg.t)
		}
	}
	if results {
		q.results(s, call, contract, told, x.holds)
	}
	if results && eff != nil && !q.applyAnswer(s, call, fn, eff) {
		return false
	}
	if !q.res.apply(q, s, x) {
		return false
	}
	for _, a := range x.runs {
		fn, binds := q.callee(s, a)
		if fn == nil || len(fn.Blocks) == 0 || s.top.depth >= maxDepth || fn == q.root.Function {
			if q.carries(s, a) {
				q.keep(s, whyCallback)
			}
			continue
		}
		run := &site{instr: call.instr, later: call.later, fn: fn, target: a}
		q.enter(s, run, fn, nil, binds)
		s.top.site = nil // what the callback returns is not what the call returns
		return false
	}
	return true
}

// An outside is a call whose callee is not followed, and what its arguments make of it.
type outside struct {
	*site
	fn       *types.Func // nil if it is not known
	contract nethttp.Contract
	eff      *effects
	holds    bool    // a result may release the resource
	runs     []abs   // functions that the callee runs
	fates    []given // what becomes of a body
	pool     poolEffect
}

// An argument is number i of those of a call, and n as contracts and facts count.
type argument struct {
	i, n int
	a    abs
	t    types.Type // what it is passed as
}

// isVariadicAny reports whether the last parameter of sig is ...any: such functions print what they get.
func isVariadicAny(sig *types.Signature) bool {
	if !sig.Variadic() {
		return false
	}
	slice, ok := sig.Params().At(sig.Params().Len() - 1).Type().Underlying().(*types.Slice)
	if !ok {
		return false
	}
	iface, ok := slice.Elem().Underlying().(*types.Interface)
	return ok && iface.Empty()
}

// closes applies a contract that closes an argument.
func (q *search) closes(s *state, call *site, contract nethttp.Contract) {
	if i := contract.ClosesIf; i != 0 && i < len(call.args) {
		switch a := call.args[i]; {
		case a == absFalse:
			return
		case a != absTrue:
			q.keep(s, whyClosesIf)
			return
		}
	}
	q.release(s, whyContract)
}

// argType returns the type of the parameter that argument i is passed to.
func argType(call *site, sig *types.Signature, offset, i int) types.Type {
	if i < offset {
		if call.fn != nil && len(call.fn.Params) > 0 {
			return call.fn.Params[0].Type()
		}
		if sig.Recv() != nil {
			return sig.Recv().Type()
		}
	}
	i -= offset
	params := sig.Params()
	if call.fn != nil {
		params = call.fn.Signature.Params()
	}
	if i >= params.Len() {
		return types.Universe.Lookup("any").Type()
	}
	return params.At(i).Type()
}

// resultMayClose reports whether a result of sig has a method Close: then it may
// close what it was made from, although it got it as something that cannot be closed.
func resultMayClose(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if !isError(v.Type()) && nethttp.HasClose(v.Type()) {
			return true
		}
	}
	return false
}

// neverCloses reports whether fn is of the standard library, where nothing closes
// what it got as an io.Reader, unless its contract says so.
func neverCloses(fn *types.Func) bool { return fn != nil && nethttp.IsStd(fn.Pkg()) }

// expose takes into account that the callee gets a, which does not carry the body:
// variables that it leads to may change, now or later.
func (q *search) expose(s *state, a abs, t types.Type) {
	switch a.kind {
	case address:
		if isAlloc(a.base) {
			s.write(placeOf(a), absUnknown)
		}
		if isAlloc(a.base) && q.res.may(t) {
			s.share(placeOf(a))
		}
	case closure:
		fn, ok := functionOf(a.base)
		if !ok {
			return
		}
		for i, v := range fn.FreeVars {
			b := q.binding(s, a, i)
			if b.kind == address && stores(v) {
				s.write(placeOf(b), absUnknown)
			}
		}
		q.shareCaptured(s, a)
	}
}

// stores reports whether something is stored to the captured variable v.
func stores(v *ssa.FreeVar) bool {
	for _, r := range referrers(v) {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == v {
				return true
			}
		case *ssa.MakeClosure:
			if inner, ok := r.Fn.(*ssa.Function); ok {
				for i, b := range r.Bindings {
					if b == v && stores(inner.FreeVars[i]) {
						return true
					}
				}
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			return true
		}
	}
	return false
}

// results says what is known of the results of an external call. told: it was given
// the error of the acquisition, which is nil on this path; holds: a result may close the body.
func (q *search) results(s *state, call *site, contract nethttp.Contract, told, holds bool) {
	v := call.instr.Value()
	if v == nil {
		return
	}
	for index, t := range call.results() {
		switch {
		case holds && q.res.may(t) && !isError(t):
			s.set(v, index, absHolder)
		case contract.NeverNil:
			s.set(v, index, absNonNil)
		case contract.InMemory:
			s.set(v, index, absMemory)
		case told && isError(t):
			s.set(v, index, absFirstNil)
		case told && isBool(t) && contract.NilForNil:
			s.set(v, index, absFalse)
		case told && isBool(t) && index < 0 && s.status == open:
			q.told[v] = true
		}
	}
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}
