package search_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/types"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// things are a resource that is a pointer to T, which its method Close releases.
type things struct{ search.Plain }

func (things) May(t types.Type) bool            { return !ssaquery.IsBasic(t) && !ssaquery.IsError(t) }
func (x things) Matters(t types.Type) bool      { return x.May(t) }
func (x things) Returned(t types.Type) bool     { return x.May(t) }
func (things) Held(types.Type) sym.Value        { return sym.Holder }
func (things) Inside(_, _ types.Type) sym.Value { return sym.Holder }
func (things) Foregoes(effect.Effect) bool      { return false }

func (things) Receiver(c *search.Callee) search.Given { return method(c.Obj) }

func (things) Argument(c *search.Callee, arg search.Argument) search.Given {
	if arg.Number == 0 && c.Obj != nil && c.Obj.Signature().Recv() != nil {
		return method(c.Obj)
	}
	return search.Always(effect.Kept, search.WhyUnknown)
}

func method(m *types.Func) search.Given {
	if m.Name() == "Close" {
		return search.Always(effect.Released, "Close")
	}
	return search.Always(effect.Left, "")
}

// nothing is known of other functions, but what their source says.
type nothing map[*ssa.Function]*flow.Function

func (k nothing) Matters(t types.Type) bool              { return things{}.Matters(t) }
func (k nothing) Calls(*ssa.CallCommon) bool             { return true }
func (k nothing) Weighs(*ssa.CallCommon, ssa.Value) bool { return false }
func (k nothing) Ends(*ssa.Call) bool                    { return false }
func (k nothing) Declares(*types.Func) bool              { return false }
func (k nothing) Describe(*types.Func) string            { return "" }
func (k nothing) MayRelease(*ssa.Function) bool          { return true }

func (k nothing) Function(fn *ssa.Function) *flow.Function {
	if k[fn] == nil {
		k[fn] = flow.New(fn, k, nil)
	}
	return k[fn]
}

func (k nothing) CalleeOf(*types.Func, *ssa.Function) effect.Callee { return effect.Callee{} }

func (k nothing) Param(*ssa.Function, int, sym.Value) effect.Effect { return effect.Effect{} }

func (k nothing) Implementations(*ssa.CallCommon, int, sym.Value) (effect.Ends, bool) {
	return 0, false
}

func (k nothing) Outcomes(ssa.CallInstruction, *ssa.Function) ([]search.Outcome, bool) {
	return nil, false
}

func (k nothing) Method(types.Type, *types.Func) *ssa.Function { return nil }

const world = `
type T struct{ n int; next *T }
func (t *T) Close() error
func (t *T) Len() int
func open() (*T, error)
func unknown(any)
func flag() bool
var global *T
var hook func()
func helper(t *T, n int) { if n > 1 { t.Close() } }
`

// run follows what the first call of open in F, or in a function literal in it, returns, or if there is none what the first
// parameter of F carries. It returns what the search did.
func run(t *testing.T, src string) string {
	t.Helper()
	pkg := snippet.SSA(t, src+world)
	fn := pkg.Func("F")
	var out bytes.Buffer
	env := &search.Env{
		Res:       search.Resource{Types: things{}, Rules: things{}, Absence: things{}, Life: search.Life{SummaryStates: search.MaxEffect}},
		Know:      make(nothing),
		Fset:      pkg.Prog.Fset,
		Pkg:       pkg.Pkg,
		Writer:    func(*ssa.Function) io.Writer { return &out },
		Charge:    func(*flow.Function, int) bool { return true },
		Mailboxes: make(map[*ssa.MakeChan]bool),
		Pipes:     make(map[*ssa.MakeChan]*search.Pipe),
	}
	acq := opened(fn)
	for _, literal := range fn.AnonFuncs {
		if acq == nil {
			acq = opened(literal)
		}
	}
	if acq == nil {
		acq = &search.Acquisition{Param: fn.Params[0], As: sym.Resource, Fate: path.Open}
	}
	env.Run(acq, fn)
	return out.String()
}

// opened returns the first call of open in fn, which acquires a T or fails.
func opened(fn *ssa.Function) *search.Acquisition {
	for instr := range ssaquery.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || call.Common().StaticCallee() != fn.Pkg.Func("open") {
			continue
		}
		return &search.Acquisition{Instr: call, Call: call, Outcomes: []search.Outcome{
			{Fate: path.Open, Results: []sym.Value{sym.Resource, sym.FirstNil}},
			{Fate: path.Pending, Results: []sym.Value{sym.Nil, sym.NonNil}},
		}}
	}
	return nil
}

var update = flag.Bool("u", false, "write what searches do to testdata")

// TestSteps compares searches with testdata/steps.txt, where each follows the body of its function: from which state
// which instructions lead to which states. A line of the file that begins with "# " is such a body, and follows the parameter
// t, or what open returns.
func TestSteps(t *testing.T) {
	const file = "testdata/steps.txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(data), "# ")
	got := head
	n := 0
	for line := range strings.Lines(string(data)) {
		body, ok := strings.CutPrefix(line, "# ")
		if !ok {
			continue
		}
		n++
		body = strings.TrimSpace(body)
		trace := run(t, "func F(t *T, n int, m map[int]*T, c chan *T, list []*T) (err error) { "+body+"; return err }\n")
		got += "# " + body + "\n" + indent(trace) + "\n"
	}
	switch {
	case n == 0:
		t.Errorf("there is nothing in %s", file)
	case *update:
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	case got != string(data):
		t.Errorf("%s does not show what is done; see the difference with -u:\n%s", file, difference(string(data), got))
	}
}

// indent indents the lines of a trace, without the question, which is the same for all.
func indent(trace string) string {
	_, rest, _ := strings.Cut(strings.TrimSpace(trace), "\n")
	return "    " + strings.ReplaceAll(rest, "\n", "\n    ") + "\n"
}

// difference returns the sections that differ.
func difference(want, got string) string {
	var b strings.Builder
	wants, gots := strings.Split(want, "\n# "), strings.Split(got, "\n# ")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			fmt.Fprintf(&b, "want\n%s\ngot\n%s\n", wants[i], gots[i])
		}
	}
	return b.String()
}

func (things) Asserts(types.Type) bool { return false }
