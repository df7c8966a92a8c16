package ownership

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"
)

// advance executes s up to the end of its block, or to a call whose body is
// followed; what comes then is put aside.
func (q *search) advance(s *state) {
	block := s.top.block
	for i := s.top.next; i < len(block.Instrs); i++ {
		instr := block.Instrs[i]
		q.trace.at(instr)
		q.spend(1 + (len(s.values)+len(s.known))/cheapSteps) // each operand is looked up
		if v, ok := instr.(ssa.Value); ok && (s.top.up != nil || s.top.fn.repeats[block.Index]) {
			switch v.(type) {
			case *ssa.Alloc, *ssa.MakeClosure: // see age
			default:
				if v != q.object && q.made[v] == nil && !q.unchanged(s, v) { // bind has renewed the first two
					q.spend(s.entries() / 2)
					s.redefine(v)
				}
			}
		}
		switch instr := instr.(type) {
		case *ssa.If:
			q.branch(s, instr)
			return
		case *ssa.Jump:
			q.goTo(s, block.Succs[0])
			return
		case *ssa.Return:
			q.exit(s, instr)
			return
		case *ssa.Panic:
			q.trace.stops(s, whyPanics)
			return // no exit
		case *ssa.Call:
			s.at(block, i)
			if !q.call(s, q.callOf(s, instr)) {
				return
			}
		case *ssa.Go:
			s.at(block, i)
			if !q.call(s, q.callOf(s, instr)) {
				return
			}
		case *ssa.Defer:
			if !q.deferCall(s, instr) {
				return
			}
		case *ssa.RunDefers:
			s.at(block, i)
			if !q.runDeferred(s) {
				return
			}
		case *ssa.Store:
			q.observe(s, instr)
			if !q.store(s, s.eval(instr.Addr), instr.Val, instr.Pos()) {
				return
			}
		case ssa.Value:
			if !q.compute(s, instr) {
				return
			}
		case *ssa.Send:
			if !q.send(s, instr) {
				return
			}
		case *ssa.MapUpdate:
			q.escape(s, s.eval(instr.Value), whyMap)
			q.escape(s, s.eval(instr.Key), whyMap)
		}
		if q.settled(s) {
			return
		}
	}
}

// settled reports whether nothing more is to be learnt from s.
func (q *search) settled(s *state) bool {
	if s.status != released && s.status != kept || q.acq.param != nil || q.returns {
		return false
	}
	if !q.mayRepeat() {
		return true
	}
	q.reset(s)
	return false
}

// unchanged reports whether v loads a variable that still holds what v loaded from it before.
func (q *search) unchanged(s *state, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	p, ok := pointee(s.eval(load.X))
	return ok && slices.Contains(s.places, placeEntry{p, abs{kind: symbol, base: v}})
}

// compute executes an instruction that only makes a value. It reports whether
// the path goes on.
func (q *search) compute(s *state, v ssa.Value) bool {
	set := func(a abs) bool {
		if s.top.fn.keeps(v, a) {
			s.set(v, -1, a)
		}
		return true
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		if q.acq.instr == v {
			s.at(s.top.block, slices.Index(s.top.block.Instrs, ssa.Instruction(v)))
			return q.makes(s, v)
		}
		q.renew(s, v)
		return true
	case *ssa.UnOp:
		switch v.Op {
		case token.MUL:
			return q.load(s, v)
		case token.ARROW:
			q.receive(s, v)
		case token.NOT:
			if t := q.truth(s, v.X); t != maybe {
				return set(absOfBool(t == no))
			}
		}
		return true
	case *ssa.BinOp:
		return set(q.binary(s, v))
	case *ssa.MakeInterface:
		a := s.eval(v.X)
		if !a.isNonNil() {
			a = absNonNil
		}
		return set(a)
	case *ssa.ChangeInterface:
		return set(s.eval(v.X))
	case *ssa.ChangeType:
		return set(s.eval(v.X))
	case *ssa.Convert:
		return set(s.eval(v.X))
	case *ssa.MultiConvert:
		return set(s.eval(v.X))
	case *ssa.SliceToArrayPointer:
		return set(s.eval(v.X))
	case *ssa.Slice:
		a := s.eval(v.X)
		if v.Low != nil || v.High != nil {
			if q.carries(s, a) {
				a = absHolder // some of the elements
			} else {
				a = absNonNil
			}
		}
		return set(a)
	case *ssa.Extract:
		if a, ok := s.lookup(v.Tuple, v.Index); ok {
			return set(s.resolve(a))
		}
		return true
	case *ssa.FieldAddr:
		return q.part(s, v, v.X, "."+strconv.Itoa(v.Field))
	case *ssa.IndexAddr:
		return q.part(s, v, v.X, s.element(v.Index))
	case *ssa.Field:
		return q.partOfValue(s, v, v.X, "."+strconv.Itoa(v.Field))
	case *ssa.Index:
		return q.partOfValue(s, v, v.X, s.element(v.Index))
	case *ssa.Lookup, *ssa.Next, *ssa.Range:
		var room [4]*ssa.Value
		for _, op := range v.(ssa.Instruction).Operands(room[:0]) {
			if s.eval(*op).kind == holder {
				return set(absHolder)
			}
		}
		return true
	case *ssa.TypeAssert:
		return q.assert(s, v)
	case *ssa.MakeClosure:
		p := place{base: v}
		q.renew(s, v)
		for i, b := range v.Bindings {
			if a := s.eval(b); a.kind != unknown {
				s.write(p.below("#"+strconv.Itoa(i)), a)
			}
		}
		return set(abs{kind: closure, base: v})
	case *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice:
		return set(absNonNil)
	case *ssa.Select:
		s.at(s.top.block, slices.Index(s.top.block.Instrs, ssa.Instruction(v)))
		if q.choose(s, v) {
			return false
		}
		for _, st := range v.States {
			if st.Send != nil {
				q.escape(s, s.eval(st.Send), whySent)
			}
		}
		return true
	}
	return true
}

