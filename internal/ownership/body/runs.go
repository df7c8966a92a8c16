package body

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Of a function that runs others, such as one that retries, it matters to the packages that call it whether it may run them
// again, since what they stored before is lost then, and whether their failure is its own.

// runs returns how fn, a function of this package, runs those that it is given.
func (b *Bodies) runs(fn *ssa.Function) effect.Runs {
	return b.running.Get(fn, func() effect.Runs {
		var out effect.Runs
		for i, p := range fn.Params {
			if i < effect.MaxParams && mayFail(p.Type()) {
				u := &uses{bodies: b, param: p, reports: true}
				u.visit(fn, false)
				out = out.Set(i, u.how())
			}
		}
		return out
	})
}

// mayFail reports whether t is the type of a function whose last result is an error, or that has none.
func mayFail(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	return ok && (sig.Results().Len() == 0 || endsInError(sig))
}

func endsInError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && ssaquery.IsError(sig.Results().At(n-1).Type())
}

// A uses is what a function and the literals in it do with a parameter that is a function.
type uses struct {
	bodies  *Bodies
	param   *ssa.Parameter
	found   bool
	repeats bool
	reports bool // nothing is known against it
}

func (u *uses) how() (how effect.Runs) {
	if u.repeats {
		how |= effect.Repeats
	}
	if u.found && u.reports {
		how |= effect.Reports
	}
	return how
}

// visit looks at fn. again: it is a literal that is run again after it has failed.
func (u *uses) visit(fn *ssa.Function, again bool) {
	for instr := range ssaquery.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		// A call of the function itself runs it once, and the caller has its error in hand.
		how := effect.Reports
		if c := &call.Call; c.IsInvoke() || ssaquery.ParamBehind(c.Value) != u.param {
			i := u.passedAs(c)
			if i < 0 {
				continue
			}
			how = u.bodies.runsOf(c).Param(i)
		}
		repeats, reports := u.bodies.afterFailure(call)
		// Repeats is a may and grows with each use; Reports is a must, and one use that hides the failure ends it. A use in a
		// literal hides it, since who runs that is another question.
		u.found = true
		u.repeats = u.repeats || how&effect.Repeats != 0 || repeats || again && reports
		u.reports = u.reports && how&effect.Reports != 0 && reports && fn == u.param.Parent()
	}
	for _, literal := range fn.AnonFuncs {
		u.visit(literal, u.repeated(fn, literal))
	}
}

// passedAs returns the number of the parameter that the call passes the function for, or -1.
func (u *uses) passedAs(c *ssa.CallCommon) int {
	for i, arg := range c.Args {
		if mayFail(arg.Type()) && ssaquery.ParamBehind(arg) == u.param {
			return i + skipped(c)
		}
	}
	return -1
}

// repeated reports whether fn passes the literal to a function that may run it again after it has failed.
func (u *uses) repeated(fn, literal *ssa.Function) bool {
	for instr := range ssaquery.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		for i, arg := range call.Call.Args {
			if mayFail(arg.Type()) && passed(arg) == literal && u.bodies.runsOf(&call.Call).Param(i+skipped(&call.Call))&effect.Repeats != 0 {
				return true
			}
		}
	}
	return false
}

// runsOf returns how the callee runs the functions that it is given.
func (b *Bodies) runsOf(c *ssa.CallCommon) effect.Runs {
	obj := c.Method
	if fn := ssaquery.StaticCallee(c); fn != nil {
		if len(fn.Blocks) > 0 {
			return b.runs(fn)
		}
		obj, _ = fn.Object().(*types.Func)
	}
	if obj == nil {
		return 0
	}
	if eff := b.E.Stated(obj); eff != nil {
		return eff.Runs
	}
	return 0
}

// afterFailure reports what the function of a call does when that has returned an error: whether it may repeat the call,
// whatever else that returned, and whether it never ends without an error if it does not. It asks a search, to which the
// failed call opens something that nobody can release.
func (b *Bodies) afterFailure(call *ssa.Call) (repeats, reports bool) {
	fn := call.Parent()
	sig := call.Call.Signature()
	// A bool next to the error may decide whether to go on, so both its values are asked; of several bools the first,
	// lest the ways double each time.
	ways := [][]sym.Value{make([]sym.Value, sig.Results().Len())}
	if endsInError(sig) {
		ways[0][len(ways[0])-1] = sym.NonNil
	}
	for i := range ways[0] {
		if n := len(ways); ssaquery.IsBool(sig.Results().At(i).Type()) && n == 1 {
			ways = append(ways, slices.Clone(ways[0]))
			ways[0][i], ways[1][i] = sym.True, sym.False
		}
	}
	repeats, reports = true, endsInError(fn.Signature) && endsInError(sig)
	for _, results := range ways {
		// A resource that nobody can reach stays open, so that the search tells of each end and of each repetition.
		q := b.E.Run(&search.Acquisition{Instr: call, Call: call, Outcomes: []search.Outcome{{Fate: path.Open, Results: results}}}, fn)
		again, succeeds := q.AfterFailure()
		repeats = repeats && again
		reports = reports && !q.GaveUp && !succeeds
	}
	return repeats, reports
}
