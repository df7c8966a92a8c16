package search

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// A Kind says in which way an obligation stays unfulfilled.
type Kind uint8

const (
	Path      Kind = iota // some path leaves the function with the body open
	Never                 // no path releases the body or hands it over
	Discard               // nothing refers to the response
	Overwrite             // the next acquisition replaces the response while it is open
	LoopDefer             // closed by a defer, but acquired again before the function returns
	WithError             // returned open next to an error, and a caller does not close it
)

// nextRound reports whether a path leaks at a return that stands before the acquisition, so that
// it must have come round a loop.
func (q *Found) nextRound(l *Leak) bool {
	return l.Kind == Path && l.Exit.IsValid() && q.Acq.Param == nil && l.Exit < q.Acq.Instr.Pos()
}

// Valid returns the shortest leak, preferably one of a resource that came without an error, that rests on no unproved answer, or nil: an
// answer is proved if its opposite leaks as well. A path that was walked to its end
// is a proof also if the search then gave up.
func (q *Found) Valid() *Leak { return q.Worst(nil) }

// Worst returns the leak that Valid does, but rather one that is not cheap, if there are such.
func (q *Found) Worst(cheap func(*Leak) bool) *Leak {
	rank := func(l *Leak) (n int) {
		if l.With != nil {
			return 4
		}
		if cheap != nil && cheap(l) {
			n += 2
		}
		if q.nextRound(l) {
			n++
		}
		return n
	}
	leaks := make(map[path.Assumption]bool)
	for _, l := range q.Leaks {
		for _, g := range l.guesses {
			leaks[g] = true
		}
	}
	var best *Leak
next:
	for _, l := range q.Leaks {
		for _, g := range l.guesses {
			// Unless the other answer leaks as well, this leak may rest on one that is not possible.
			if !leaks[path.Assumption{Call: g.Call, Answer: !g.Answer}] {
				continue next
			}
		}
		if best == nil || rank(l) < rank(best) {
			best = l
		}
	}
	return best
}

// A Leak is a path on which the obligation ends unfulfilled.
type Leak struct {
	Kind    Kind
	Exit    token.Pos
	Trail   *path.Trail
	guesses []path.Assumption
	choices []path.Choice
	chosen  bool
	asked   uint8 // see path.State.Asked
	success bool  // the path may end with no error
	failed  bool  // it may end with one
	Tag     int64
	With    *Outcome // the outcome that the path began with, if that has an error next to the body
}

// leak records that the obligation of s ends unfulfilled.
func (q *search) leak(s *path.State, kind Kind, exit token.Pos) {
	if len(s.Needs) > 0 {
		q.trace.stops(s, whyNeeds)
		return
	}
	q.trace.leaks(kind)
	success, failed := true, true
	if ret, ok := s.Top.Block.Instrs[len(s.Top.Block.Instrs)-1].(*ssa.Return); ok && s.Top.Up == nil && kind == Path {
		results := make([]sym.Value, len(ret.Results))
		for i, r := range ret.Results {
			results[i] = s.Eval(r)
		}
		success, failed = s.EndsWith(ret, results)
	}
	q.Leaks = append(q.Leaks, &Leak{Kind: kind, Exit: exit, Trail: s.Trail, guesses: s.Guesses, choices: s.Choices, chosen: s.Chosen,
		asked: s.Asked, success: success, failed: failed, Tag: s.Tag, With: q.begun(s.With)})
	// They come in the order of the search, so those that are left out are the longer ones.
	if len(q.Leaks) > MaxLeaks {
		q.Leaks = q.Leaks[:MaxLeaks]
	}
}
