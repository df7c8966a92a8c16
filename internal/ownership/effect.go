package ownership

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// An outcome is one way in which a call that acquires can end, as its caller sees it.
type outcome struct {
	fate    status // open, or pending if there is nothing to release
	results []abs
	types   []types.Type // of the objects made by the callee, by result
	zeroed  []bool       // what is not in parts of such an object is zero
	parts   []part

	// Of an outcome of a function of this package: what acquired the body, and the return.
	from *acquisition
	exit token.Pos
}

// failed reports whether the body comes together with an error.
func (o outcome) failed(results *types.Tuple) bool {
	for i, a := range o.results {
		if a.kind == nonNil && implementsError(results.At(i).Type()) {
			return true
		}
	}
	return false
}

// A part is the content of a part of an object that a call returns.
type part struct {
	result int
	path   string
	a      abs
}

// maxOutcomes bounds the outcomes that a caller tells apart.
const maxOutcomes = 8

// An acquisition is where an obligation begins: a call that returns an open body, or a
// parameter that is one.
type acquisition struct {
	call     ssa.CallInstruction
	outcomes []outcome
	param    *ssa.Parameter // if call is nil
	as       abs            // what param is: a response or a body
}

func (a *acquisition) block() int { return a.call.Block().Index }

// acquisitionOf returns the acquisition that a call is, or nil.
func (e *engine) acquisitionOf(call ssa.CallInstruction) *acquisition {
	c := call.Common()
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return nil
	}
	results := c.Signature().Results()
	if results.Len() == 0 {
		return nil
	}
	fn := staticCallee(c)
	obj := c.Method
	if fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj != nil {
		if contract, ok := nethttp.ContractOf(obj); ok && contract.NotOpened {
			return nil
		}
		if eff := e.stated(obj); eff != nil && eff.Flags&resultsKnown != 0 {
			return e.acquisitionWith(call, eff.outcomes(results))
		}
	}
	if fn != nil && len(fn.Blocks) > 0 {
		outcomes, _ := e.outcomesOf(fn)
		return e.acquisitionWith(call, outcomes)
	}
	for _, a := range c.Args {
		if nethttp.IsResponse(a.Type()) {
			return nil // what it returns may be what it got
		}
	}
	if results := success(results); results != nil {
		return e.acquisitionWith(call, []outcome{{fate: open, results: results}})
	}
	return nil
}

// acquisitionWith returns the acquisition of a call with these ways to return an open
// body, or nil if there are none.
func (e *engine) acquisitionWith(call ssa.CallInstruction, open []outcome) *acquisition {
	if len(open) == 0 {
		return nil
	}
	none := failure(call.Common().Signature().Results())
	return &acquisition{call: call, outcomes: append(open[:len(open):len(open)], none)}
}

// success returns the results of a call that acquired, or nil if there is no
// response among them. By the contract of RoundTripper and Client, the error is
// nil then.
func success(results *types.Tuple) []abs {
	var out []abs
	found := false
	for v := range results.Variables() {
		a := absUnknown
		switch t := v.Type(); {
		case nethttp.IsResponse(t) && !found:
			a, found = absResponse, true
		case implementsError(t):
			a = absFirstNil
		case isBool(t) && results.Len() == 2:
			a = absTrue
		}
		out = append(out, a)
	}
	if !found {
		return nil
	}
	return out
}

// failure returns the outcome of a call that acquired nothing.
func failure(results *types.Tuple) outcome {
	o := outcome{fate: pending}
	for v := range results.Variables() {
		a := absUnknown
		switch t := v.Type(); {
		case nethttp.IsResponse(t):
			a = absNil
		case implementsError(t):
			a = absNonNil
		case isBool(t) && results.Len() == 2:
			a = absFalse
		}
		o.results = append(o.results, a)
	}
	return o
}

