package search

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// advance executes s up to the end of its block, or to a call whose source is
// followed; what comes then is put aside.
func (q *search) advance(s *path.State) {
	if s.Top.Unwinding != path.Running {
		q.unwind(s)
		return
	}
	block := s.Top.Block
	for i := s.Top.Next; i < len(block.Instrs); i++ {
		instr := block.Instrs[i]
		q.trace.at(instr)
		q.spend(1 + (len(s.Values)+len(s.Known))/flow.CheapSteps) // each operand is looked up
		if q.GaveUp {                                             // in the middle of a block, since one can be as long as anybody likes
			return
		}
		if v, ok := instr.(ssa.Value); ok && (s.Top.Up != nil || s.Top.Fn.Repeats[block.Index]) {
			q.makeAnew(s, v)
		}
		if !q.step(s, instr, i) || q.settled(s) {
			return
		}
	}
}

// makeAnew prepares for v to be made once more: in another round of a loop, or in another call of a function that was
// followed before. What is known of the last one is not true of this one.
func (q *search) makeAnew(s *path.State, v ssa.Value) {
	switch v.(type) {
	case *ssa.Alloc, *ssa.MakeClosure: // of variables one more is remembered; see renew
		return
	}
	if v != q.object && q.made[v] == nil && !q.isContainer(v) && !holdsBox(s, v) && !q.unchanged(s, v) { // bind has renewed the first two
		q.spend(s.Entries() / 2)
		s.Redefine(v)
	}
}

// step executes instruction i of the block. It reports whether s goes on with the next; if not, the path ended, or its
// successors were put aside.
func (q *search) step(s *path.State, instr ssa.Instruction, i int) bool {
	switch instr := instr.(type) {
	case *ssa.If:
		q.branch(s, instr)
		return false
	case *ssa.Jump:
		q.goTo(s, s.Top.Block.Succs[0])
		return false
	case *ssa.Return:
		q.exit(s, instr)
		return false
	case *ssa.Panic:
		s.At(s.Top.Block, i)
		q.panics(s, instr.X, instr.Pos())
		return false
	case *ssa.Call, *ssa.Go: // a goroutine runs where it is started
		s.At(s.Top.Block, i)
		return q.call(s, q.callOf(s, instr.(ssa.CallInstruction)))
	case *ssa.Defer:
		return q.deferCall(s, instr)
	case *ssa.RunDefers:
		s.At(s.Top.Block, i)
		return q.runDeferred(s)
	case *ssa.Store:
		q.observe(s, instr)
		return q.store(s, s.Eval(instr.Addr), instr.Val, instr.Pos())
	case ssa.Value:
		return q.compute(s, instr)
	case *ssa.Send:
		return q.send(s, instr)
	case *ssa.MapUpdate:
		q.update(s, instr)
	}
	return true
}

// settled reports whether nothing more is to be learnt from s.
func (q *search) settled(s *path.State) bool {
	if s.Status != path.Released && s.Status != path.Kept || q.Acq.Param != nil || q.returns {
		return false
	}
	if !q.mayRepeat() {
		return true
	}
	q.reset(s)
	return false
}

// unchanged reports whether v loads a variable that still holds what v loaded from it before.
func (q *search) unchanged(s *path.State, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	p, ok := path.Pointee(s.Eval(load.X))
	return ok && slices.Contains(s.Places, path.PlaceEntry{Place: p, Value: sym.Value{Kind: sym.KindSymbol, Base: v}})
}

// set gives v the value a, if that is worth remembering.
func (q *search) set(s *path.State, v ssa.Value, a sym.Value) {
	if s.Top.Fn.Keeps(v, a) {
		s.Set(v, -1, a)
	}
}

