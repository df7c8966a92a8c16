package ownership

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// An effects is the fact that tells other packages what a function does with open
// bodies. It has a fixed size, no positions and no pointers, so that it is cheap, and the same
// whoever computes it.
type effects struct {
	Params  uint64 // a paramEffect for each of the first eight parameters, the receiver first
	Alias   uint32 // an alias for each of them
	Results uint32 // a resultEffect for each of the first four results
	Flags   uint8
	OnNil   uint8 // an answer for the first parameter that is an error: if that is nil
	OnErr   uint8 // the same if it is not nil
}

// What can become of a body that a parameter carries, as bits of a paramEffect. Of a
// function without an error among its results, both bits of a pair are set.
const (
	leavesOnSuccess = 1 << iota // it is still open, and the function keeps no hold of it
	leavesOnError
	closesOnSuccess
	closesOnError
	keepsOnSuccess
	keepsOnError
	selective // which of these is decided by something else that the caller controls
)

// paramEffect is a set of the bits above; 0 if nothing is known.
type paramEffect uint8

const (
	leaves = leavesOnSuccess | leavesOnError
	closes = closesOnSuccess | closesOnError
	keeps  = keepsOnSuccess | keepsOnError
)

// An alias says that a result carries what a parameter does: 1 + the number of the
// result, plus wrapped if it is not the same value.
type alias uint8

const wrapped alias = 8

// A resultEffect says when a result is, or holds, an open body, and which.
type resultEffect uint8

const (
	openOnSuccess resultEffect = 1 << iota
	openOnError
	isResponse
	isBody // neither of the two: something else that must be closed
)

// Flags of effects.
const (
	resultsKnown = 1 << iota // Results says all there is to say
	noReturn                 // the function never returns
	failsTest                // it marks the running test as failed, whatever it gets
	errNeverNil              // the error that it returns is never nil
)

// An answer says what becomes of a call with a certain error among its arguments.
type answer uint8

const (
	answerUnknown answer = iota
	answerTrue           // the first result is true
	answerFalse
	answerNil
	answerNonNil
	answerEnds // it does not return, or fails the test
)

const (
	maxParams  = 8
	maxResults = 4
)

func (*effects) AFact() {}

func (e *effects) param(i int) paramEffect {
	if i >= maxParams {
		return 0
	}
	return paramEffect(e.Params >> (8 * i))
}

func (e *effects) alias(i int) alias {
	if i >= maxParams {
		return 0
	}
	return alias(e.Alias >> (4 * i) & 15)
}

func (e *effects) result(i int) resultEffect {
	if i >= maxResults {
		return 0
	}
	return resultEffect(e.Results >> (8 * i))
}

