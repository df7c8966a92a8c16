package ownership

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A function is what the search needs to know of an ssa.Function beforehand:
// where its values are live, which blocks repeat, which values decide branches.
type function struct {
	*ssa.Function
	index    map[ssa.Value]int // of the values defined in the function
	liveOut  []bits            // by block
	repeats  []bool            // by block: the block lies on a cycle
	relevant []bool            // by block: its branch can matter, see findRelevant
	decides  bits              // values that a branch may depend on
	points   map[point]bits    // memo of liveAt
	canon    map[*ssa.BinOp]*ssa.BinOp
	tests    map[any]int // see countTests
}

// A point is the place before the instruction numbered next of a block.
type point struct {
	block *ssa.BasicBlock
	next  int
}

// bits is a set of small integers.
type bits []uint64

func newBits(n int) bits      { return make(bits, (n+63)/64) }
func (b bits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }
func (b bits) add(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bits) remove(i int)   { b[i/64] &^= 1 << (i % 64) }
func (b bits) clone() bits    { return append(bits(nil), b...) }
func (b bits) addAll(c bits) bool {
	changed := false
	for i, w := range c {
		if b[i]|w != b[i] {
			b[i] |= w
			changed = true
		}
	}
	return changed
}

func newFunction(fn *ssa.Function) *function {
	f := &function{Function: fn, index: make(map[ssa.Value]int), points: make(map[point]bits)}
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
	f.findEquals()
	f.findLive()
	f.findCycles()
	f.findRelevant()
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
func (f *function) countTests() {
	f.tests = make(map[any]int)
	count := func(v ssa.Value, b *ssa.BasicBlock) {
		if key := variable(v); key != nil {
			f.tests[key]++
			if f.repeats[b.Index] {
				f.tests[key]++ // it may be asked again
			}
		}
	}
	var test func(v ssa.Value, b *ssa.BasicBlock)
	test = func(v ssa.Value, b *ssa.BasicBlock) {
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op == token.NOT {
				test(x.X, b)
				return
			}
		case *ssa.BinOp:
			if negate(x.Op) != token.ILLEGAL {
				count(x.X, b)
				count(x.Y, b)
				return
			}
		}
		count(v, b)
	}
	for _, b := range f.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.If:
				if f.relevant[b.Index] {
					test(instr.Cond, b)
				}
			case *ssa.Store, ssa.CallInstruction, *ssa.Return, *ssa.Phi:
				var room [8]*ssa.Value
				for _, op := range instr.Operands(room[:0]) {
					if *op != nil && isBool((*op).Type()) {
						test(*op, b)
					}
				}
			}
		}
	}
}

// testedAgain reports whether it is worth remembering what a branch found out about v: another
// branch may depend on it. Of integers and of what fields hold there can be too much to remember all.
func (f *function) testedAgain(v ssa.Value) bool {
	if load, ok := v.(*ssa.UnOp); !isInteger(v) && (!ok || load.Op != token.MUL || !isField(load.X)) {
		return true
	}
	key := variable(v)
	return key == nil || f.tests[key] > 1
}

func isField(v ssa.Value) bool { _, ok := v.(*ssa.FieldAddr); return ok }

// uses calls visit for the values of the function that instr uses (a phi uses
// its operands at the ends of the blocks before it, so they are not included).
func (f *function) uses(instr ssa.Instruction, visit func(int)) {
	if _, ok := instr.(*ssa.Phi); ok {
		return
	}
	var room [8]*ssa.Value
	for _, op := range instr.Operands(room[:0]) {
		if *op != nil {
			if i, ok := f.index[*op]; ok {
				visit(i)
			}
		}
	}
	if bin, ok := instr.(*ssa.BinOp); ok && f.canon[bin] != nil {
		visit(f.index[f.canon[bin]])
	}
}