func implementsError(t types.Type) bool {
	return types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// outcomesOf returns the ways in which fn, a function of this package, returns an
// open body, and whether these are all; they are not known while they are being computed.
func (e *engine) outcomesOf(fn *ssa.Function) (list []outcome, known bool) {
	if o, ok := e.opens[fn]; ok {
		return o.list, o.known
	}
	e.opens[fn] = opening{}
	var o opening
	o.known = true
	seen := make(map[string]bool)
	if returnsCarrier(fn) {
		for _, acq := range e.acquisitions(fn) {
			if acq.call.Value() == nil {
				continue
			}
			q := e.search(acq, fn)
			o.known = o.known && !q.gaveUp
			if q.shut && q.chosen {
				continue // an option of the caller decides: perhaps open is not open
			}
			for _, way := range q.outcomes {
				key := fmt.Sprint(way.results, way.parts)
				if !q.gaveUp && !seen[key] && len(o.list) < maxOutcomes {
					seen[key] = true
					o.list = append(o.list, way)
				}
			}
		}
	}
	e.opens[fn] = o
	return o.list, o.known
}

// An opening is what outcomesOf found out.
type opening struct {
	list  []outcome
	known bool
}

// returnsCarrier reports whether a result of fn is such that a body can be behind it.
func returnsCarrier(fn *ssa.Function) bool {
	for v := range fn.Signature.Results().Variables() {
		if !isError(v.Type()) && (nethttp.MayClose(v.Type()) || types.IsInterface(v.Type())) {
			return true
		}
	}
	return false
}

// record notes how the path of s ends for the caller of the root function.
func (q *search) record(s *state, ret *ssa.Return, results []abs, carried, outer bool) {
	q.tally(s, ret, results, outer)
	if s.status == released && q.returns && q.returnsShut(s, ret, results) {
		q.shut = true
		q.chosen = q.chosen || s.chosen
	}
	// A response that somebody else saw as well, such as a hook, is returned open all the
	// same, as far as the caller is concerned.
	shown := s.status == kept && !s.stored && q.returnsResponse(s, ret, results)
	if !shown && (s.status != open || !carried) || outer || len(s.guesses) > 0 {
		return
	}
	q.chosen = q.chosen || s.chosen
	o := outcome{fate: open, types: make([]types.Type, len(results)), zeroed: make([]bool, len(results)), from: q.acq, exit: ret.Pos()}
	for i, a := range results {
		o.results = append(o.results, q.export(s, &o, i, a, ret.Results[i]))
	}
	q.outcomes = append(q.outcomes, o)
}

// returnsResponse reports whether a path returns the response, not merely something that
// holds it, and no error.
func (q *search) returnsResponse(s *state, ret *ssa.Return, results []abs) bool {
	found := false
	for i, a := range results {
		if implementsError(ret.Results[i].Type()) && s.isNonNil(a) {
			return false
		}
		found = found || a.kind == response && q.carries(s, a)
	}
	return found && q.acq.call != nil
}

// returnsShut reports whether a path on which the body was closed returns what held it,
// and no error.
func (q *search) returnsShut(s *state, ret *ssa.Return, results []abs) bool {
	shut := false
	for i, a := range results {
		if implementsError(ret.Results[i].Type()) && s.isNonNil(a) {
			return false
		}
		shut = shut || q.mentions(s, a)
	}
	return shut
}

// export translates result i of the root function to the caller's terms.
func (q *search) export(s *state, o *outcome, i int, a abs, v ssa.Value) abs {
	carries := q.carries(s, a)
	switch {
	case a.kind == address && a.path == "" && (isAlloc(a.base) || q.made[a.base] != nil) && carries:
		t := q.made[a.base]
		if t == nil {
			t = a.base.Type()
		}
		o.types[i] = t
		o.zeroed[i] = (isAlloc(a.base) || q.zeroed[a.base]) && a.n == 0 && !s.isShared(placeOf(a))
		q.exportParts(s, o, i, placeOf(a))
		return abs{kind: address}
	case a.kind == aggregate && carries:
		o.types[i] = v.Type()
		q.exportParts(s, o, i, placeOf(a))
		return abs{kind: aggregate}
	case a.kind == response && carries, a.kind == body:
		return a
	case carries:
		return heldAs(v.Type())
	case a.kind == constBool, a.kind == null:
		return a
	case s.isNonNil(a):
		return absNonNil
	case implementsError(v.Type()):
		return absNil // it may be either; with a body, an error is the exception that must be certain
	}
	return absUnknown
}

func (q *search) exportParts(s *state, o *outcome, i int, p place) {
	for _, e := range s.places {
		if !e.p.within(p) {
			continue
		}
		a := e.a
		switch {
		case a.kind == response, a.kind == body, a.kind == null, a.kind == constBool, a.kind == constInt, a.kind == constStr:
		case q.carries(s, a):
			a = absHolder
		default:
			a = absUnknown
		}
		o.parts = append(o.parts, part{i, e.p.path[len(p.path):], a})
	}
}

// A fate is what becomes of a parameter.
type fate struct {
	effect paramEffect
	alias  alias
}

// tally adds the end of a path to what becomes of the parameter that is followed.
func (q *search) tally(s *state, ret *ssa.Return, results []abs, outer bool) {
	if q.acq.call != nil {
		return
	}
	q.tallyAnswer(results)
	success, failed := true, true
	for i, r := range ret.Results {
		if !implementsError(r.Type()) {
			continue
		}
		success, failed = true, false
		switch {
		case results[i].kind == null:
		case s.isNonNil(results[i]):
			success, failed = false, true
		default:
			failed = true
		}
	}
	add := func(onSuccess, onError paramEffect) {
		if success {
			q.fate.effect |= onSuccess
		}
		if failed {
			q.fate.effect |= onError
		}
	}
	switch {
	case s.status == released:
		add(closesOnSuccess, closesOnError)
	case s.status == kept || outer:
		add(keepsOnSuccess, keepsOnError)
	default:
		add(leavesOnSuccess, leavesOnError)
		for i, a := range results {
			if i < 7 && q.passes(s, a, ret.Results[i].Type()) {
				q.fate.alias = alias(i + 1)
				if a != q.acq.as {
					q.fate.alias |= wrapped
				}
				break
			}
		}
	}
	if s.chosen {
		q.fate.effect |= selective
	}
}

// fateOf returns what fn does with parameter i if that is a. It is zero if that cannot be told.
func (e *engine) fateOf(fn *ssa.Function, i int, a abs) fate {
	k := fateKey{fn, i, a.kind}
	if f, ok := e.fates[k]; ok {
		return f
	}
	e.fates[k] = fate{}
	q := e.newSearch(&acquisition{param: fn.Params[i], as: a}, fn)
	q.run()
	e.count(q)
	if q.gaveUp {
		return fate{}
	}
	f := q.fate
	if _, ok := fn.Params[i].Type().Underlying().(*types.Slice); ok && f.effect&(closes|keeps) != 0 {
		f.effect &^= leaves // of a slice without elements, which this one is not
	}
	if f.effect&leaves == 0 || f.effect&(closes|keeps) == 0 {
		f.effect &^= selective // there is nothing to decide
	}
	e.fates[k] = f
	return f
}

type fateKey struct {
	fn   *ssa.Function
	i    int
	kind kind
}

// implementations returns what the implementations of an interface of this package, which
// are in this package, do with the body that the call hands them, if they agree.
func (q *search) implementations(call *site) (paramEffect, bool) {
	c := call.instr.Common()
	named, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != q.types {
		return 0, false
	}
	iface, ok := named.Underlying().(*types.Interface)
	if !ok {
		return 0, false
	}
	carrier := -1
	for i, a := range call.args {
		switch a.kind {
		case response, body:
			if carrier >= 0 {
				return 0, false
			}
			carrier = i
		case address, aggregate, closure, holder:
			return 0, false
		}
	}
	if carrier < 0 {
		return 0, false
	}
	var all paramEffect
	scope := q.types.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() {
			continue
		}
		t, ok := obj.Type().(*types.Named)
		if !ok || t.TypeParams().Len() > 0 || types.IsInterface(t) {
			continue
		}
		ptr := types.NewPointer(t)
		if !types.Implements(ptr, iface) {
			continue
		}
		sel := q.prog.MethodSets.MethodSet(ptr).Lookup(c.Method.Pkg(), c.Method.Name())
		if sel == nil {
			return 0, false
		}
		fn := q.prog.MethodValue(sel)
		if fn == nil || len(fn.Blocks) == 0 || carrier+1 >= len(fn.Params) {
			return 0, false
		}
		f := q.fateOf(fn, carrier+1, call.args[carrier])
		if f.effect == 0 || f.alias != 0 {
			return 0, false
		}
		all |= f.effect
	}
	return all, all != 0
}

