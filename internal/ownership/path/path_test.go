package path

import (
	"bytes"
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
)

// everything is of interest.
type everything struct{}

func (everything) Matters(types.Type) bool                { return true }
func (everything) Calls(*ssa.CallCommon) bool             { return true }
func (everything) Weighs(*ssa.CallCommon, ssa.Value) bool { return true }

// A world has the values that states of a test speak of, by the names that SSA gives them.
type world struct {
	t   *testing.T
	fn  *flow.Function
	ids map[ssa.Value]int
}

// newWorld has the function F of a snippet.
func newWorld(t *testing.T, src string) *world {
	t.Helper()
	fn := snippet.SSA(t, src).Func("F")
	if fn == nil {
		t.Fatalf("%s has no function F", src)
	}
	return &world{t, flow.New(fn, everything{}, nil), make(map[ssa.Value]int)}
}

// value returns the SSA value of this name: a parameter, a free variable or what an instruction makes.
func (w *world) value(name string) ssa.Value {
	w.t.Helper()
	for v := range w.fn.Index {
		if v.Name() == name {
			return v
		}
	}
	w.t.Fatalf("no value %s in\n%s", name, w.text())
	return nil
}

func (w *world) text() string {
	var b bytes.Buffer
	ssa.WriteFunction(&b, w.fn.Function)
	return b.String()
}

// symbol is the value of this name, plus n.
func (w *world) symbol(name string, n int64) sym.Value {
	return sym.Value{Kind: sym.KindSymbol, Base: w.value(name), N: n}
}

// state returns a state at the beginning of block b.
func (w *world) state(b int) *State {
	return &State{Status: Open, Top: &Frame{Fn: w.fn, Block: w.fn.Blocks[b]}}
}

// id numbers values in the order in which it is asked for them.
func (w *world) id(v ssa.Value) int {
	if w.ids[v] == 0 {
		w.ids[v] = len(w.ids) + 1
	}
	return w.ids[v]
}

// show writes what s knows, one entry after the other, sorted.
func show(s *State) string {
	var all []string
	for _, e := range s.Values {
		index := ""
		if e.Index >= 0 {
			index = fmt.Sprintf("#%d", e.Index)
		}
		all = append(all, e.Of.Name()+index+"="+showValue(e.Value))
	}
	for _, e := range s.Places {
		all = append(all, "*"+showPlace(e.Place)+"="+showValue(e.Value))
	}
	for _, c := range s.Known {
		right := showValue(c.Const)
		if c.Y != nil {
			right = fmt.Sprintf("%s%+d", c.Y.Name(), c.Const.N)
		}
		all = append(all, c.X.Name()+c.Op.String()+right)
	}
	for _, p := range s.Shared {
		all = append(all, "shared "+showPlace(p))
	}
	for f := s.Top; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			text := "defer " + showValue(d.Target)
			for _, a := range slices.Concat(d.Args, d.Binds) {
				text += " " + showValue(a)
			}
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func showPlace(p sym.Place) string {
	name := p.Base.Name()
	if p.Old {
		name += "'"
	}
	return name + p.Path
}

func showValue(a sym.Value) string {
	switch a.Kind {
	case sym.KindSymbol:
		if a.N != 0 {
			return fmt.Sprintf("%s%+d", a.Base.Name(), a.N)
		}
		return a.Base.Name()
	case sym.KindInt:
		return fmt.Sprint(a.N)
	case sym.KindBool:
		return fmt.Sprint(a == sym.True)
	case sym.KindAddress:
		return "&" + showPlace(sym.PlaceOf(a))
	case sym.KindAggregate:
		return "{" + showPlace(sym.PlaceOf(a)) + "}"
	case sym.KindFunc:
		return "func " + showPlace(sym.PlaceOf(a))
	}
	return a.Kind.String()
}

// wantState compares what s knows with want.
func wantState(t *testing.T, s *State, want string) {
	t.Helper()
	if got := show(s); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
