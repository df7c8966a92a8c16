package path

import (
	"fmt"
	"go/token"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

const keySource = `
func F(a, b int, p, q *int) {
	defer println(a)
	f := func() { defer println(b); for a > b { g(a); g(b) }; if b > a { g(a) } }
	f()
	f()
}
func g(n int) int { return n }
`

// full returns a state in which nothing is zero that a key can depend on, with frames of two functions.
func full(w *world) *State {
	inner := flow.New(w.fn.AnonFuncs[0], everything{}, nil)
	var defers []*ssa.Defer
	var calls []*ssa.Call
	for _, fn := range []*ssa.Function{w.fn.Function, inner.Function} {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Defer:
					defers = append(defers, instr)
				case *ssa.Call:
					calls = append(calls, instr)
				}
			}
		}
	}
	a, b, p, q := w.value("a"), w.value("b"), w.value("p"), w.value("q")
	symbol := func(v ssa.Value, n int64) sym.Value { return sym.Value{Kind: sym.KindSymbol, Base: v, N: n} }
	bottom := &Frame{Fn: w.fn, Block: w.fn.Blocks[0], Next: 1, Deferred: []Deferral{
		{Call: defers[0], Target: symbol(a, 1), Args: []sym.Value{symbol(a, 2), sym.Nil}, Binds: []sym.Value{sym.IntOf(3)}},
		{Call: defers[0], Target: symbol(b, 1), Args: []sym.Value{sym.True}, Binds: []sym.Value{sym.Holder, sym.Nil}},
	}}
	return &State{
		Top:    &Frame{Fn: inner, Block: inner.Blocks[1], Next: 2, From: calls[0], Site: calls[0], Up: bottom, Depth: 1, Late: true},
		Status: Open, Stored: true, Chosen: true, Branched: true, Copied: true, With: 1, Tag: 1,
		Held: defers[0],
		Values: []ValueEntry{
			{a, -1, symbol(b, 1)}, {a, 0, sym.NonNil}, {a, 1, sym.Value{Kind: sym.KindString, Path: "x"}}, {b, -1, sym.IntOf(200)},
		},
		Places: []PlaceEntry{
			{sym.Place{Base: p, Path: ".1"}, sym.Resource}, {sym.Place{Base: p, Path: ".2"}, sym.Holder},
			{sym.Place{Base: p, Path: ".1", Old: true}, sym.Place{Base: q, Old: true}.Addr()}, {sym.Place{Base: q}, symbol(a, 0)},
		},
		Known: []sym.Constraint{
			{X: a, Op: token.LSS, Y: b, Const: sym.IntOf(1)}, {X: a, Op: token.NEQ, Const: sym.Nil}, {X: b, Op: token.EQL, Const: sym.True},
		},
		Shared:  []sym.Place{{Base: p}, {Base: p, Old: true}, {Base: q, Path: ".1"}},
		Guesses: []Assumption{{calls[0], true}, {calls[1], false}},
		Trail:   &Trail{Step: Step{Kind: Call}},
		Choices: []Choice{{Cond: Cond{Param: 1, Path: ".1", Op: token.NEQ, C: sym.IntOf(1)}}, {If: ifs(inner.Function)[0], Taken: true}},
		Needs:   [][]Choice{{{Cond: Cond{Param: 2, Path: ".1", Op: token.EQL, C: sym.IntOf(1)}}}, {{If: ifs(inner.Function)[0]}}},
	}
}

// ifs returns the branches of fn.
func ifs(fn *ssa.Function) (all []*ssa.If) {
	for _, b := range fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			all = append(all, branch)
		}
	}
	return all
}

// TestKeyOfPermuted wants the order of entries to mean nothing.
func TestKeyOfPermuted(t *testing.T) {
	w := newWorld(t, keySource)
	want := full(w).Key(w.id)
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		s := full(w)
		shuffle(r, s.Values)
		shuffle(r, s.Places)
		shuffle(r, s.Known)
		shuffle(r, s.Shared)
		order := show(s)
		if got := s.Key(w.id); got != want {
			t.Fatalf("the key of %s is another one", order)
		}
	}
}

func shuffle[E any](r *rand.Rand, list []E) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// notInKey are the fields that a key leaves out, and why.
var notInKey = map[string]string{
	"State.Trail":    "it is for readers alone; what decides something of it is Branched",
	"Frame.Depth":    "the number of frames below",
	"Frame.Late":     "where the frame below stands says whether it runs deferred calls",
	"Frame.Deferral": "the same says it of this frame",
	"Frame.From":     "where the frame below stands, and what it has still to run, says which call it is",
	"Frame.Callback": "which function runs says whether it is the callee of the call",
}

