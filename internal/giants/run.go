package giants

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/internal/ownership"
)

// A Lab type-checks and analyses sources that import the standard library, whose types it takes from export data.
type Lab struct {
	fset *token.FileSet
	std  types.Importer
}

// NewLab asks the go command for the export data of the packages that shapes import.
func NewLab() (*Lab, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "net/http", "errors", "io")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -export: %v: %s", err, stderr.Bytes())
	}
	exports := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	fset := token.NewFileSet()
	std := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return &Lab{fset, std}, nil
}

// Check parses and type-checks the source of a package.
func (l *Lab) Check(src string) (*packages.Package, error) {
	file, err := parser.ParseFile(l.fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	cfg := &types.Config{Importer: l.std, Sizes: types.SizesFor("gc", "amd64")}
	pkg, err := cfg.Check("p", l.fset, []*ast.File{file}, info)
	if err != nil {
		return nil, err
	}
	return &packages.Package{
		ID: "p", Name: "p", PkgPath: "p", Fset: l.fset, Syntax: []*ast.File{file},
		Types: pkg, TypesInfo: info, TypesSizes: cfg.Sizes,
		Module: &packages.Module{Path: "p", GoVersion: "1.26"},
	}, nil
}

// A Run is what an analysis of a package did.
type Run struct {
	Findings int
	Bodies   ownership.Stats // of the searches for open bodies
	Pools    ownership.Stats // of those for connection pools, as far as all functions are asked for their effects
	GaveUp   []ownership.GaveUp
}

// pools asks for what all functions do with pools, as percallclient does, and returns how much was done for that.
var pools = &analysis.Analyzer{
	Name:       "pools",
	Doc:        "count the work",
	Requires:   []*analysis.Analyzer{ownership.Analyzer},
	ResultType: reflect.TypeFor[ownership.Stats](),
	Run: func(pass *analysis.Pass) (any, error) {
		result := pass.ResultOf[ownership.Analyzer].(*ownership.Result)
		asked := result.Pools(func(*types.Func) *ownership.PoolEffects { return nil })
		asked.Effects(result.Funcs, func(*types.Func, ownership.PoolEffects) {})
		for _, fn := range result.Funcs {
			for _, m := range asked.Made(fn) {
				asked.Dropped(m)
			}
		}
		return asked.Stats(), nil
	},
}

// Analyze runs the analyzers over a package that Check returned. An analyzer that fails, or panics, is an error.
func Analyze(pkg *packages.Package, analyzers []*analysis.Analyzer) (*Run, error) {
	list := append([]*analysis.Analyzer{ownership.Analyzer, pools}, analyzers...)
	graph, err := checker.Analyze(list, []*packages.Package{pkg}, nil)
	if err != nil {
		return nil, err
	}
	run := new(Run)
	for act := range graph.All() {
		if act.Err != nil {
			return nil, fmt.Errorf("%s: %v", act.Analyzer.Name, act.Err)
		}
		switch result := act.Result.(type) {
		case *ownership.Result:
			run.Bodies, run.GaveUp = result.Stats, result.GaveUp
		case ownership.Stats:
			run.Pools = result
		default:
			run.Findings += len(act.Diagnostics)
		}
	}
	return run, nil
}

// Source is the source of a shape of size n.
func (s Shape) Source(n int) string { return Head + s.Make(n) }