// compute executes an instruction that only makes a value. It reports whether
// the path goes on.
func (q *search) compute(s *path.State, v ssa.Value) bool {
	if x, ok := ssaquery.Converted(v); ok {
		q.set(s, v, s.Eval(x))
		return true
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		if q.Acq.Instr == v {
			s.At(s.Top.Block, slices.Index(s.Top.Block.Instrs, ssa.Instruction(v)))
			return q.makes(s, v)
		}
		q.renew(s, v)
	case *ssa.UnOp:
		return q.unary(s, v)
	case *ssa.BinOp:
		q.set(s, v, q.binary(s, v))
	case *ssa.MakeInterface:
		q.set(s, v, q.boxed(s, v))
	case *ssa.Slice:
		q.slice(s, v)
	case *ssa.Extract:
		if a, ok := s.Lookup(v.Tuple, v.Index); ok {
			q.set(s, v, s.Resolve(a))
		}
	case *ssa.FieldAddr:
		return q.part(s, v, v.X, "."+strconv.Itoa(v.Field))
	case *ssa.IndexAddr:
		return q.part(s, v, v.X, s.Element(v.Index))
	case *ssa.Field:
		return q.partOfValue(s, v, v.X, "."+strconv.Itoa(v.Field))
	case *ssa.Index:
		return q.partOfValue(s, v, v.X, s.Element(v.Index))
	case *ssa.Lookup:
		q.lookup(s, v)
	case *ssa.Range:
		if a := s.Eval(v.X); q.Carries(s, a) {
			s.Set(v, -1, a)
		}
	case *ssa.Next:
		q.next(s, v)
	case *ssa.TypeAssert:
		return q.assert(s, v)
	case *ssa.MakeClosure:
		q.closure(s, v)
	case *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice:
		q.makesContainer(s, v)
	case *ssa.Select:
		return q.selects(s, v)
	}
	return true
}

// unary executes v = *x, v = <-x or v = !x.
func (q *search) unary(s *path.State, v *ssa.UnOp) bool {
	switch v.Op {
	case token.MUL:
		return q.load(s, v)
	case token.ARROW:
		q.receive(s, v)
	case token.NOT:
		if t := q.truth(s, v.X); t != sym.Maybe {
			q.set(s, v, sym.BoolOf(t == sym.No))
		}
	}
	return true
}

// closure makes a function value. What it captures are its parts, named "#0" and so on.
func (q *search) closure(s *path.State, v *ssa.MakeClosure) {
	p := sym.Place{Base: v}
	q.renew(s, v)
	for i, b := range v.Bindings {
		if a := s.Eval(b); a.Kind != sym.KindUnknown {
			s.Write(p.Below("#"+strconv.Itoa(i)), a)
		}
	}
	q.set(s, v, sym.Value{Kind: sym.KindFunc, Base: v})
}

// selects executes a select. If one of its channels is a mailbox with something in it, the path goes on in a copy for
// each case.
func (q *search) selects(s *path.State, v *ssa.Select) bool {
	s.At(s.Top.Block, slices.Index(s.Top.Block.Instrs, ssa.Instruction(v)))
	if q.choose(s, v) {
		return false
	}
	for _, st := range v.States {
		if st.Send != nil {
			q.escape(s, s.Eval(st.Send), whySent)
		}
	}
	return true
}

// assert executes v = x.(T).
func (q *search) assert(s *path.State, v *ssa.TypeAssert) bool {
	a := s.Eval(v.X)
	if a.Kind == sym.KindNil {
		if !v.CommaOk {
			return false // panics
		}
		s.Set(v, 0, sym.ZeroOf(v.AssertedType))
		s.Set(v, 1, sym.False)
		return true
	}
	if mayMiss(v) && s.Active() && q.caught(s) {
		c := s.Copy()
		c.At(s.Top.Block, slices.Index(s.Top.Block.Instrs, ssa.Instruction(v)))
		q.panics(c, v, v.Pos())
	}
	passes := sym.Maybe
	if isRecovered(a) {
		if passes = recoveredAs(a, v.AssertedType); passes == sym.Maybe {
			q.trace.stops(s, whyPanicOf)
			return false // whether it is recovered is not known
		}
	} else if t := q.dynamicType(a, v.X); t != nil {
		passes = sym.TruthOf(ssaquery.Assertable(t, v.AssertedType))
	} else {
		passes = q.Res.Types.Asserted(a, v.AssertedType)
	}
	switch {
	case passes == sym.No && !v.CommaOk:
		return false // panics
	case passes == sym.No:
		s.Set(v, 0, sym.ZeroOf(v.AssertedType))
		s.Set(v, 1, sym.False)
	case !v.CommaOk:
		a = q.unboxed(a, v.AssertedType)
		if a.Kind == sym.KindSymbol || a.IsNonNil() {
			s.Set(v, -1, a)
		}
	default:
		if a = q.unboxed(a, v.AssertedType); a.IsNonNil() {
			s.Set(v, 0, a)
		}
		if passes == sym.Yes {
			s.Set(v, 1, sym.True)
		}
	}
	return true
}

