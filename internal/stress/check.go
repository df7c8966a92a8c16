package stress

import (
	"embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

//go:embed prelude/*.go
var preludeSources embed.FS

//go:embed run/*.go
var runSources embed.FS

const header = `package funcs

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
)

var (
	_ = errors.Is
	_ = slices.Sort[[]int]
	_ sync.Mutex
	_ io.Reader
	_ *http.Client
)

`

// A loader checks and analyses generated packages. It knows the packages of the
// standard library that these import from export data.
type loader struct {
	analyzer *analysis.Analyzer
	fset     *token.FileSet
	std      map[string]*packages.Package
}

func newLoader(analyzer *analysis.Analyzer) (*loader, error) {
	c := &loader{analyzer: analyzer, fset: token.NewFileSet(), std: make(map[string]*packages.Package)}
	cfg := &packages.Config{
		Fset: c.fset,
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile | packages.NeedTypesSizes,
	}
	loaded, err := packages.Load(cfg, "bufio", "encoding/json", "errors", "fmt", "io", "net/http", "slices", "strings", "sync")
	if err != nil {
		return nil, fmt.Errorf("load the standard library: %w", err)
	}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("load %s: %w", p.PkgPath, p.Errors[0])
		}
		c.std[p.PkgPath] = p
	}
	return c, nil
}

// Import is the types.Importer of generated packages.
func (c *loader) Import(path string) (*types.Package, error) {
	if p := c.std[path]; p != nil {
		return p.Types, nil
	}
	return nil, fmt.Errorf("generated code imports %s", path)
}

// preludeFiles are the files of the prelude.
var preludeFiles = []string{"prelude.go", "families.go", "results.go"}

// withPrelude returns the files of a generated package: the prelude, and functions.
func withPrelude(functions string) map[string]string {
	files := map[string]string{"funcs.go": functions}
	for _, name := range preludeFiles {
		text, err := preludeSources.ReadFile("prelude/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		files[name] = strings.Replace(string(text), "package prelude\n", "package funcs\n", 1)
	}
	return files
}

// load parses and checks files, given by name, as one package.
func (c *loader) load(files map[string]string) (*packages.Package, error) {
	p := &packages.Package{
		ID: "stress/funcs", Name: "funcs", PkgPath: "stress/funcs", Fset: c.fset,
		// Without Imports, the analyzers do not ask for facts about the standard library.
		TypesSizes: c.std["io"].TypesSizes,
		TypesInfo: &types.Info{
			Types:        make(map[ast.Expr]types.TypeAndValue),
			Instances:    make(map[*ast.Ident]types.Instance),
			Defs:         make(map[*ast.Ident]types.Object),
			Uses:         make(map[*ast.Ident]types.Object),
			Implicits:    make(map[ast.Node]types.Object),
			Selections:   make(map[*ast.SelectorExpr]*types.Selection),
			Scopes:       make(map[ast.Node]*types.Scope),
			FileVersions: make(map[*ast.File]string),
		},
	}
	for _, name := range append(preludeFiles[:len(preludeFiles):len(preludeFiles)], "funcs.go") {
		f, err := parser.ParseFile(c.fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.Syntax = append(p.Syntax, f)
		p.CompiledGoFiles = append(p.CompiledGoFiles, name)
	}
	conf := types.Config{Importer: c, GoVersion: "go1.26", Sizes: p.TypesSizes}
	var err error
	p.Types, err = conf.Check(p.PkgPath, c.fset, p.Syntax, p.TypesInfo)
	return p, err
}

// check reports what is wrong with u.
func (c *loader) check(u *Unit) error {
	scratch := &loader{fset: token.NewFileSet(), std: c.std}
	_, err := scratch.load(withPrelude(header + u.Source()))
	return err
}

// text returns the functions as a file.
func text(units []*Unit) (string, error) {
	var b strings.Builder
	b.WriteString(header)
	for _, u := range units {
		b.WriteString(u.Source() + "\n")
	}
	out, err := format.Source([]byte(b.String()))
	if err != nil {
		return "", fmt.Errorf("format generated functions: %w", err)
	}
	return string(out), nil
}
