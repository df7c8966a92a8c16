package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// variable returns what tells the variable behind a value from others: the field for what
// is loaded from a field, the phi for what counts a loop; nil for a constant.
func variable(v ssa.Value) any {
	for {
		switch x := v.(type) {
		case *ssa.BinOp:
			if _, ok := x.Y.(*ssa.Const); ok && (x.Op == token.ADD || x.Op == token.SUB) {
				v = x.X
				continue
			}
		case *ssa.UnOp:
			// The field, of whatever struct: two loads of resp.StatusCode are two SSA values, and one variable.
			if addr, ok := x.X.(*ssa.FieldAddr); ok && x.Op == token.MUL {
				return addr.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(addr.Field)
			}
			if x.Op == token.MUL {
				return x.X
			}
		case *ssa.Const:
			return nil
		}
		return v
	}
}

// countTests counts, by variable, the places where an integer or what a field holds takes part in
// a decision: in the condition of a relevant branch, or as a bool that goes elsewhere.
func (f *Function) countTests() {
	f.tests = make(map[any]int)
	for instr := range ssaquery.Instrs(f.Function) {
		b := instr.Block()
		switch instr := instr.(type) {
		case *ssa.If:
			if f.Relevant[b.Index] {
				f.countTest(instr.Cond, b)
			}
		case *ssa.Store, ssa.CallInstruction, *ssa.Return, *ssa.Phi:
			var room [8]*ssa.Value
			for _, op := range instr.Operands(room[:0]) {
				if *op != nil && ssaquery.IsBool((*op).Type()) {
					f.countTest(*op, b)
				}
			}
		}
	}
}

// countTest counts what the condition v, asked for in b, compares.
func (f *Function) countTest(v ssa.Value, b *ssa.BasicBlock) {
	compared := []ssa.Value{v}
	switch x := v.(type) {
	case *ssa.UnOp:
		if x.Op == token.NOT {
			f.countTest(x.X, b)
			return
		}
	case *ssa.BinOp:
		if sym.Negate(x.Op) != token.ILLEGAL {
			compared = []ssa.Value{x.X, x.Y}
		}
	}
	for _, v := range compared {
		if key := variable(v); key != nil {
			f.tests[key]++
			if f.Repeats[b.Index] {
				f.tests[key]++ // it may be asked again
			}
		}
	}
}

// TestedAgain reports whether it is worth remembering what a branch found out about v: another
// branch may depend on it. Of integers and of what fields hold there can be too much to remember all.
func (f *Function) TestedAgain(v ssa.Value) bool {
	if load, ok := v.(*ssa.UnOp); !ssaquery.IsInteger(v) && (!ok || load.Op != token.MUL || !ssaquery.IsField(load.X)) {
		return true
	}
	switch key := variable(v).(type) {
	case nil:
		return true
	case *ssa.Alloc, *ssa.FreeVar: // a function literal may ask for it
		return true
	default:
		return f.tests[key] > 1
	}
}

// Counters calls visit with the bounds that the sum v, or the phi that it adds to, is
// held against by an ordering; above: it asks whether the counter is still below the bound. It reports whether v adds to
// a phi at all.
func Counters(v *ssa.BinOp, visit func(bound ssa.Value, above bool)) bool {
	phi, ok := v.X.(*ssa.Phi)
	if !ok {
		return false
	}
	// A loop may ask before it counts, as for does, or behind that.
	for _, counter := range []ssa.Value{v, phi} {
		if counter.Referrers() == nil {
			continue
		}
		for _, r := range *counter.Referrers() {
			cmp, ok := r.(*ssa.BinOp)
			switch {
			case !ok || sym.Mirror(cmp.Op) == cmp.Op: // not one of < <= > >=
			case cmp.X == counter:
				visit(cmp.Y, cmp.Op == token.LSS || cmp.Op == token.LEQ)
			default:
				visit(cmp.X, cmp.Op == token.GTR || cmp.Op == token.GEQ)
			}
		}
	}
	return true
}