// dynamicType returns the type of what is in the interface v, which has the value a, or nil if
// that is not known.
func (q *search) dynamicType(a sym.Value, v ssa.Value) types.Type {
	if t := q.Res.Types.DynamicType(a); t != nil {
		return t
	}
	switch {
	case a.Kind == sym.KindAddress && a.Path == "" && q.made[a.Base] != nil:
		return q.made[a.Base]
	case a.Kind == sym.KindAddress && a.Path == "" && ssaquery.IsAlloc(a.Base):
		return a.Base.Type()
	case isBox(a):
		return a.Base.(*ssa.MakeInterface).X.Type()
	}
	if mk, ok := v.(*ssa.MakeInterface); ok {
		return mk.X.Type()
	}
	return nil
}

// binary computes a comparison or the sum or difference of integers.
func (q *search) binary(s *path.State, v *ssa.BinOp) sym.Value {
	x, y := s.Eval(v.X), s.Eval(v.Y)
	if sym.Negate(v.Op) != token.ILLEGAL {
		if t := sym.Decide(s.Known, v.Op, x, y); t != sym.Maybe {
			return sym.BoolOf(t == sym.Yes)
		}
		if first := s.Top.Fn.Canon[v]; first != nil && x.Kind == sym.KindSymbol && y.Kind == sym.KindSymbol {
			return s.Resolve(sym.Value{Kind: sym.KindSymbol, Base: first})
		}
		return sym.Unknown
	}
	if v.Op != token.ADD && v.Op != token.SUB || !ssaquery.IsInteger(v) {
		return sym.Unknown
	}
	if v.Op == token.ADD && x.Kind == sym.KindInt && y.Kind != sym.KindInt {
		x, y = y, x
	}
	if y.Kind != sym.KindInt || x.Kind != sym.KindInt && x.Kind != sym.KindSymbol {
		return sym.Unknown
	}
	n := y.N
	if v.Op == token.SUB {
		n = -n
	}
	if x.Kind == sym.KindInt && x.N >= 0 && !s.Counts(v) {
		sum := sym.Value{Kind: sym.KindSymbol, Base: v}
		if n > 0 && s.Top.Fn.Keeps(v, sym.IntOf(1)) {
			s.Known = sym.Learn(s.Known, token.GEQ, sum, sym.IntOf(x.N+n))
		}
		return sum
	}
	from := x
	x.N += n
	if x.N <= sym.Farthest && x.N >= -sym.Farthest {
		return x
	}
	// Widen: how far it has come is all that is known from now on.
	if !s.Top.Fn.Keeps(v, sym.IntOf(1)) {
		return sym.Unknown
	}
	sum, op, least := sym.Value{Kind: sym.KindSymbol, Base: v}, token.GEQ, int64(sym.Farthest)
	if x.N < 0 {
		op, least = token.LEQ, -sym.Farthest
	}
	limit := sym.IntOf(least)
	if from.Kind == sym.KindSymbol {
		limit = sym.Value{Kind: sym.KindSymbol, Base: from.Base, N: least}
	}
	s.Known = sym.Learn(s.Known, op, sum, limit)
	return sum
}