// TestKeyOfChanged changes each field of a state, each element of each list and each part of those, one at a time, and
// wants another key each time; it also wants each field to have been changed.
func TestKeyOfChanged(t *testing.T) {
	w := newWorld(t, keySource)
	before := full(w).Key(w.id)
	keys := map[string]string{before: "nothing"}
	for i := 0; ; i++ {
		s := full(w)
		c := changer{w: w, left: i}
		c.visit(reflect.ValueOf(s).Elem(), "State")
		if c.left >= 0 {
			if i < 100 {
				t.Errorf("only %d things can be changed", i)
			}
			break
		}
		key := s.Key(w.id)
		if other, ok := keys[key]; ok {
			t.Errorf("after a change of %s the key is that after a change of %s", c.changed, other)
		}
		keys[key] = fmt.Sprintf("%s (%d)", c.changed, i)
	}
}

// A changer changes one thing in a state: that which comes after left others.
type changer struct {
	w       *world
	left    int
	changed string
}

// visit goes through v, which is called name, as long as nothing is changed.
func (c *changer) visit(v reflect.Value, name string) {
	if c.left < 0 || notInKey[name] != "" {
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *ssa.Value:
		c.change(name, func() { *x = c.otherValue(*x) })
		return
	case *ssa.CallInstruction: // the site of a frame
		if *x != nil {
			c.change(name, func() { *x = nil })
		}
		return
	case **ssa.Defer:
		c.change(name, func() { *x = c.otherDefer(*x) })
		return
	case **ssa.If:
		if *x != nil {
			c.change(name, func() { *x = ifs((*x).Parent())[1] })
		}
		return
	case **ssa.BasicBlock:
		c.change(name, func() { *x = (*x).Parent().Blocks[((*x).Index+1)%2] })
		return
	case **flow.Function:
		c.change(name, func() { *x = flow.New(c.w.fn.Pkg.Func("g"), everything{}, nil) })
		return
	case **Frame:
		if *x == nil {
			return
		}
		up := (*x).Up
		c.change(name, func() { *x = up }) // the frame is gone
		if c.left >= 0 {
			frame := **x
			*x = &frame
			c.visit(reflect.ValueOf(&frame).Elem(), "Frame")
		}
		return
	case *sym.Kind:
		c.change(name, func() { *x = (*x + 1) % (sym.KindHolder + 1) })
		return
	}
	if choice, ok := v.Addr().Interface().(*Choice); ok && choice.If != nil { // then it has no condition of its own
		c.visit(v.FieldByName("If"), "Choice.If")
		c.visit(v.FieldByName("Taken"), "Choice.Taken")
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		c.change(name, func() { v.SetBool(!v.Bool()) })
	case reflect.Int, reflect.Int64:
		c.change(name, func() { v.SetInt(v.Int() + 17) })
	case reflect.Uint8:
		c.change(name, func() { v.SetUint(v.Uint() + 1) })
	case reflect.String:
		c.change(name, func() { v.SetString(v.String() + ".7") })
	case reflect.Slice:
		for i := range v.Len() {
			c.change(name, func() { // one less
				v.Set(reflect.AppendSlice(v.Slice3(0, i, i), v.Slice(i+1, v.Len())))
			})
			if c.left < 0 {
				return
			}
		}
		clone := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(clone, v)
		v.Set(clone)
		for i := range v.Len() {
			c.visit(v.Index(i), v.Type().Elem().Name())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			c.visit(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name)
		}
	default:
		panic(fmt.Sprintf("%s is a %s, of which the test knows no other value", name, v.Type()))
	}
}

func (c *changer) change(name string, do func()) {
	if c.left == 0 {
		do()
		c.changed = name
	}
	c.left--
}

// otherValue returns a value that no entry has.
func (c *changer) otherValue(v ssa.Value) ssa.Value {
	if v == nil {
		return c.w.value("a")
	}
	names := []string{"a", "b", "p", "q"}
	if i := slices.Index(names, v.Name()); i >= 0 {
		return c.w.value(names[(i+1)%len(names)])
	}
	return c.w.value("a")
}

func (c *changer) otherDefer(d *ssa.Defer) *ssa.Defer {
	for _, fn := range []*ssa.Function{c.w.fn.Function, c.w.fn.AnonFuncs[0]} {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if other, ok := instr.(*ssa.Defer); ok && other != d {
					return other
				}
			}
		}
	}
	panic("there is one defer statement only")
}
