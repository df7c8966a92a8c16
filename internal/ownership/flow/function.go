package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// Bounds of the functions that are searched or followed. Of larger ones nothing is found out.
const (
	MaxBlocks = 4000    // blocks
	maxLive   = 1 << 26 // blocks times values: that many bits say what is live
)

// An Interest says what a search is about, as far as its preparation has to know.
type Interest interface {
	// Matters reports whether it is worth remembering what a path found out about values of type t, and
	// which way it took if such values are at stake.
	Matters(t types.Type) bool

	// Calls reports whether a call of a declared function or of a method can have to do with the resource, or with
	// the errors and conditions that decide about it.
	Calls(c *ssa.CallCommon) bool

	// Weighs reports whether it is worth knowing on a path what a call is given as v, a basic value.
	Weighs(c *ssa.CallCommon, v ssa.Value) bool
}

// A Function is what the search needs to know of an ssa.Function beforehand:
// where its values are live, which blocks repeat, which values decide branches.
type Function struct {
	*ssa.Function
	interest Interest
	Index    map[ssa.Value]int // of the values defined in the function
	liveOut  []bits            // by block
	Repeats  []bool            // by block: the block lies on a cycle
	Relevant []bool            // by block: its branch can matter, see findRelevant
	decides  bits              // values that a branch may depend on
	points   map[point]bits    // memo of liveAt
	Canon    map[*ssa.BinOp]*ssa.BinOp
	tests    map[any]int // see countTests
	Account  *Account
	Giant    bool // it is too large to be searched or followed, and all but the values is missing
}

// New finds out what is to be known of fn; of is what the search is about, and account pays for the work.
func New(fn *ssa.Function, of Interest, account *Account) *Function {
	f := &Function{Function: fn, interest: of, Index: make(map[ssa.Value]int), points: make(map[point]bits), Account: account}
	for _, p := range fn.Params {
		f.Index[p] = len(f.Index)
	}
	for _, v := range fn.FreeVars {
		f.Index[v] = len(f.Index)
	}
	for instr := range ssaquery.Instrs(fn) {
		if v, ok := instr.(ssa.Value); ok {
			f.Index[v] = len(f.Index)
		}
	}
	// The order counts: relevance asks which values decide, and tests are counted at relevant branches.
	f.findCycles()
	f.findEquals()
	f.Giant = len(fn.Blocks) > MaxBlocks || len(fn.Blocks)*len(f.Index) > maxLive || !f.findLive() || !f.findRelevant()
	if f.Giant {
		f.liveOut, f.Relevant = nil, nil
		return f
	}
	f.countTests()
	return f
}

// findEquals maps comparisons of the same operands to the first of them, so that
// what one branch found out holds at the next.
func (f *Function) findEquals() {
	type key struct {
		op   token.Token
		x, y ssa.Value
	}
	f.Canon = make(map[*ssa.BinOp]*ssa.BinOp)
	first := make(map[key]*ssa.BinOp)
	for instr := range ssaquery.Instrs(f.Function) {
		bin, ok := instr.(*ssa.BinOp)
		if !ok || sym.Negate(bin.Op) == token.ILLEGAL {
			continue
		}
		k := key{bin.Op, bin.X, bin.Y}
		if first[k] == nil {
			first[k] = bin
		} else {
			f.Canon[bin] = first[k]
		}
	}
}

// findDeciding marks the integers, strings and booleans that can influence a
// branch: of all others the search forgets the values, lest states differ in
// what is of no consequence.
func (f *Function) findDeciding() {
	f.decides = newBits(len(f.Index))
	var mark func(ssa.Value)
	mark = func(v ssa.Value) {
		i, ok := f.Index[v]
		if !ok || f.decides.Has(i) {
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
			if ssaquery.IsBool(v.Type()) {
				mark(v)
			}
		}
	}
	for instr := range ssaquery.Instrs(f.Function) {
		switch instr := instr.(type) {
		case *ssa.If:
			if f.Relevant[instr.Block().Index] {
				mark(instr.Cond)
			}
		case *ssa.Return:
			markBools(instr.Results...)
		case *ssa.Store:
			markBools(instr.Val)
		// Which element it is decides what is found there.
		case *ssa.IndexAddr:
			mark(instr.Index)
		case ssa.CallInstruction:
			markBools(instr.Common().Args...)
			for _, a := range instr.Common().Args {
				if ssaquery.IsBasic(a.Type()) && f.interest.Weighs(instr.Common(), a) {
					mark(a)
				}
			}
		}
	}
}

// Keeps reports whether it is worth remembering that v has the value a.
func (f *Function) Keeps(v ssa.Value, a sym.Value) bool {
	switch a.Kind {
	case sym.KindUnknown:
		return false
	case sym.KindNil, sym.KindNonNil, sym.KindSymbol, sym.KindInt, sym.KindBool, sym.KindString:
		// What is no value of this function belongs to another, which has been asked.
		i, ok := f.Index[v]
		if !ok || f.decides.Has(i) {
			return true
		}
		// An error, or something that leads to the resource, may be tested where no branch of this function shows it:
		// in a helper, or by a caller.
		t := v.Type()
		return !ssaquery.IsBasic(t) && (ssaquery.IsError(t) || f.interest.Matters(t))
	}
	return true
}
