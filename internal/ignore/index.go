package ignore

import (
	"cmp"
	"go/token"
	"iter"
	"slices"
)

// A scopeIndex finds the directives that cover a position. It has the parts of a file in the order in which they begin.
type scopeIndex []indexed

type indexed struct {
	span
	dir   *directive
	until token.Pos // where the last of the parts up to this one ends
}

func indexOf(list []*directive) scopeIndex {
	var index scopeIndex
	for _, dir := range list {
		for _, s := range dir.scope {
			index = append(index, indexed{span: s, dir: dir})
		}
	}
	slices.SortStableFunc(index, func(a, b indexed) int { return cmp.Compare(a.from, b.from) })
	var until token.Pos
	for i := range index {
		until = max(until, index[i].to)
		index[i].until = until
	}
	return index
}

// around yields the directives that cover pos, some perhaps more than once.
func (index scopeIndex) around(pos token.Pos) iter.Seq[*directive] {
	return func(yield func(*directive) bool) {
		i, _ := slices.BinarySearchFunc(index, pos+1, func(x indexed, pos token.Pos) int { return cmp.Compare(x.from, pos) })
		for i--; i >= 0 && index[i].until > pos; i-- {
			if pos < index[i].to && !yield(index[i].dir) {
				return
			}
		}
	}
}