// assert executes v = x.(T).
func (q *search) assert(s *state, v *ssa.TypeAssert) bool {
	a := s.eval(v.X)
	if a.kind == null {
		if !v.CommaOk {
			return false // panics
		}
		s.set(v, 0, zeroOf(v.AssertedType))
		s.set(v, 1, absFalse)
		return true
	}
	passes := maybe
	if t := q.dynamicType(a, v.X); t != nil {
		passes = truthOf(assertable(t, v.AssertedType))
	} else {
		passes = q.res.types.asserted(a, v.AssertedType)
	}
	switch {
	case passes == no && !v.CommaOk:
		return false // panics
	case passes == no:
		s.set(v, 0, zeroOf(v.AssertedType))
		s.set(v, 1, absFalse)
	case !v.CommaOk:
		if a.kind == symbol || a.isNonNil() {
			s.set(v, -1, a)
		}
	default:
		if a.isNonNil() {
			s.set(v, 0, a)
		}
		if passes == yes {
			s.set(v, 1, absTrue)
		}
	}
	return true
}

// dynamicType returns the type of what is in the interface v, which has the value a, or nil if
// that is not known.
func (q *search) dynamicType(a abs, v ssa.Value) types.Type {
	if t := q.res.types.dynamicType(a); t != nil {
		return t
	}
	switch {
	case a.kind == address && a.path == "" && q.made[a.base] != nil:
		return q.made[a.base]
	case a.kind == address && a.path == "" && isAlloc(a.base):
		return a.base.Type()
	}
	if mk, ok := v.(*ssa.MakeInterface); ok {
		return mk.X.Type()
	}
	return nil
}

// assertable reports whether an interface that holds a t passes an assertion to u.
func assertable(t, u types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	if iface, ok := u.Underlying().(*types.Interface); ok {
		return types.Implements(t, iface)
	}
	return types.Identical(t, u)
}

// binary computes a comparison or the sum or difference of integers.
func (q *search) binary(s *state, v *ssa.BinOp) abs {
	x, y := s.eval(v.X), s.eval(v.Y)
	if negate(v.Op) != token.ILLEGAL {
		if t := decide(s.known, v.Op, x, y); t != maybe {
			return absOfBool(t == yes)
		}
		if first := s.top.fn.canon[v]; first != nil && x.kind == symbol && y.kind == symbol {
			return s.resolve(abs{kind: symbol, base: first})
		}
		return absUnknown
	}
	if v.Op != token.ADD && v.Op != token.SUB || !isInteger(v) {
		return absUnknown
	}
	if v.Op == token.ADD && x.kind == constInt && y.kind != constInt {
		x, y = y, x
	}
	if y.kind != constInt || x.kind != constInt && x.kind != symbol {
		return absUnknown
	}
	n := y.n
	if v.Op == token.SUB {
		n = -n
	}
	if x.kind == constInt && x.n >= 0 && !s.counts(v) {
		sum := abs{kind: symbol, base: v}
		if n > 0 && s.top.fn.keeps(v, absOfInt(1)) {
			s.known = learn(s.known, token.GEQ, sum, absOfInt(min(x.n+n, 4))) // no further, for the loop to settle
		}
		return sum
	}
	x.n += n
	if x.n > farthest || x.n < -farthest {
		return absUnknown
	}
	return x
}

// counts reports whether it is worth going number by number through the loop that v
// counts: only if it ends at a number that is known. Other sums are always worth it.
func (s *state) counts(v *ssa.BinOp) bool {
	bounded := false
	counter := counters(v, func(bound ssa.Value) {
		bounded = bounded || s.eval(bound).kind == constInt
	})
	return !counter || bounded
}