// findLive solves the usual backward equations for the ends of the blocks.
func (f *function) findLive() {
	n := len(f.index)
	f.liveOut = make([]bits, len(f.Blocks))
	for i := range f.liveOut {
		f.liveOut[i] = newBits(n)
	}
	for changed := true; changed; {
		changed = false
		for i := len(f.Blocks) - 1; i >= 0; i-- {
			b := f.Blocks[i]
			in := f.scan(b, 0)
			for _, instr := range b.Instrs {
				phi, ok := instr.(*ssa.Phi)
				if !ok {
					break
				}
				in.remove(f.index[phi])
			}
			for j, pred := range b.Preds {
				if f.liveOut[pred.Index].addAll(in) {
					changed = true
				}
				for _, instr := range b.Instrs {
					phi, ok := instr.(*ssa.Phi)
					if !ok {
						break
					}
					if k, ok := f.index[phi.Edges[j]]; ok && !f.liveOut[pred.Index].has(k) {
						f.liveOut[pred.Index].add(k)
						changed = true
					}
				}
			}
		}
	}
}

// scan returns what is live before instruction number next of b, phis counted as
// already done.
func (f *function) scan(b *ssa.BasicBlock, next int) bits {
	live := f.liveOut[b.Index].clone()
	for i := len(b.Instrs) - 1; i >= next; i-- {
		instr := b.Instrs[i]
		if _, ok := instr.(*ssa.Phi); ok {
			break
		}
		if v, ok := instr.(ssa.Value); ok {
			live.remove(f.index[v])
		}
		f.uses(instr, live.add)
	}
	return live
}

// liveAt returns the values live before instruction number next of b. The result
// must not be changed.
func (f *function) liveAt(b *ssa.BasicBlock, next int) bits {
	p := point{b, next}
	live, ok := f.points[p]
	if !ok {
		live = f.scan(b, next)
		f.points[p] = live
	}
	return live
}

// findCycles marks the blocks that can be reached from themselves.
func (f *function) findCycles() {
	f.repeats = make([]bool, len(f.Blocks))
	// A block repeats if its strongly connected component has an edge inside.
	index := make([]int, len(f.Blocks)) // 0: not visited
	low := make([]int, len(f.Blocks))
	onStack := make([]bool, len(f.Blocks))
	var stack []int
	counter := 0
	type visit struct{ block, succ int }
	for root := range f.Blocks {
		if index[root] != 0 {
			continue
		}
		calls := []visit{{root, 0}}
		for len(calls) > 0 {
			top := &calls[len(calls)-1]
			b := top.block
			if top.succ == 0 {
				counter++
				index[b], low[b] = counter, counter
				stack = append(stack, b)
				onStack[b] = true
			}
			if top.succ < len(f.Blocks[b].Succs) {
				s := f.Blocks[b].Succs[top.succ].Index
				top.succ++
				if s == b {
					f.repeats[b] = true
				}
				if index[s] == 0 {
					calls = append(calls, visit{s, 0})
				} else if onStack[s] {
					low[b] = min(low[b], index[s])
				}
				continue
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				p := calls[len(calls)-1].block
				low[p] = min(low[p], low[b])
			}
			if low[b] != index[b] {
				continue
			}
			size := 0
			for i := len(stack) - 1; ; i-- {
				size++
				if stack[i] == b {
					break
				}
			}
			for _, m := range stack[len(stack)-size:] {
				onStack[m] = false
				if size > 1 {
					f.repeats[m] = true
				}
			}
			stack = stack[:len(stack)-size]
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
		return !isBasic(t) && (isError(t) || nethttp.MayClose(t))
	}
	return true
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// counters calls visit with the bounds that the sum v, or the phi that it adds to, is
// held against by an ordering. It reports whether v adds to a phi at all.
func counters(v *ssa.BinOp, visit func(bound ssa.Value)) bool {
	phi, ok := v.X.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, counter := range []ssa.Value{v, phi} {
		if counter.Referrers() == nil {
			continue
		}
		for _, r := range *counter.Referrers() {
			cmp, ok := r.(*ssa.BinOp)
			switch {
			case !ok || mirror(cmp.Op) == cmp.Op: // not one of < <= > >=
			case cmp.X == counter:
				visit(cmp.Y)
			default:
				visit(cmp.X)
			}
		}
	}
	return true
}
