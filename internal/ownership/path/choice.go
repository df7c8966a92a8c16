package path

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// A Cond is a condition on what a caller passes: what Path leads to from parameter Param (see ssaquery.ParamPath) is in
// the relation Op to the constant C.
type Cond struct {
	Param int // the receiver is number 0 of a method
	Path  string
	Op    token.Token
	C     sym.Value
}

// Not returns the condition that holds if c does not.
func (c Cond) Not() Cond {
	c.Op = sym.Negate(c.Op)
	return c
}

// A Choice is a branch that a path took as the caller of the searched function wanted it: by Cond, or, where that
// cannot be put into words, by the condition of If.
type Choice struct {
	Cond  Cond
	If    *ssa.If // nil if there is a Cond
	Taken bool    // of If
}

// Not returns the other way out of the branch.
func (c Choice) Not() Choice {
	if c.If != nil {
		c.Taken = !c.Taken
		return c
	}
	c.Cond = c.Cond.Not()
	return c
}

// MaxChoices bounds the choices that a path remembers. One that makes more is Chosen, and no more is known of why.
const MaxChoices = 6

// Choose notes that the path makes the choice c. It reports whether that is possible: what a caller passes does not
// change, as far as a Cond can tell.
func (s *State) Choose(c Choice) bool {
	switch {
	// Only a Cond speaks of what the caller passed; the condition of an If may have another value the next time.
	case c.If == nil && slices.Contains(s.Choices, c.Not()):
		return false
	case slices.Contains(s.Choices, c):
	case len(s.Choices) >= MaxChoices:
		s.Chosen = true
	default:
		s.Choices = append(s.Choices[:len(s.Choices):len(s.Choices)], c)
	}
	return true
}

// Conflict returns the choices among xs that go against one of ys: what a caller has to know to tell which of two paths
// is taken.
func Conflict(xs, ys []Choice) []Choice {
	var out []Choice
	for _, x := range xs {
		if slices.Contains(ys, x.Not()) {
			out = append(out, x)
		}
	}
	return out
}
