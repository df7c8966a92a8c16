package ownership

import (
	"fmt"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A PoolEffects is the fact that tells other packages what a function does with the pools of idle
// connections of transports. It has a fixed size, no positions and no pointers.
type PoolEffects struct {
	// Makes is 1 + the number of the result that leads to a transport made by each call, or 0.
	Makes uint8
	Clone bool  // it is a clone of another one
	Limit int64 // its IdleConnTimeout in nanoseconds, 0 for none, -1 if not known

	Params uint64 // a poolEffect for each of the first eight parameters, the receiver first
}

// What can become of a pool that a parameter leads to, as bits of a poolEffect. Of a function without an error
// among its results, both bits of a pair are set.
const (
	usedOnSuccess      poolEffect = 1 << iota // a request was sent through it, without an error
	usedOnError                               // the same, but the function returns an error
	reapedOnSuccess                           // its idle connections are closed, and those that were opened before
	reapedOnError                             //
	untouchedOnSuccess                        // it is as it was
	untouchedOnError                          //
	passed                                    // the first result leads to it
)

// A poolEffect is a set of the bits above; 0 if nothing is known. In any other case the function
// keeps no hold of the pool.
type poolEffect uint8

const (
	used      = usedOnSuccess | usedOnError
	reaps     = reapedOnSuccess | reapedOnError
	untouched = untouchedOnSuccess | untouchedOnError

	onSuccess = usedOnSuccess | reapedOnSuccess | untouchedOnSuccess
	onError   = usedOnError | reapedOnError | untouchedOnError
)

func (*PoolEffects) AFact() {}

func (e *PoolEffects) param(i int) poolEffect {
	if e == nil || i >= maxParams {
		return 0
	}
	return poolEffect(e.Params >> (8 * i))
}

// limit returns the time limit of what the function makes.
func (e *PoolEffects) limit() Limit { return Limit{e.Limit >= 0, time.Duration(max(e.Limit, 0))} }

// String shows the effects as fixtures want them.
func (e *PoolEffects) String() string {
	var parts []string
	if e.Makes > 0 {
		limit := "until unknown"
		switch l := e.limit(); {
		case l.Known && l.D == 0:
			limit = "for ever"
		case l.Known:
			limit = "for " + l.D.String()
		}
		parts = append(parts, fmt.Sprintf("makes(%d) %s", e.Makes-1, limit))
	}
	for i := range maxParams {
		p := e.param(i)
		word := func(all, success poolEffect, verb string) {
			switch p & all {
			case 0:
			case all:
				parts = append(parts, fmt.Sprintf("%s(%d)", verb, i))
			case success:
				parts = append(parts, fmt.Sprintf("%s(%d) on success", verb, i))
			default:
				parts = append(parts, fmt.Sprintf("%s(%d) on error", verb, i))
			}
		}
		word(used, usedOnSuccess, "uses")
		word(reaps, reapedOnSuccess, "reaps")
		word(untouched, untouchedOnSuccess, "leaves")
		if p&passed != 0 {
			parts = append(parts, fmt.Sprintf("returns(%d)", i))
		}
	}
	return strings.Join(parts, ", ")
}

// outcomes returns how a function with these effects returns a pool.
func (e *PoolEffects) outcomes(results *types.Tuple) []outcome {
	if e == nil || e.Makes == 0 || int(e.Makes) > results.Len() {
		return nil
	}
	o := outcome{fate: idle, limit: e.limit()}
	if e.Clone {
		o.clone = CloneOfOther
	}
	for i := range results.Len() {
		a := absUnknown
		switch {
		case i == int(e.Makes)-1:
			a = absHolder
		case implementsError(results.At(i).Type()):
			a = absNil
		}
		o.results = append(o.results, a)
	}
	return []outcome{o}
}

// effectOf returns what fn, a function of this package, does with a pool that parameter i leads to.
func (p *pools) effectOf(e *engine, fn *ssa.Function, i int) poolEffect {
	return p.params.Get(fn.Params[i], func() poolEffect { return p.findEffect(e, fn, i) })
}

func (p *pools) findEffect(e *engine, fn *ssa.Function, i int) poolEffect {
	if obj, ok := fn.Object().(*types.Func); ok {
		if contract, ok := nethttp.ContractOf(obj); ok && contract.Uses.Has(i) {
			return usedOnSuccess | untouchedOnError
		}
	}
	q := e.newSearch(&acquisition{param: fn.Params[i], as: absHolder, fate: idle}, fn)
	q.budget = maxStates
	q.run()
	e.count(q)
	if q.gaveUp || q.lost {
		return 0
	}
	got := q.pool
	for _, column := range []poolEffect{onSuccess, onError} {
		if q.optional && got&column&reaps != 0 { // perhaps
			got &^= column &^ reaps
		}
	}
	return got
}

func (p *pools) tally(q *search, s *state, ret *ssa.Return, results []abs, outer, success, failed bool) {
	if !s.active() || outer {
		q.lost = true
		return
	}
	add := func(class poolEffect) {
		if success {
			q.pool |= class & onSuccess
		}
		if failed {
			q.pool |= class & onError
		}
	}
	switch s.status {
	case open:
		if success && failed && q.brokenBy(ret, results) {
			q.pool |= usedOnSuccess | untouchedOnError
			break
		}
		add(used)
	case reaped:
		add(reaps)
	default:
		add(untouched)
	}
	for i, a := range results {
		if !q.passes(s, a, ret.Results[i].Type()) {
			continue
		}
		q.pool |= passed
		q.lost = q.lost || i > 0
	}
}

// brokenBy reports whether a function returns the error of reading a response, or closing it.
func (q *search) brokenBy(ret *ssa.Return, results []abs) bool {
	for i, a := range results {
		if isError(ret.Results[i].Type()) && a.kind == symbol && q.readErrs[a.base] {
			return true
		}
	}
	return false
}

// effects returns the fact of fn.
func (p *pools) effects(e *engine, fn *ssa.Function) PoolEffects {
	var out PoolEffects
	for i, param := range fn.Params[:min(len(fn.Params), maxParams)] {
		if reachesPool(param.Type()) {
			out.Params |= uint64(p.effectOf(e, fn, i)) << (8 * i)
		}
	}
	if ways, result := p.ways(e, fn); result >= 0 && result < 255 {
		out.Makes, out.Limit = uint8(result)+1, -1
		if limit := commonLimit(ways); limit.Known {
			out.Limit = int64(limit.D)
		}
		out.Clone = ways[0].clone != NoClone
	}
	return out
}

// commonLimit returns the limit that all ways have, if there is one.
func commonLimit(ways []outcome) Limit {
	for _, o := range ways {
		if o.limit != ways[0].limit {
			return Limit{}
		}
	}
	return ways[0].limit
}

// implemented returns what the method m of an interface does with the pool that its receiver leads to, if all types of
// the package that implement the interface, and can lead to one, agree.
func (p *pools) implemented(e *engine, iface *types.Interface, m *types.Func) poolEffect {
	var all poolEffect
	for t := range implementers(e.types, iface) {
		if !reachesPool(t) {
			continue
		}
		fn := e.methodOf(t, m)
		if fn == nil {
			return 0
		}
		eff := p.effectOf(e, fn, 0)
		if eff == 0 || all != 0 && eff != all {
			return 0
		}
		all = eff
	}
	return all
}
