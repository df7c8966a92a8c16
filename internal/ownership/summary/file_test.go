package summary_test

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// files is a resource that has nothing to do with HTTP: an *os.File, which os.Open and os.Create acquire, and Close
// releases. This is all that has to be said for the engine to find where one is forgotten.
type files struct {
	search.Plain
	e    *summary.Package
	file types.Type // *os.File; nil if the package does not import os
}

// follow has e follow files.
func follow(e *summary.Package) {
	f := &files{e: e}
	for _, imp := range e.Types.Imports() {
		if imp.Path() == "os" {
			f.file = types.NewPointer(imp.Scope().Lookup("File").Type())
		}
	}
	e.Source, e.Res = f, search.Resource{Types: f, Rules: f, Absence: f, Life: search.Life{SummaryStates: search.MaxEffect}}
}

func (f *files) isFile(t types.Type) bool { return f.file != nil && types.Identical(t, f.file) }

// May is true of a file, of what can hold one, and of functions, which can capture one.
func (f *files) May(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Interface:
		return f.file != nil && types.Implements(f.file, u)
	case *types.Pointer:
		return f.isFile(t) || f.May(u.Elem())
	}
	return !ssaquery.IsError(t)
}

func (f *files) Matters(t types.Type) bool                { return f.May(t) }
func (f *files) Returned(t types.Type) bool               { return f.May(t) && !ssaquery.IsError(t) }
func (f *files) Held(types.Type) sym.Value                { return sym.Holder }
func (f *files) Inside(_, _ types.Type) sym.Value         { return sym.Holder }
func (f *files) Foregoes(e effect.Effect) bool            { return e.Result == 0 }
func (*files) Filled(*ssa.Function) []*search.Acquisition { return nil }

func (f *files) Acquisition(instr ssa.Instruction) *search.Acquisition {
	call, ok := instr.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil {
		return nil
	}
	switch fn := call.Call.StaticCallee(); {
	case fn.String() == "os.Open" || fn.String() == "os.Create":
		return f.e.AcquisitionWith(call, []search.Outcome{{Fate: path.Open, Results: []sym.Value{sym.Resource, sym.FirstNil}}})
	case len(fn.Blocks) > 0:
		return f.e.AcquisitionWith(call, f.e.OutcomesOf(fn).List)
	}
	return nil
}

func (f *files) Calls(c *ssa.CallCommon) bool {
	for v := range c.Signature().Results().Variables() {
		if f.Returned(v.Type()) {
			return true
		}
	}
	return false
}

func (f *files) Receiver(c *search.Callee) search.Given { return f.method(c.Obj) }

func (f *files) Argument(c *search.Callee, arg search.Argument) search.Given {
	if arg.Number == 0 && f.isFile(arg.Type) && c.Obj != nil && c.Obj.Signature().Recv() != nil {
		return f.method(c.Obj)
	}
	return search.Always(effect.Kept, search.WhyUnknown)
}

func (f *files) method(m *types.Func) search.Given {
	if m.Name() == "Close" {
		return search.Always(effect.Released, "closed")
	}
	return search.Always(effect.Left, "")
}

// TestFiles finds where files are forgotten, by the search that knows nothing of them.
func TestFiles(t *testing.T) {
	const open = "f, err := os.Open(name); if err != nil { return }; "
	for _, test := range []struct {
		name, src string
		want      string // the leak, or ""
	}{
		{"closed", open + `f.Close()`, ""},
		{"deferred", open + `defer f.Close(); f.Stat()`, ""},
		{"forgotten", open + `f.Stat()`, "on some path"},
		{"forgotten on a path", open + `if _, err := f.Stat(); err != nil { return }; f.Close()`, "on some path"},
		{"a helper closes it", open + `done(f)`, ""},
		{"a helper looks at it", open + `look(f)`, "on some path"},
		{"a helper opens it", `f := must(name); f.Stat()`, "on some path"},
		{"a helper opens it, closed", `f := must(name); f.Close()`, ""},
		{"in a struct", open + `h := holder{f}; h.f.Close()`, ""},
		{"a method of the struct", open + `h := holder{f}; defer h.close(); f.Stat()`, ""},
		{"in a struct, forgotten", open + `h := holder{f}; h.f.Stat()`, "on some path"},
		{"stored", open + `last = f`, ""},
		{"given away", open + `hook(f)`, ""},
		{"once more in a loop", `for { f, err := os.Create(name); if err != nil { return }; if name == "" { f.Close(); return } }`, "overwritten"},
		{"the error alone", `_, err := os.Open(name); if err != nil { return }; println()`, "on some path"},
		{"by an interface", open + `var c io.Closer = f; c.Close()`, ""},
		{"a goroutine closes it", open + `go func() { f.Close() }()`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			pkg := snippet.SSA(t, `
type holder struct{ f *os.File }
func (h *holder) close() { h.f.Close() }
var last *os.File
var hook func(io.Reader)
func done(f *os.File) { if f != nil { f.Close() } }
func look(f *os.File) { f.Stat() }
func must(name string) *os.File { f, err := os.Open(name); if err != nil { panic(err) }; return f }
func F(name string) { `+test.src+` }`)
			e := summary.New(pkg.Prog, pkg.Pkg)
			follow(e)
			var got string
			for _, acq := range e.Acquisitions(pkg.Func("F")) {
				if l := e.Search(acq, pkg.Func("F")).Valid(); l != nil {
					got = l.Kind.String()
				}
			}
			if got != test.want {
				t.Errorf("%s: got %q, want %q", test.src, got, test.want)
			}
		})
	}
}

func (*files) Asserts(types.Type) bool { return false }
