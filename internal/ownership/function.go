package ownership

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Bounds of the functions that are searched or followed. Of larger ones nothing is found out.
const (
	maxBlocks = 4000    // blocks
	maxLive   = 1 << 26 // blocks times values: that many bits say what is live
)

// An interest says what a search is about, as far as its preparation has to know.
type interest interface {
	// matters reports whether it is worth remembering what a path found out about values of type t, and
	// which way it took if such values are at stake.
	matters(t types.Type) bool

	// calls reports whether a call of a declared function or of a method can have to do with the resource, or with
	// the errors and conditions that decide about it.
	calls(c *ssa.CallCommon) bool
}

// A function is what the search needs to know of an ssa.Function beforehand:
// where its values are live, which blocks repeat, which values decide branches.
type function struct {
	*ssa.Function
	interest interest
	index    map[ssa.Value]int // of the values defined in the function
	liveOut  []bits            // by block
	repeats  []bool            // by block: the block lies on a cycle
	relevant []bool            // by block: its branch can matter, see findRelevant
	decides  bits              // values that a branch may depend on
	points   map[point]bits    // memo of liveAt
	canon    map[*ssa.BinOp]*ssa.BinOp
	tests    map[any]int // see countTests
	account  *account
	giant    bool // it is too large to be searched or followed, and all but the values is missing
}

func newFunction(fn *ssa.Function, of interest, account *account) *function {
	f := &function{Function: fn, interest: of, index: make(map[ssa.Value]int), points: make(map[point]bits), account: account}
	for _, p := range fn.Params {
		f.index[p] = len(f.index)
	}
	for _, v := range fn.FreeVars {
		f.index[v] = len(f.index)
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if v, ok := instr.(ssa.Value); ok {
				f.index[v] = len(f.index)
			}
		}
	}
	f.findCycles()
	f.findEquals()
	f.giant = len(fn.Blocks) > maxBlocks || len(fn.Blocks)*len(f.index) > maxLive || !f.findLive() || !f.findRelevant()
	if f.giant {
		f.liveOut, f.relevant = nil, nil
		return f
	}
	f.countTests()
	return f
}

// findEquals maps comparisons of the same operands to the first of them, so that
// what one branch found out holds at the next.
func (f *function) findEquals() {
	type key struct {
		op   token.Token
		x, y ssa.Value
	}
	f.canon = make(map[*ssa.BinOp]*ssa.BinOp)
	first := make(map[key]*ssa.BinOp)
	for _, b := range f.Blocks {
		for _, instr := range b.Instrs {
			bin, ok := instr.(*ssa.BinOp)
			if !ok || negate(bin.Op) == token.ILLEGAL {
				continue
			}
			k := key{bin.Op, bin.X, bin.Y}
			if first[k] == nil {
				first[k] = bin
			} else {
				f.canon[bin] = first[k]
			}
		}
	}
}

// findDeciding marks the integers, strings and booleans that can influence a
// branch: of all others the search forgets the values, lest states differ in
// what is of no consequence.
func (f *function) findDeciding() {
	f.decides = newBits(len(f.index))
	var mark func(ssa.Value)
	mark = func(v ssa.Value) {
		i, ok := f.index[v]
		if !ok || f.decides.has(i) {
			return
		}
		f.decides.add(i)
		switch v := v.(type) {
		case *ssa.Phi:
			for _, e := range v.Edges {
				mark(e)
			}
		case *ssa.BinOp:
			mark(v.X)
			mark(v.Y)
		case *ssa.UnOp:
			mark(v.X)
		case *ssa.Convert:
			mark(v.X)
		case *ssa.ChangeType:
			mark(v.X)
		}
	}
	// What a boolean of this function decides in another is worth knowing, too.
	markBools := func(values ...ssa.Value) {
		for _, v := range values {
			if isBool(v.Type()) {
				mark(v)
			}
		}
	}
	for _, b := range f.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.If:
				if f.relevant[b.Index] {
					mark(instr.Cond)
				}
			case *ssa.Return:
				markBools(instr.Results...)
			case *ssa.Store:
				markBools(instr.Val)
			case *ssa.IndexAddr:
				mark(instr.Index)
			case ssa.CallInstruction:
				markBools(instr.Common().Args...)
			}
		}
	}
}

// keeps reports whether it is worth remembering that v has the value a.
func (f *function) keeps(v ssa.Value, a abs) bool {
	switch a.kind {
	case unknown:
		return false
	case null, nonNil, symbol, constInt, constBool, constStr:
		i, ok := f.index[v]
		if !ok || f.decides.has(i) {
			return true
		}
		t := v.Type()
		return !isBasic(t) && (isError(t) || f.interest.matters(t))
	}
	return true
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}
