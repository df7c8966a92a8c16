package search

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// skips reports whether a path that goes to the block to passes over a loop which takes elements out of containers, although
// one of them holds the resource: how often such a loop runs is not known where it is bounded by anything but the length of
// that container.
func (q *search) skips(s *path.State, branch *ssa.If, to *ssa.BasicBlock) bool {
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || s.Status != path.Open || sym.Mirror(cmp.Op) == cmp.Op || !ssaquery.IsInteger(cmp.X) {
		return false
	}
	first := s.Eval(cmp.X).Kind == sym.KindInt || s.Eval(cmp.Y).Kind == sym.KindInt // later, the counter is no constant
	if !first || !slices.ContainsFunc(s.Places, func(e path.PlaceEntry) bool { return strings.Contains(e.Place.Path, "[") && q.Carries(s, e.Value) }) {
		return false
	}
	for _, into := range branch.Block().Succs {
		if into == to || q.inLoop(into, to) {
			continue
		}
		for _, b := range branch.Parent().Blocks {
			if s.Top.Fn.Repeats[b.Index] && q.inLoop(b, into) && slices.ContainsFunc(b.Instrs, q.takes) {
				return true
			}
		}
	}
	return false
}

// takes reports whether instr takes an element that may hold the resource out of a container.
func (q *search) takes(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.IndexAddr:
		return q.Res.Types.May(ssaquery.Deref(instr.Type()))
	case *ssa.Index:
		return q.Res.Types.May(instr.Type())
	}
	return false
}
