package ssaquery

import (
	"iter"

	"golang.org/x/tools/go/ssa"
)

// Instrs yields the instructions of fn, in the order of its blocks.
func Instrs(fn *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// Returns yields the returns of fn, in the order of its blocks.
func Returns(fn *ssa.Function) iter.Seq[*ssa.Return] {
	return func(yield func(*ssa.Return) bool) {
		for _, b := range fn.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !yield(ret) {
				return
			}
		}
	}
}

// Phis yields the phis of b, which stand at its beginning.
func Phis(b *ssa.BasicBlock) iter.Seq[*ssa.Phi] {
	return func(yield func(*ssa.Phi) bool) {
		for _, instr := range b.Instrs {
			if phi, ok := instr.(*ssa.Phi); !ok || !yield(phi) {
				return
			}
		}
	}
}
