package search

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A function may give the resource to a function that it was given itself: then the caller who passes that decides. To know
// whether he has to release it there, a search asks what happens if Acquisition.Asked leaves it open: what leaks
// then is for that function to release.

// ask runs a call of the parameter that the search asks about, if that is given the resource, as it leaves it open. It
// reports whether it was such a call.
func (q *search) ask(s *path.State, call *site) bool {
	if q.Acq.Asked == nil || !s.Active() || call.later || ssaquery.ParamBehind(call.Instr.Common().Value) != q.Acq.Asked {
		return false
	}
	if _, plain := call.Instr.(*ssa.Call); !plain {
		return false
	}
	sig := call.Instr.Common().Signature()
	carriers := 0
	for i, a := range call.Args {
		switch {
		case q.isPlain(a) && q.Carries(s, a) && i < sig.Params().Len():
			carriers++
		case q.Carries(s, a), ssaquery.IsError(call.Instr.Common().Args[i].Type()) && a.Kind != sym.KindNil:
			return false
		}
	}
	if carriers != 1 {
		return false
	}
	v := call.Instr.Value()
	index, fails := lastError(sig.Results())
	if sig.Results().Len() == 1 {
		index = -1
	}
	next := s.Top.Next + 1
	for _, end := range []struct {
		given effect.Given
		err   sym.Value
	}{{effect.OpenAfterNil, sym.Nil}, {effect.OpenAfterError, sym.NonNil}} {
		if !fails && end.given == effect.OpenAfterError {
			continue
		}
		c := s.Copy()
		c.Asked |= uint8(end.given)
		if fails {
			c.Set(v, index, end.err)
		}
		c.At(s.Top.Block, next)
		q.push(c)
	}
	return true
}

// showTo notes that a parameter of the root was called and got the resource, whose caller decides what that does. The path
// goes on.
func (q *search) showTo(s *path.State, call *site) bool {
	p := ssaquery.ParamBehind(call.Instr.Common().Value)
	if s.Status == path.Kept && s.Shown == 0 && p != nil && p.Parent() == q.Root.Function && slices.ContainsFunc(call.Args, func(a sym.Value) bool { return q.Carries(s, a) }) {
		s.Shown = 1 + slices.Index(q.Root.Params, p)
	}
	return true
}

// Given returns what the search found out about the parameter that it asked about.
func (q *Found) Given() (given effect.Given) {
	if q.GaveUp {
		return 0
	}
	for i, l := range q.Leaks {
		if l.asked != 0 && len(l.guesses) == 0 && l.With == nil && q.unconditional(i) {
			given |= effect.Given(l.asked)
		}
	}
	return given
}

// unconditional reports whether leak i does not rest on what the caller wants: the path makes no choice, or one, and another
// path leaks in the same way that makes the opposite one.
func (q *Found) unconditional(i int) bool {
	l := q.Leaks[i]
	if l.chosen {
		return false
	}
	if len(l.choices) == 0 {
		return true
	}
	for _, m := range q.Leaks {
		if len(l.choices) == 1 && len(m.choices) == 1 && m.asked&l.asked != 0 && m.choices[0] == l.choices[0].Not() {
			return true
		}
	}
	return false
}

// Handled returns a leak of the resource in a function that is given it, if that is to release it when it ends as given
// says.
func (q *Found) Handled(given effect.Given) *Leak {
	never := !q.Kept && !q.Released && !q.GaveUp
	if given&effect.Selected != 0 && !never { // those that it leaves open may be those that it is never given
		return nil
	}
	for _, l := range q.Leaks {
		switch {
		case len(l.guesses) > 0 || l.chosen && !never || l.Kind != Path:
		case l.success && given&effect.OpenAfterNil != 0, l.failed && given&effect.OpenAfterError != 0:
			if never && given == effect.OpenAfterNil|effect.OpenAfterError {
				l.Kind = Never
			}
			return l
		}
	}
	return nil
}

// AfterFailure reports whether a path comes to the acquisition again, and whether one certainly ends without an error.
func (q *Found) AfterFailure() (again, succeeds bool) {
	for _, l := range q.Leaks {
		again = again || l.Kind == Overwrite
		succeeds = succeeds || l.Kind == Path && l.success && !l.failed
	}
	return again, succeeds
}

// AskedWithin returns how the function that the search went through ended on paths on which the parameter that it asked about left
// open what it was given.
func (q *Found) AskedWithin(given effect.Given) (out effect.Given) {
	if q.GaveUp {
		return 0
	}
	for _, l := range q.Leaks {
		ends := l.success && given&effect.OpenAfterNil != 0 || l.failed && given&effect.OpenAfterError != 0
		if l.asked != 0 && ends && len(l.guesses) == 0 && !l.chosen {
			out |= effect.Given(l.asked)
		}
	}
	return out
}
