package ownership

import (
	"go/ast"
	"go/types"
	"io"
	"os"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/body"
	"github.com/httpleak/httpleak/internal/ownership/directive"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/summary"
)

// Analyzer searches the functions of a package once, for all analyzers that ask, and
// exports as facts what its functions do with open bodies.
//
// It builds its own SSA form rather than require buildssa, so that it can leave out
// the many dependencies that never meet anything to close.
var Analyzer = New(os.Stderr)

// New returns an analyzer like [Analyzer], which is the one that other analyzers require; it writes to out what its
// flags ask to see.
func New(out io.Writer) *analysis.Analyzer {
	debug := &debugging{out: out}
	a := &analysis.Analyzer{
		Name:       "httpleak_ownership",
		Doc:        "find out who releases open response bodies\n\nIt reports nothing itself; its result is for other analyzers.",
		FactTypes:  []analysis.Fact{new(effect.Body), new(body.Owner)},
		ResultType: reflect.TypeFor[*Result](),
		Run:        func(pass *analysis.Pass) (any, error) { return run(pass, debug) },
	}
	a.Flags.Var(&debug.trace, "debug.trace", "show on standard error the searches through `FUNC`, state by state: a function, Type.Method or path.Func")
	a.Flags.Var(&debug.effects, "debug.effects", "show on standard error what is known of `FUNC`")
	return a
}

// A Result is what the model found out about a package.
type Result struct {
	Leaks    []*body.Leak // in the order of the source functions
	Problems []directive.Problem
	Stats    summary.Stats
	GaveUp   []summary.GaveUp // in the order of the source

	// Funcs are the declared functions and the function literals of the package in SSA form, in the
	// order of the source; none if the package cannot meet net/http.
	Funcs []*ssa.Function

	// NoReturn reports whether a function that the package declares or calls is known never to return.
	NoReturn func(*types.Func) bool

	// LeavesOpen reports whether a method is known to neither close nor keep what its receiver holds.
	LeavesOpen func(*types.Func) bool

	search func(*directive.Own) ([]*body.Leak, []summary.GaveUp)
	engine *summary.Package // of the Funcs
}

func run(pass *analysis.Pass, debug *debugging) (any, error) {
	result := &Result{search: func(own *directive.Own) ([]*body.Leak, []summary.GaveUp) {
		b, _ := build(pass, own, debug.of(pass))
		return b.Leaks(b.Funcs), b.E.Unsearched()
	}}
	shown := debug.of(pass)
	result.NoReturn = func(*types.Func) bool { return false }
	result.LeavesOpen = result.NoReturn
	if !body.Matters(pass.Pkg) {
		shown.show(pass, nil)
		return result, nil
	}
	b, problems := build(pass, nil, shown)
	defer shown.show(pass, b)
	result.Problems = problems
	result.NoReturn, result.LeavesOpen = b.E.EndsAlways, b.LeavesOpen
	if nethttp.Reaches(pass.Pkg) {
		result.Funcs = b.Funcs
		result.engine = b.E
		result.Leaks = b.Leaks(b.Funcs)
	}
	if !nethttp.IsStd(pass.Pkg) {
		b.Export(pass, b.Funcs)
	}
	result.Stats = b.E.Stats
	result.GaveUp = b.E.Unsearched()
	return result, nil
}

// build makes the SSA form of the package and what answers questions about bodies in it, which believes what own says. It
// also returns the directives that cannot be obeyed.
func build(pass *analysis.Pass, own *directive.Own, shown *shown) (*body.Bodies, []directive.Problem) {
	prog := ssa.NewProgram(pass.Fset, 0)
	e := summary.New(prog, pass.Pkg)
	e.Own = own
	e.ImportFact = func(fn *types.Func, eff *effect.Body) bool { return pass.ImportObjectFact(fn, eff) }
	declared, problems := directive.Directives(pass)
	e.Declared = declared
	e.Writer = shown.writer()
	b := body.New(e)
	b.Facts = pass.AllObjectFacts
	b.IsOwner = func(obj *types.TypeName) bool { return pass.ImportObjectFact(obj, new(body.Owner)) }
	prog.SetNoReturn(e.EndsProgram)
	for _, imp := range pass.Pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	files, info, giants := summary.WithoutGiants(pass)
	e.SsaPkg = prog.CreatePackage(pass.Pkg, files, info, false)
	e.SsaPkg.Build()
	e.LeaveOut(info, giants)

	var funcs []*ssa.Function
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		funcs = append(funcs, fn)
		for _, literal := range fn.AnonFuncs {
			add(literal)
		}
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if obj, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
				if fn := prog.FuncValue(obj); fn != nil {
					add(fn)
				}
			}
		}
	}
	if init := e.SsaPkg.Func("init"); init != nil {
		add(init) // the initialisers of package variables
	}
	b.Funcs = funcs
	e.FindFixed(funcs)
	e.Grant(summary.BudgetOf(funcs))
	return b, problems
}
