package ownership

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
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
func (e *engine) giveUp(q *found) {
	if old := e.gaveUp[q.root.Function]; old != nil {
		old.States = max(old.States, q.states)
		return
	}
	g := &GaveUp{Func: q.root.String(), States: q.states, Range: span{q.acq.instr.Pos(), q.acq.instr.Pos()}}
	if syntax := q.root.Syntax(); syntax != nil {
		g.Range = span{syntax.Pos(), syntax.End()}
	}
	for _, b := range q.root.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			g.Branches++
		}
	}
	e.gaveUp[q.root.Function] = g
}

// unsearched returns the functions of searches that were given up, in the order of the source.
func (e *engine) unsearched() []GaveUp {
	var list []GaveUp
	for _, g := range e.gaveUp {
		list = append(list, *g)
	}
	slices.SortFunc(list, inOrder)
	return list
}

func inOrder(a, b GaveUp) int {
	return cmp.Or(cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Func, b.Func))
}

// Ranges returns where the functions of list are.
func Ranges(list []GaveUp) []analysis.Range {
	var ranges []analysis.Range
	for _, g := range list {
		ranges = append(ranges, g)
	}
	return ranges
}

// GaveUp returns the functions of searches for what was asked of p that were given up, in the order of the source.
func (p *Pools) GaveUp() []GaveUp {
	list := p.transports.unsearched()
	for _, g := range p.clients.unsearched() {
		if !slices.ContainsFunc(list, func(other GaveUp) bool { return other.Func == g.Func }) {
			list = append(list, g)
		}
	}
	slices.SortFunc(list, inOrder)
	return list
}