// String shows the effects as fixtures want them: closes(0) opens(0) and so on.
func (e *effects) String() string {
	var parts []string
	add := func(on bool, format string, args ...any) {
		if on {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	for i := range maxParams {
		p := e.param(i)
		if p == 0 {
			continue
		}
		how := ""
		if p&selective != 0 {
			how = "perhaps "
		}
		word := func(all, success paramEffect, verb string) {
			switch p & all {
			case 0:
			case all:
				add(true, "%s%s(%d)", how, verb, i)
			case success:
				add(true, "%s%s(%d) on success", how, verb, i)
			default:
				add(true, "%s%s(%d) on error", how, verb, i)
			}
		}
		word(closes, closesOnSuccess, "closes")
		word(keeps, keepsOnSuccess, "keeps")
		word(leaves, leavesOnSuccess, "leaves")
		if a := e.alias(i); a != 0 {
			add(true, "returns(%d) as %d", i, a&^wrapped-1)
		}
	}
	for i := range maxResults {
		r := e.result(i)
		add(r&openOnSuccess != 0, "opens(%d)", i)
		add(r&openOnError != 0, "opens(%d) on error", i)
	}
	add(e.Flags&resultsKnown != 0 && e.Results == 0, "opens nothing")
	add(e.Flags&noReturn != 0, "never returns")
	add(e.Flags&failsTest != 0, "fails the test")
	add(e.Flags&errNeverNil != 0, "never a nil error")
	words := [...]string{"", "true", "false", "nil", "not nil", "ends"}
	add(e.OnNil != 0, "nil error: %s", words[e.OnNil])
	add(e.OnErr != 0, "error: %s", words[e.OnErr])
	return strings.Join(parts, ", ")
}

// effectsOf computes the effects of fn, a function of this package.
func (e *engine) effectsOf(fn *ssa.Function) effects {
	var out effects
	if e.neverReturns(fn) {
		out.Flags |= noReturn
		return out
	}
	for i, p := range fn.Params {
		if i >= maxParams {
			break
		}
		as, ok := carrierOf(p.Type(), fn.Signature)
		if isAny(p.Type()) && assertsCloser(fn) {
			as, ok = absHolder, true
		}
		if ok {
			f := e.fateOf(fn, i, as)
			out.Params |= uint64(f.effect) << (8 * i)
			out.Alias |= uint32(f.alias) << (4 * i)
		}
	}
	if e.fails(fn) {
		out.Flags |= failsTest
	} else {
		out.OnNil = uint8(e.answerTo(fn, absFirstNil))
		out.OnErr = uint8(e.answerTo(fn, absNonNil))
	}
	if e.makesError(fn) {
		out.Flags |= errNeverNil
	}
	if !returnsCarrier(fn) {
		return out
	}
	outcomes, _ := e.outcomesOf(fn)
	out.Flags |= resultsKnown // where a search was given up, too: then silence is wanted
	results := fn.Signature.Results()
	for _, o := range outcomes {
		when := openOnSuccess
		if o.failed(results) {
			when = openOnError
		}
		for i, a := range o.results {
			if i >= maxResults {
				break
			}
			var r resultEffect
			switch a.kind {
			case response:
				r = when | isResponse
			case body:
				r = when | isBody
			case holder, address, aggregate:
				r = when
			}
			out.Results |= uint32(r) << (8 * i)
		}
	}
	return out
}

// carrierOf returns as what a parameter of type t of a function with signature sig can be
// given an open body, if that is worth a search: as the response, as a body (then t must be an
// interface that a body implements), in a type that holds one, or in a function
// that closes it.
func carrierOf(t types.Type, sig *types.Signature) (abs, bool) {
	if nethttp.IsResponse(t) {
		return absResponse, true
	}
	if param, ok := types.Unalias(t).(*types.TypeParam); ok {
		return absBody, returnsType(sig, param)
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return absBody, nethttp.HasClose(t) && isReadCloser(t)
	case *types.Signature:
		return absHolder, u.Params().Len() == 0 && (u.Results().Len() == 0 || u.Results().Len() == 1 && isError(u.Results().At(0).Type()))
	case *types.Slice:
		_, ok := carrierOf(u.Elem(), sig)
		return absHolder, ok && nethttp.HasClose(u.Elem())
	case *types.Pointer:
		return absHolder, holdsBody(u.Elem(), 0)
	case *types.Struct:
		return absHolder, holdsBody(t, 0)
	}
	return absUnknown, false
}

// isAny reports whether t is any or ...any.
func isAny(t types.Type) bool {
	if slice, ok := t.Underlying().(*types.Slice); ok {
		t = slice.Elem()
	}
	iface, ok := t.Underlying().(*types.Interface)
	return ok && iface.Empty() && !isTypeParam(t)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// assertsCloser reports whether fn looks for something to close behind an interface.
func assertsCloser(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if assert, ok := instr.(*ssa.TypeAssert); ok && (nethttp.HasClose(assert.AssertedType) || nethttp.IsResponse(assert.AssertedType)) {
				return true
			}
		}
	}
	return false
}

// returnsType reports whether a result of sig is of the type of the type parameter t.
func returnsType(sig *types.Signature, t *types.TypeParam) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok || !iface.IsMethodSet() {
		return false
	}
	for v := range sig.Results().Variables() {
		if types.Identical(v.Type(), t) {
			return true
		}
	}
	return false
}

// holdsBody reports whether a struct type has a field, perhaps of a struct in it, that is a
// response or a body.
func holdsBody(t types.Type, depth int) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 2 {
		return false
	}
	for f := range st.Fields() {
		ft := f.Type()
		if nethttp.IsResponse(ft) || types.IsInterface(ft) && nethttp.HasClose(ft) && isReadCloser(ft) || holdsBody(ft, depth+1) {
			return true
		}
		if ptr, ok := ft.Underlying().(*types.Pointer); ok && holdsBody(ptr.Elem(), depth+1) {
			return true
		}
	}
	return false
}