// agree runs a call whose callee does f, whichever it is, with the body that it gets.
func (q *search) agree(s *state, call *site, f paramEffect) bool {
	switch {
	case f&(closes|keeps) == 0:
	case f&(leaves|keeps) == 0:
		q.release(s)
	default:
		q.keep(s)
	}
	q.results(s, call, nethttp.Contract{}, false, false)
	return true
}

// nextRound reports whether a path leaks at a return that stands before the acquisition, so that
// it must have come round a loop.
func (q *search) nextRound(l *leak) bool {
	return l.kind == Path && l.exit.IsValid() && q.acq.call != nil && l.exit < q.acq.call.Pos()
}

// valid returns the shortest leak, preferably one of a body that came without an error, that rests on no unproved answer, or nil: an
// answer is proved if its opposite leaks as well. A path that was walked to its end
// is a proof also if the search then gave up.
func (q *search) valid() *leak {
	leaks := make(map[assumption]bool)
	for _, l := range q.leaks {
		for _, g := range l.guesses {
			leaks[g] = true
		}
	}
	var best *leak
next:
	for _, l := range q.leaks {
		for _, g := range l.guesses {
			if !leaks[assumption{g.call, !g.answer}] {
				continue next
			}
		}
		switch {
		case best == nil, best.with != nil && l.with == nil:
			best = l
		case best.with == nil && l.with == nil && q.nextRound(best) && !q.nextRound(l):
			best = l
		}
	}
	return best
}
