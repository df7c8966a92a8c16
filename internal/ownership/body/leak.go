package body

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Leaks searches all acquisitions of the functions.
func (b *Bodies) Leaks(funcs []*ssa.Function) []*Leak {
	var all []*Leak
	for _, fn := range funcs {
		for _, acq := range b.E.Acquisitions(fn) {
			l := b.leakOf(acq, fn)
			if l == nil && isRoundTrip(fn) {
				l = b.droppedWithError(acq, fn)
			}
			if l != nil {
				all = append(all, l)
			}
		}
		all = append(all, b.handled(fn)...)
	}
	return oneEach(all)
}

// oneEach leaves out what is said of an acquisition beside a leak of its own function: that it is also returned open with
// an error, which callers do not close, is the same leak to who mends it.
func oneEach(all []*Leak) []*Leak {
	own := make(map[ssa.CallInstruction]bool)
	for _, l := range all {
		if l.Kind != search.WithError && l.Handler == nil {
			own[l.Call] = true
		}
	}
	return slices.DeleteFunc(all, func(l *Leak) bool { return l.Kind == search.WithError && own[l.Call] })
}

// isRoundTrip reports whether fn is the method of a RoundTripper.
func isRoundTrip(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	return recv != nil && fn.Name() == "RoundTrip" && nethttp.IsRoundTripper(recv.Type())
}

// droppedWithError returns the leak of what the method fn of a RoundTripper returns open next to an error, or nil:
// http.Client drops such a response (send in net/http/client.go), so no caller has to be seen.
func (b *Bodies) droppedWithError(acq *search.Acquisition, fn *ssa.Function) *Leak {
	if acq.Value() == nil || b.blamed[acq.Call] {
		return nil
	}
	q := b.E.Search(acq, fn)
	for _, o := range q.Outcomes {
		if q.GaveUp || o.Fate != path.Open || !o.Failed(fn.Signature.Results()) || len(o.Needs) > 0 {
			continue
		}
		b.blamed[acq.Call] = true
		return &Leak{
			Call:  acq.Call,
			Kind:  search.WithError,
			Steps: []path.Step{{Kind: path.Return, Pos: o.Exit, Func: fn}},
			Kept:  true,
		}
	}
	return nil
}

// leakOf returns the leak of acq, which is in fn, or nil.
func (b *Bodies) leakOf(acq *search.Acquisition, fn *ssa.Function) *Leak {
	if acq.Value() == nil { // go or defer: nobody gets the result
		if acq.IsGuarded() {
			return nil
		}
		return &Leak{Call: acq.Call, Kind: search.Discard}
	}
	// A literal leaves a body in a variable of the function around it: then that owes its release, and is searched
	// from its own entry.
	for root := fn; root != nil; root = root.Parent() {
		q := b.E.Search(acq, root)
		// The convention is broken where the body was returned next to the error, not where it was called.
		if l := q.Worst(endsWithReadError); l != nil && l.With != nil && l.With.From != nil {
			return b.returnedWithError(acq, l.With)
		} else if l != nil {
			if root == fn && (b.E.Refuted(acq, fn) || b.ownsNothing(acq)) {
				return nil
			}
			return b.explain(q, l)
		}
		if q.GaveUp || !q.Stored && !q.Panics {
			return nil // nobody around fn gets it
		}
	}
	return nil
}

// returnedWithError returns the leak of a body that a function of this package returns open next
// to an error. By convention its callers need not look at it then, so it is a leak of that
// function, however many callers it has.
func (b *Bodies) returnedWithError(caller *search.Acquisition, o *search.Outcome) *Leak {
	from := o.From
	for depth := 0; depth < search.MaxDepth; depth++ { // the function may itself call such a function
		deeper := failing(from)
		if deeper == nil || deeper.From == nil {
			break
		}
		o, from = deeper, deeper.From
	}
	// It is one leak, though each caller finds it anew.
	if b.blamed[from.Call] {
		return nil
	}
	b.blamed[from.Call] = true
	return &Leak{
		Call:   from.Call,
		Kind:   search.WithError,
		Caller: caller.Call,
		Steps:  []path.Step{{Kind: path.Return, Pos: o.Exit, Func: from.Call.Parent()}},
		Kept:   true,
	}
}