// external returns the outcomes that the effects of a callee in another package give to a
// call with these results. known is false if the callee's package says nothing.
func (e *effects) outcomes(results *types.Tuple) []outcome {
	var out []outcome
	for _, when := range []resultEffect{openOnSuccess, openOnError} {
		o := outcome{fate: open}
		found := false
		for i := range results.Len() {
			t := results.At(i).Type()
			a := absUnknown
			switch r := e.result(i); {
			case r&when != 0:
				found = true
				switch {
				case r&isResponse != 0:
					a = absResponse
				case r&isBody != 0:
					a = absBody
				default:
					a = heldAs(t)
				}
			case implementsError(t) && when == openOnSuccess:
				a = absFirstNil
			case implementsError(t):
				a = absNonNil
			case isBool(t) && results.Len() == 2:
				a = absOfBool(when == openOnSuccess)
			}
			o.results = append(o.results, a)
		}
		if found {
			out = append(out, o)
		}
	}
	return out
}

// neverReturns reports whether no path of fn reaches a return.
func (e *engine) neverReturns(fn *ssa.Function) bool {
	return fn.Recover == nil && unavoidable(fn, e.endless, e.ends) // a recovered panic makes it return
}

// fails reports whether every path of fn to a return marks the running test as failed.
func (e *engine) fails(fn *ssa.Function) bool {
	return unavoidable(fn, e.failing, func(call *ssa.Call) bool {
		obj := call.Call.Method
		if callee := call.Call.StaticCallee(); callee != nil {
			if len(callee.Blocks) > 0 {
				return e.fails(callee)
			}
			obj, _ = callee.Object().(*types.Func)
		}
		if obj == nil {
			return false
		}
		contract, _ := nethttp.ContractOf(obj)
		eff := e.stated(obj)
		return contract.FailsTest || eff != nil && eff.Flags&failsTest != 0
	})
}

// unavoidable reports whether every path of fn to a return goes through a call that is
// such. known holds the answers so far; a recursive call counts as none.
func unavoidable(fn *ssa.Function, known map[*ssa.Function]bool, such func(*ssa.Call) bool) bool {
	if answer, ok := known[fn]; ok {
		return answer
	}
	known[fn] = false
	if len(fn.Blocks) == 0 {
		return false
	}
	seen := make([]bool, len(fn.Blocks))
	stack := []*ssa.BasicBlock{fn.Blocks[0]}
	seen[0] = true
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(*ssa.Call)
			return ok && such(call)
		}) {
			continue
		}
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return false
		}
		for _, s := range b.Succs {
			if !seen[s.Index] {
				seen[s.Index] = true
				stack = append(stack, s)
			}
		}
	}
	known[fn] = true
	return true
}

// ends reports whether a plain call never returns.
func (e *engine) ends(call *ssa.Call) bool {
	if m := call.Call.Method; m != nil {
		c, _ := nethttp.ContractOf(m)
		return c.NoReturn
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return false
	}
	if len(fn.Blocks) > 0 {
		return e.neverReturns(fn)
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && e.endsProgram(obj)
}

// endsProgram reports whether the function fn of another package never returns.
func (e *engine) endsProgram(fn *types.Func) bool {
	if c, ok := nethttp.ContractOf(fn); ok {
		return c.NoReturn
	}
	eff := e.stated(fn)
	return eff != nil && eff.Flags&noReturn != 0
}

// stated returns the effects of a function that are known without a look at its body:
// what its directives declare, or the fact of a function of another package. It is nil
// if there are none.
func (e *engine) stated(fn *types.Func) *effects {
	fn = fn.Origin()
	eff, ok := e.known[fn]
	if ok {
		return eff
	}
	if d := e.declared[fn]; d != nil {
		own := d.apply(effects{})
		eff = &own
	} else if e.importFact != nil && fn.Pkg() != nil && fn.Pkg() != e.types {
		eff = new(effects)
		if !e.importFact(fn, eff) {
			eff = nil
		}
	}
	e.known[fn] = eff
	return eff
}
