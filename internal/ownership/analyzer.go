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
	"github.com/httpleak/httpleak/internal/ownership/effect"
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
		FactTypes:  []analysis.Fact{new(effect.Body), new(owner)},
		ResultType: reflect.TypeFor[*Result](),
		Run:        func(pass *analysis.Pass) (any, error) { return run(pass, debug) },
	}
	a.Flags.Var(&debug.trace, "debug.trace", "show on standard error the searches through `FUNC`, state by state: a function, Type.Method or path.Func")
	a.Flags.Var(&debug.effects, "debug.effects", "show on standard error what is known of `FUNC`")
	return a
}

// A Result is what the model found out about a package.
type Result struct {
	Leaks    []*Leak // in the order of the source functions
	Problems []Problem
	Stats    Stats
	GaveUp   []GaveUp // in the order of the source

	// Funcs are the declared functions and the function literals of the package in SSA form, in the
	// order of the source; none if the package cannot meet net/http.
	Funcs []*ssa.Function

	// NoReturn reports whether a function that the package declares or calls is known never to return.
	NoReturn func(*types.Func) bool

	// LeavesOpen reports whether a method is known to neither close nor keep what its receiver holds.
	LeavesOpen func(*types.Func) bool

	search func(*Own) ([]*Leak, []GaveUp)
	engine *engine // of the Funcs
}

func run(pass *analysis.Pass, debug *debugging) (any, error) {
	result := &Result{search: func(own *Own) ([]*Leak, []GaveUp) {
		b, _ := build(pass, own, debug.of(pass))
		return b.leaks(b.funcs), b.e.unsearched()
	}}
	shown := debug.of(pass)
	result.NoReturn = func(*types.Func) bool { return false }
	result.LeavesOpen = result.NoReturn
	if !matters(pass.Pkg) {
		shown.show(pass, nil)
		return result, nil
	}
	b, problems := build(pass, nil, shown)
	defer shown.show(pass, b)
	result.Problems = problems
	result.NoReturn, result.LeavesOpen = b.e.endsAlways, b.leavesOpen
	if nethttp.Reaches(pass.Pkg) {
		result.Funcs = b.funcs
		result.engine = b.e
		result.Leaks = b.leaks(b.funcs)
	}
	if !nethttp.IsStd(pass.Pkg) {
		b.export(pass, b.funcs)
	}
	result.Stats = b.e.stats
	result.GaveUp = b.e.unsearched()
	return result, nil
}

// matters reports whether pkg can have leaks, or functions whose effects its importers
// may want to know. The standard library's are in internal/nethttp.
func matters(pkg *types.Package) bool {
	if pkg.Path() == nethttp.Path || pkg.Path() == "unsafe" {
		return false
	}
	if nethttp.Reaches(pkg) {
		return true
	}
	if nethttp.IsStd(pkg) {
		return false
	}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Func:
			if sig := obj.Signature(); takesCarrier(sig) || obj.Exported() && testsError(sig) {
				return true
			}
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok || obj.IsAlias() {
				continue
			}
			for m := range named.Methods() {
				if takesCarrier(m.Signature()) {
					return true
				}
			}
		}
	}
	return false
}

// takesCarrier reports whether a function of type sig can be given an open body by a caller
// in another package.
func takesCarrier(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if _, ok := carrierOf(v.Type(), sig); ok {
			return true
		}
	}
	return false
}

// testsError reports whether a function of type sig gets an error and answers by a bool or an error: what
// it makes of a nil error is worth a fact, as of errors.Wrap.
func testsError(sig *types.Signature) bool {
	if sig.Results().Len() != 1 || !answers(sig) {
		return false
	}
	for v := range sig.Params().Variables() {
		if isError(v.Type()) {
			return true
		}
	}
	return false
}

// build makes the SSA form of the package and what answers questions about bodies in it, which believes what own says. It
// also returns the directives that cannot be obeyed.
func build(pass *analysis.Pass, own *Own, shown *shown) (*bodies, []Problem) {
	prog := ssa.NewProgram(pass.Fset, 0)
	e := newEngine(prog, pass.Pkg)
	e.own = own
	e.importFact = func(fn *types.Func, eff *effect.Body) bool { return pass.ImportObjectFact(fn, eff) }
	declared, problems := directives(pass)
	e.declared = declared
	e.writer = shown.writer()
	b := followBodies(e)
	b.facts = pass.AllObjectFacts
	b.isOwner = func(obj *types.TypeName) bool { return pass.ImportObjectFact(obj, new(owner)) }
	prog.SetNoReturn(e.endsProgram)
	for _, imp := range pass.Pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	files, info, giants := withoutGiants(pass)
	e.ssaPkg = prog.CreatePackage(pass.Pkg, files, info, false)
	e.ssaPkg.Build()
	e.leaveOut(info, giants)

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
	if init := e.ssaPkg.Func("init"); init != nil {
		add(init) // the initialisers of package variables
	}
	b.funcs = funcs
	e.grant(budgetOf(funcs))
	return b, problems
}

// leaks searches all acquisitions of the functions.
func (b *bodies) leaks(funcs []*ssa.Function) []*Leak {
	var all []*Leak
	for _, fn := range funcs {
		for _, acq := range b.e.acquisitions(fn) {
			if l := b.leakOf(acq, fn); l != nil {
				all = append(all, l)
			}
		}
	}
	return all
}

// export exports the effects of the functions that other packages can call.
func (b *bodies) export(pass *analysis.Pass, funcs []*ssa.Function) {
	returned := make(owners)
	exported := func(obj *types.Func, eff effect.Body) {
		if d := b.e.declared[obj]; d != nil {
			eff = d.apply(eff)
		}
		if eff != (effect.Body{}) {
			pass.ExportObjectFact(obj, &eff)
		}
		returned.add(pass.Pkg, obj.Signature().Results(), eff)
	}
	done := make(map[*types.Func]bool)
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if ok && fn.Parent() == nil && len(fn.Blocks) > 0 && obj.Exported() {
			exported(obj, b.effectsOf(fn))
			done[obj] = true
		}
	}
	for obj := range b.e.declared { // interface methods, and functions written in assembly
		if !done[obj] && obj.Exported() {
			exported(obj, effect.Body{})
		}
	}
	returned.export(pass)
	b.exportImplemented(pass)
}

// Pools returns what answers questions about the pools of transports in the functions of r. facts returns what a function of
// another package does, or nil.
func (r *Result) Pools(facts func(*types.Func) *effect.Pool) *Pools { return newPools(r.engine, facts) }
