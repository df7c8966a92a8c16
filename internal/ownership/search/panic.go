package search

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A panic that nobody recovers is no exit of a function: the program ends, and with it whatever is open. One that a
// deferred call recovers makes the function return with what its named results are then. So a panic unwinds: the frames
// run their deferred calls, the innermost first, until one of those calls recover.

// panics executes a panic with the value v, or one because the assertion v does not hold.
func (q *search) panics(s *path.State, v ssa.Value, pos token.Pos) {
	if s.Active() && pos.IsValid() {
		q.Panics = true
	}
	if !pos.IsValid() || !s.Active() || !q.caught(s) { // no position: a check that range over a function makes
		q.trace.stops(s, whyPanics)
		return
	}
	top := *s.Top
	top.Unwinding, top.Panic = path.Panicking, sym.Value{Kind: sym.KindNonNil, Base: v}
	s.Note(path.Step{Kind: path.Panic, Pos: q.seenFrom(s, pos)})
	s.Top = &top
	q.unwind(s)
}

// seenFrom returns where the function that acquires, or else the root, is left for pos, which is in the top frame.
func (q *search) seenFrom(s *path.State, pos token.Pos) token.Pos {
	for f := s.Top; f.Up != nil && f.From != nil && (q.Acq.Instr == nil || f.Fn.Function != q.Acq.Instr.Parent()); f = f.Up {
		pos = f.From.Pos()
	}
	return pos
}

// unwind runs the deferred calls of a frame that panics, and goes on where that ends.
func (q *search) unwind(s *path.State) {
	for !q.settled(s) {
		top := *s.Top
		switch n := len(top.Deferred); {
		case n > 0:
			d := top.Deferred[n-1]
			top.Deferred = top.Deferred[:n-1]
			s.Top = &top
			if !q.runsLate(s, d) {
				return
			}
		case top.Unwinding == path.Recovered:
			top.Unwinding, top.Panic = path.Running, sym.Unknown
			s.Top = &top
			s.At(top.Fn.Recover, 0)
			q.push(s)
			return
		case top.Up == nil || endsPanic(&top):
			q.trace.stops(s, whyPanics)
			return
		default:
			up := *top.Up
			up.Unwinding, up.Panic = path.Panicking, top.Panic
			s.Top = &up
		}
	}
}

// recovers executes v = recover().
func (q *search) recovers(s *path.State, v ssa.Value) {
	up := s.Top.Up
	switch {
	case up == nil: // the root may run because of a panic
	case up.Unwinding == path.Panicking && s.Top.Deferral:
		top, below := *s.Top, *up
		below.Unwinding = path.Recovered
		top.Up = &below
		s.Top = &top
		s.Set(v, -1, below.Panic)
	case up.Unwinding == path.Running && s.Top.Deferral, up.Unwinding == path.Recovered:
		s.Set(v, -1, sym.Nil)
	}
}

// isRecovered reports whether a is what recover returned for a panic with a value, or because of an instruction, that a
// names.
func isRecovered(a sym.Value) bool { return a.Kind == sym.KindNonNil && a.Base != nil }

// recoveredAs tells whether a, what recover returned, passes an assertion to t.
func recoveredAs(a sym.Value, t types.Type) sym.Truth {
	var given types.Type
	switch v := a.Base.(type) {
	case *ssa.MakeInterface:
		return sym.TruthOf(ssaquery.Assertable(v.X.Type(), t))
	case *ssa.ChangeInterface:
		given = v.X.Type()
	case *ssa.TypeAssert: // a runtime.Error
		given = types.Universe.Lookup("error").Type()
	default:
		given = v.Type()
	}
	if iface, ok := t.Underlying().(*types.Interface); ok && types.Implements(given, iface) {
		return sym.Yes
	}
	return sym.Maybe
}

// caught reports whether a panic in the top frame would be recovered, or might be: some frame has deferred a call that
// can do so.
func (q *search) caught(s *path.State) bool {
	for f := s.Top; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			if fn, ok := ssaquery.FunctionOf(d.Target.Base); ok && d.Target.Kind == sym.KindFunc && q.doesRecover(fn) {
				return true
			}
		}
		if endsPanic(f) {
			return false
		}
	}
	return false
}

// endsPanic reports whether a panic in f is not that of the frame below: f is a goroutine, or what lies between the two is
// not followed and may recover.
func endsPanic(f *path.Frame) bool {
	_, async := f.From.(*ssa.Go)
	return async || f.Callback != nil
}

// doesRecover reports whether fn itself calls recover.
func (q *search) doesRecover(fn *ssa.Function) bool {
	does, ok := q.recovering[fn]
	if !ok {
		does = contains(fn, func(instr ssa.Instruction) bool {
			call, ok := instr.(*ssa.Call)
			if !ok {
				return false
			}
			b, ok := call.Call.Value.(*ssa.Builtin)
			return ok && b.Name() == "recover"
		})
		q.recovering[fn] = does
	}
	return does
}

// throws reports whether the function that is called is a small one that panics in plain words, which would be recovered,
// because of something that has to do with what was acquired.
func (q *search) throws(s *path.State, call *site) bool {
	if !s.Active() || !q.caught(s) || !panicsItself(call.Fn) {
		return false
	}
	if generic := s.Top.Fn.Origin(); generic != nil && generic == call.Fn { // asked where the instance was called
		return true
	}
	acquired := func(v ssa.Value) bool { return v == q.object || q.Acq.Call != nil && v == q.Acq.Value() }
	return slices.ContainsFunc(call.Instr.Common().Args, func(a ssa.Value) bool {
		return q.Carries(s, s.Eval(a)) || s.Eval(a) == sym.FirstNil || comesFrom(a, acquired)
	})
}

func panicsItself(fn *ssa.Function) bool {
	if generic := fn.Origin(); generic != nil { // fn only calls that
		fn = generic
	}
	return len(fn.Blocks) <= maxTestBlocks && contains(fn, func(instr ssa.Instruction) bool {
		_, ok := instr.(*ssa.Panic)
		return ok && instr.Pos().IsValid()
	})
}

func contains(fn *ssa.Function, such func(ssa.Instruction) bool) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if such(instr) {
				return true
			}
		}
	}
	return false
}

// mayMiss reports whether the assertion v, which panics if it does not hold, is about what stands under a key in a tree
// of decoded data: who asserts that without a look has the panic recovered.
func mayMiss(v *ssa.TypeAssert) bool {
	lookup, ok := v.X.(*ssa.Lookup)
	if !ok || v.CommaOk {
		return false
	}
	m, ok := lookup.X.Type().Underlying().(*types.Map)
	if !ok {
		return false
	}
	iface, ok := m.Elem().Underlying().(*types.Interface)
	return ok && iface.Empty()
}
