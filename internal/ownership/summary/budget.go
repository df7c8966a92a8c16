package summary

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

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
)

// BudgetOf returns the steps that a package with these functions gets.
func BudgetOf(funcs []*ssa.Function) int {
	steps := packageSteps
	for _, fn := range funcs {
		steps += instrSteps * instructions(fn)
	}
	return steps
}

// Grant opens the account of the package.
func (e *Package) Grant(steps int) {
	e.budget = steps
	e.account = &flow.Account{Left: steps}
}

// accountOf returns the account of a declared function, which its function literals share.
func (e *Package) accountOf(fn *ssa.Function) *flow.Account {
	fn = ssaquery.Declared(fn)
	a := e.accounts[fn]
	if a == nil {
		a = &flow.Account{Left: functionSteps + instrSteps*withLiterals(fn), Within: e.account}
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
