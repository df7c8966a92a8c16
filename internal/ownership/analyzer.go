package ownership

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// Analyzer searches the functions of a package once, for all analyzers that ask.
var Analyzer = &analysis.Analyzer{
	Name:       "httpleak_ownership",
	Doc:        "find out who releases open response bodies\n\nIt reports nothing itself; its result is for other analyzers.",
	Requires:   []*analysis.Analyzer{buildssa.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	Run:        run,
}

// A Result is what the model found out about a package.
type Result struct {
	Leaks []*Leak // in the order of the source functions
	Stats Stats
}

func run(pass *analysis.Pass) (any, error) {
	if !nethttp.Reaches(pass.Pkg) || pass.Pkg.Path() == nethttp.Path {
		return new(Result), nil
	}
	built := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	return analyze(built.Pkg, built.SrcFuncs), nil
}

// analyze searches all acquisitions of the functions.
func analyze(pkg *ssa.Package, funcs []*ssa.Function) *Result {
	e := newEngine(pkg)
	result := new(Result)
	for _, fn := range funcs {
		for _, acq := range e.acquisitions(fn) {
			if l := e.leakOf(acq, fn); l != nil {
				result.Leaks = append(result.Leaks, l)
			}
		}
	}
	result.Stats = e.stats
	return result
}
