package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Outcomes returns the ways in which the function fn of this package ends, when call runs it.
func (e *Package) Outcomes(call ssa.CallInstruction, fn *ssa.Function) (list []search.Outcome, known bool) {
	o := e.OutcomesOf(fn)
	if len(o.List) == 0 && o.Opaque {
		return nil, false
	}
	if acq := e.AcquisitionWith(call, o.List); acq != nil {
		list = acq.Outcomes
	}
	return list, true
}

// AcquisitionWith returns the acquisition of a call with these ways to return the
// resource, or nil if there are none.
func (e *Package) AcquisitionWith(call ssa.CallInstruction, open []search.Outcome) *search.Acquisition {
	if slices.ContainsFunc(open, isShown) {
		open = slices.DeleteFunc(slices.Clone(open), isShown)
	}
	if len(open) == 0 {
		return nil
	}
	none := failure(call.Common().Signature().Results())
	return &search.Acquisition{Instr: call, Call: call, Outcomes: append(open[:len(open):len(open)], none)}
}

// isShown reports whether a function that the caller passes decides whether there is anything to release.
func isShown(o search.Outcome) bool { return o.Shown != 0 }

// failure returns the outcome of a call that acquired nothing.
func failure(results *types.Tuple) search.Outcome {
	o := search.Outcome{Fate: path.Pending}
	for v := range results.Variables() {
		a := sym.Unknown
		switch t := v.Type(); {
		case nethttp.IsResponse(t):
			a = sym.Nil
		case ssaquery.ImplementsError(t):
			a = sym.NonNil
		case ssaquery.IsBool(t) && results.Len() == 2:
			a = sym.False
		}
		o.Results = append(o.Results, a)
	}
	return o
}

// sameAcquisitions reports whether two lists of what a function acquires are the same to those who follow it.
func sameAcquisitions(x, y []*search.Acquisition) bool {
	return slices.EqualFunc(x, y, func(a, b *search.Acquisition) bool {
		return a.Instr == b.Instr && slices.EqualFunc(a.Outcomes, b.Outcomes, search.Outcome.Same)
	})
}

// Acquisitions returns the acquisitions in fn, in the order of its blocks.
func (e *Package) Acquisitions(fn *ssa.Function) []*search.Acquisition {
	return e.acquired.Get(fn, func() []*search.Acquisition {
		var all []*search.Acquisition
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if a := e.Source.Acquisition(instr); a != nil {
					all = append(all, a)
				}
			}
		}
		return all
	})
}

// Refuted reports whether a leak in the function literal fn cannot happen where that is called: in place, by a function whose
// conditions hold in it, too; or by functions of the package that get it from there, such as one that fails the test if
// the literal does not return an error.
func (e *Package) Refuted(acq *search.Acquisition, fn *ssa.Function) bool {
	// The condition under which the literal runs stands in the function around it.
	root := fn
	for root.Parent() != nil && (ssaquery.CalledInPlace(root) || ssaquery.PassedOnly(root)) {
		root = root.Parent()
	}
	if root == fn {
		return false
	}
	q := e.Search(acq, root)
	return q.Reached && !q.GaveUp && q.Valid() == nil
}

// maxOutcomes bounds the outcomes that a caller tells apart.
const maxOutcomes = 8

// An opening is what is known of how a function of this package returns the resource.
type opening struct {
	List      []search.Outcome
	Elsewhere effect.Set // see search.Found.Elsewhere
	Opaque    bool       // a response that it returns may come from where no search can see
}

// OutcomesOf returns the ways in which fn, a function of this package, returns the resource.
// Where a search was given up, there are none.
func (e *Package) OutcomesOf(fn *ssa.Function) *opening {
	return e.opens.Get(fn, func() *opening { return e.findOutcomes(fn) })
}

func sameOpening(x, y *opening) bool {
	return x.Elsewhere == y.Elsewhere && x.Opaque == y.Opaque && slices.EqualFunc(x.List, y.List, search.Outcome.Same)
}

func (e *Package) findOutcomes(fn *ssa.Function) *opening {
	o := new(opening)
	if !e.Res.Returns(fn.Signature) {
		return o
	}
	var searches []*search.Found
	for _, acq := range e.Acquisitions(fn) {
		if acq.Value() != nil {
			searches = append(searches, e.Search(acq, fn))
		}
	}
	for _, literal := range fn.AnonFuncs {
		searches = e.addStored(searches, o, literal, fn)
	}
	for _, acq := range e.Source.Filled(fn) {
		searches = append(searches, e.Search(acq, fn))
	}
	o.add(searches)
	return o
}

// add adds the ways that the searches through a function found. A search that was given up tells of none.
func (o *opening) add(searches []*search.Found) {
	var shuts []search.Shut
	for _, q := range searches {
		shuts = append(shuts, q.Shuts...)
	}
	var made []ssa.Value // by the function, each time
	for _, q := range searches {
		if v := q.Acq.Value(); v != nil && !q.GaveUp && !q.Optional {
			made = append(made, v)
		}
	}
	for _, failed := range []bool{false, true} { // if there are too many, those without an error count
		for _, q := range searches {
			if q.GaveUp || len(q.Outcomes) == 0 {
				continue
			}
			o.Elsewhere |= q.Elsewhere(func(v ssa.Value) bool { return slices.Contains(made, v) })
			for _, way := range q.Outcomes {
				if way.Failed(q.Root.Signature.Results()) == failed && len(o.List) < maxOutcomes {
					o.List = way.Merge(o.List, shuts)
				}
			}
		}
	}
}

// addStored adds the searches for what the function literal, and those in it, leave in variables of fn.
func (e *Package) addStored(searches []*search.Found, o *opening, literal, fn *ssa.Function) []*search.Found {
	for _, acq := range e.Acquisitions(literal) {
		if acq.Value() == nil || !e.Search(acq, literal).Stored {
			continue
		}
		q := e.Search(acq, fn)
		searches = append(searches, q)
		o.Opaque = o.Opaque || !q.Reached // some other function runs the literal
	}
	for _, inner := range literal.AnonFuncs {
		searches = e.addStored(searches, o, inner, fn)
	}
	return searches
}