// failing returns the outcome of a with an error next to the body, if there is one.
func failing(a *search.Acquisition) *search.Outcome {
	for i, o := range a.Outcomes {
		if o.Fate == path.Open && o.Failed(a.Call.Common().Signature().Results()) {
			return &a.Outcomes[i]
		}
	}
	return nil
}

// explain makes a leak presentable.
func (b *Bodies) explain(q *search.Found, l *search.Leak) *Leak {
	out := &Leak{Call: q.Acq.Call, Kind: l.Kind, Kept: q.Kept, Released: q.Released, Nilable: nilable(q.Acq), Bare: b.mayBeBare(q.Acq.Call)}
	if q.Root.Function == q.Acq.Call.Parent() {
		out.Confined, out.Returned = confined(q.Acq)
	}
	for _, l := range q.Leaks {
		out.Exits = append(out.Exits, l.Exit)
		out.Failing = out.Failing || l.With != nil
	}
	// There may be more leaks than were collected: a fix must not believe that these are all.
	if len(q.Leaks) == search.MaxLeaks {
		out.Exits = append(out.Exits, token.NoPos)
	}
	out.Steps = steps(l)
	switch {
	// The kind that says most about what to do comes first.
	case l.Kind == search.LoopDefer:
		out.Drained = drainedEachTime(q.Acq)
	// Nothing refers to it, so there is no path to speak of.
	case unused(q):
		out.Kind = search.Discard
	case l.Kind == search.Path && !q.Kept && !q.Released && !q.GaveUp:
		out.Kind = search.Never
	case l.Kind == search.Path:
		// The variable got another response: that says more than where the path ends.
		for _, st := range out.Steps {
			if st.Kind == path.Replace {
				out.Kind = search.Overwrite
			}
		}
	}
	return out
}

// steps returns the steps of the path of l, in order.
func steps(l *search.Leak) []path.Step {
	var out []path.Step
	for st := l.Trail; st != nil; st = st.Before {
		out = append(out, st.Step)
	}
	slices.Reverse(out)
	return out
}

// unused reports whether nothing refers to what the call acquired.
func unused(q *search.Found) bool {
	v := q.Acq.Call.Value()
	for _, o := range q.Acq.Outcomes {
		if o.Fate != path.Open {
			continue
		}
		for i, a := range o.Results {
			switch a.Kind {
			case sym.KindObject, sym.KindResource, sym.KindHolder, sym.KindAddress, sym.KindAggregate:
			default:
				continue
			}
			// A result that is never extracted has no SSA value at all.
			used := ssaquery.ResultValue(v, i, len(o.Results))
			if used == nil || used.Referrers() == nil {
				continue
			}
			if len(*used.Referrers()) > 0 {
				return false
			}
		}
	}
	return true
}

// A Leak is an acquisition with a path on which the obligation is not fulfilled.
type Leak struct {
	Call  ssa.CallInstruction // the acquisition
	Kind  search.Kind
	Steps []path.Step // of the shortest such path, in order

	Handler *ssa.Function // set if it is not the function of the call that leaves the body open, but this one, which the call passes

	Caller ssa.CallInstruction // for WithError: a call of the function that returns the body; nil if that is a RoundTripper

	// What a fix has to know.
	Exits    []token.Pos // of every path that leaks: its return, or what else ends it; NoPos stands for more
	Kept     bool        // some path hands the body over, or may
	Released bool        // some path closes the body
	Confined bool        // nothing that leads to the body, were it only to read, outlives the function of the call, but for its results
	Returned bool        // the function returns such a thing
	Nilable  bool        // the callee may return neither a body nor an error
	Failing  bool        // on a path that leaks, the body came next to an error
	Drained  bool        // for LoopDefer: each time round, the body is read to its end
	Bare     bool        // the callee may return a response whose field Body is nil
}
