package ownership

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// An effects is the fact that tells other packages what a function does with open
// bodies. It has a fixed size, no positions and no pointers, so that it is cheap, and the same
// whoever computes it.
type effects struct {
	Params  uint64 // a paramEffect for each of the first eight parameters, the receiver first
	Alias   uint32 // an alias for each of them
	Results uint32 // a resultEffect for each of the first four results
	Flags   uint16
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
	resultsKnown    = 1 << iota // Results says all there is to say
	noReturn                    // the function never returns
	failsTest                   // it marks the running test as failed, whatever it gets
	errNeverNil                 // the error that it returns is never nil
	implementedShut             // of an interface method: a type of its package implements it, and returns nothing open
	implementedOpen             // of an interface method: one returns something open, or may
	bare                        // a response that it returns may lack a body; see bareness
	relayed                     // what it returns comes from a function that its caller may have provided
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
	add(e.Flags&implementedShut != 0, "implemented, opens nothing")
	add(e.Flags&implementedOpen != 0, "implemented, may open")
	add(e.Flags&bare != 0, "perhaps without a body")
	add(e.Flags&relayed != 0, "relayed")
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
	if !e.returnsCarrier(fn) {
		return out
	}
	out.Flags |= e.bareness().flags(fn)
	opening := e.outcomesOf(fn)
	if len(opening.list) == 0 && opening.opaque {
		return out
	}
	out.Flags |= resultsKnown // where a search was given up, too: then silence is wanted
	results := fn.Signature.Results()
	for _, o := range opening.list {
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

// outcomes returns the outcomes that the effects of a callee give to a call with these results.
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
					a = bodies{}.held(t)
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

// stated returns the effects of a function that are known without a look at its body:
// what is declared of it, or the fact of a function of another package. It is nil
// if there are none.
func (e *engine) stated(fn *types.Func) *effects {
	fn = fn.Origin()
	eff, ok := e.known[fn]
	if ok {
		return eff
	}
	if e.importFact != nil && fn.Pkg() != nil && fn.Pkg() != e.types {
		eff = new(effects)
		if !e.importFact(fn, eff) {
			eff = nil
		}
	}
	if d := e.declarationOf(fn); d != nil {
		var inferred effects
		if eff != nil {
			inferred = *eff
		}
		stated := d.apply(inferred)
		eff = &stated
	}
	e.known[fn] = eff
	return eff
}
