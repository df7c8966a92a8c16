package summary

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/search"
)

// A GaveUp is a function of which a search was given up: it may have leaks that were not found.
type GaveUp struct {
	Func           string // as SSA names it, such as (*example.com/p.T).M or example.com/p.F$1
	Branches       int    // conditional jumps in the function
	States         int    // those that the search had put aside; 0 if the function was too large to begin
	analysis.Range        // the function or, of initialisers of package variables, the acquisition
}

// A span is a part of the source.
type span struct{ pos, end token.Pos }

func (s span) Pos() token.Pos { return s.pos }

func (s span) End() token.Pos { return s.end }

// giveUp notes that q, a search for a leak, was given up.
func (e *Package) giveUp(q *search.Found) {
	if old := e.gaveUp[q.Root.Function]; old != nil {
		old.States = max(old.States, q.States)
		return
	}
	g := &GaveUp{Func: q.Root.String(), States: q.States, Range: span{q.Acq.Instr.Pos(), q.Acq.Instr.Pos()}}
	if syntax := q.Root.Syntax(); syntax != nil {
		g.Range = span{syntax.Pos(), syntax.End()}
	}
	for _, b := range q.Root.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			g.Branches++
		}
	}
	e.gaveUp[q.Root.Function] = g
}

// Unsearched returns the functions of searches that were given up, in the order of the source.
func (e *Package) Unsearched() []GaveUp {
	var list []GaveUp
	for _, g := range e.gaveUp {
		list = append(list, *g)
	}
	slices.SortFunc(list, InOrder)
	return list
}

// InOrder compares by the place in the source.
func InOrder(a, b GaveUp) int {
	return cmp.Or(cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Func, b.Func))
}
