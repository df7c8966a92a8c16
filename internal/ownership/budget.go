package ownership

import "golang.org/x/tools/go/ssa"

// Work is counted in steps: an instruction that is executed, and an entry of a state that is copied or looked at, are
// one each. Steps and not time, so that the same code gives the same findings on every machine.
//
// A function may use so many steps, over all searches in it and in its function literals, and a package so many, over
// all its functions: a fixed number, which is enough for nearly everything that people write, and
// more for more instructions. Without that, n acquisitions in a function of n branches would take n^3.
const (
	functionSteps = 2_000_000
	packageSteps  = 6_000_000
	instrSteps    = 100

	cheapSteps = 8 // so many looks at an entry are one step if each does next to nothing
)

// An account is what is left of the steps of a function or a package. A nil account has no end.
type account struct {
	left   int
	within *account // of the package
}

// charge takes steps. It reports whether there are any left.
func (a *account) charge(steps int) bool {
	ok := true
	for ; a != nil; a = a.within {
		a.left -= steps
		ok = ok && a.left >= 0
	}
	return ok
}

// budgetOf returns the steps that a package with these functions gets.
func budgetOf(funcs []*ssa.Function) int {
	steps := packageSteps
	for _, fn := range funcs {
		steps += instrSteps * instructions(fn)
	}
	return steps
}

// grant opens the account of the package.
func (e *engine) grant(steps int) {
	e.budget = steps
	e.account = &account{left: steps}
}

// accountOf returns the account of a declared function, which its function literals share.
func (e *engine) accountOf(fn *ssa.Function) *account {
	fn = declared(fn)
	a := e.accounts[fn]
	if a == nil {
		a = &account{left: functionSteps + instrSteps*withLiterals(fn), within: e.account}
		e.accounts[fn] = a
	}
	return a
}

func instructions(fn *ssa.Function) int {
	n := 0
	for _, b := range fn.Blocks {
		n += len(b.Instrs)
	}
	return n
}

func withLiterals(fn *ssa.Function) int {
	n := instructions(fn)
	for _, literal := range fn.AnonFuncs {
		n += withLiterals(literal)
	}
	return n
}

// spend takes steps of the function that is searched; when there are none left, the search is given up.
func (q *search) spend(steps int) {
	if !q.environment.charge(q.root, steps) {
		q.gaveUp = true
	}
}

// entries counts what s knows.
func (s *state) entries() int { return len(s.values) + len(s.places) + len(s.known) + len(s.shared) }

// size is what it costs to copy s, to compare it, or to go through it.
func (s *state) size() int {
	n := 4 + s.entries()
	for f := s.top; f != nil; f = f.up {
		n++
		for i := range f.deferred {
			n += 2 + len(f.deferred[i].args) + len(f.deferred[i].binds)
		}
	}
	return n
}
