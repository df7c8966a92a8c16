package pool

import (
	"go/types"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// poolOutcomes returns how a function with these effects returns a pool.
func poolOutcomes(e *effect.Pool, results *types.Tuple) []search.Outcome {
	if e == nil || e.Makes == 0 || int(e.Makes) > results.Len() {
		return nil
	}
	// A fact does not tell of what it is a clone.
	clone := NoClone
	if e.Clone {
		clone = CloneOfOther
	}
	o := search.Outcome{Fate: path.Idle, Tag: tagOf(Limit{e.Limit >= 0, time.Duration(max(e.Limit, 0))}, clone)}
	for i := range results.Len() {
		a := sym.Unknown
		switch {
		case i == int(e.Makes)-1:
			a = sym.Holder
		// A function that fails hands nothing over; only the way of success is an acquisition.
		case ssaquery.ImplementsError(results.At(i).Type()):
			a = sym.Nil
		}
		o.Results = append(o.Results, a)
	}
	return []search.Outcome{o}
}

// effects returns the fact of fn.
func (p *pools) effects(fn *ssa.Function) effect.Pool {
	var out effect.Pool
	// Only parameters that are surely meant to lead to a pool are worth a fact.
	for i, param := range fn.Params[:min(len(fn.Params), effect.MaxParams)] {
		if reachesPool(param.Type()) {
			out.SetParam(i, p.e.Param(fn, i, sym.Holder))
		}
	}
	ways, result := p.ways(fn)
	guarded := slices.ContainsFunc(ways, func(o search.Outcome) bool { return len(o.Needs) > 0 })
	if result >= 0 && result < 255 && !guarded { // a fact has no room for what a caller has to pass
		out.Makes, out.Limit = uint8(result)+1, -1
		// -1 is "not known": a fact has one number for all ways.
		if limit := commonLimit(ways); limit.Known {
			out.Limit = int64(limit.D)
		}
		_, clone := readTag(ways[0].Tag)
		out.Clone = clone != NoClone
	}
	return out
}

// commonLimit returns the limit that all ways have, if there is one.
func commonLimit(ways []search.Outcome) Limit {
	first, _ := readTag(ways[0].Tag)
	for _, o := range ways {
		if limit, _ := readTag(o.Tag); limit != first {
			return Limit{}
		}
	}
	return first
}

// implemented returns what the method m of an interface does with the pool that its receiver leads to, if all types of
// the package that implement the interface, and can lead to one, agree.
func (p *pools) implemented(iface *types.Interface, m *types.Func) effect.Effect {
	var all effect.Effect
	for _, t := range p.e.Implementers(iface) {
		if !reachesPool(t) {
			continue
		}
		fn := p.e.MethodOf(t, m)
		if fn == nil {
			return effect.Effect{}
		}
		e := p.e.Param(fn, 0, sym.Holder)
		// Dynamic dispatch may come to any of them, so it is a must only where all agree.
		if !e.Known() || all.Known() && e != all {
			return effect.Effect{}
		}
		all = e
	}
	return all
}
