package mutants

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A world holds all that fixtures import: the types of the standard library from export data, and each other.
type world struct {
	fset     *token.FileSet
	std      map[string]*types.Package
	sizes    types.Sizes
	fixtures map[string]*fixture          // by import path
	checked  map[string]*packages.Package // the fixtures as they are
}

// A fixture is a package as it is on disk, with the tests that belong to it.
type fixture struct {
	path  string
	files []file // by name
}

type file struct {
	name string // on disk
	text string
}

// newWorld reads the fixtures below the folder root, as GOPATH has them.
func newWorld(root string) (*world, error) {
	w := &world{
		fset: token.NewFileSet(), std: make(map[string]*types.Package),
		fixtures: make(map[string]*fixture), checked: make(map[string]*packages.Package),
	}
	imports := make(map[string]bool)
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		return w.read(root, name, imports)
	})
	if err != nil {
		return nil, fmt.Errorf("read fixtures: %w", err)
	}
	maps.DeleteFunc(imports, func(path string, _ bool) bool { return w.fixtures[path] != nil || path == "unsafe" })
	cfg := &packages.Config{
		Fset: w.fset,
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile | packages.NeedTypesSizes,
	}
	loaded, err := packages.Load(cfg, slices.Sorted(maps.Keys(imports))...)
	if err != nil {
		return nil, fmt.Errorf("load what fixtures import: %w", err)
	}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("load %s, which a fixture imports: %w", p.PkgPath, p.Errors[0])
		}
		w.std[p.PkgPath], w.sizes = p.Types, p.TypesSizes
	}
	return w, nil
}

// read adds a file to the package that it is of, and notes what it imports. Tests in a package of their own, and
// what is not for this system, are left out.
func (w *world) read(root, name string, imports map[string]bool) error {
	if ok, err := build.Default.MatchFile(filepath.Dir(name), filepath.Base(name)); !ok {
		return err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil || strings.HasSuffix(syntax.Name.Name, "_test") {
		return err
	}
	for _, spec := range syntax.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		imports[path] = true
	}
	rel, err := filepath.Rel(root, filepath.Dir(name))
	if err != nil {
		return err
	}
	path := filepath.ToSlash(rel)
	if w.fixtures[path] == nil {
		w.fixtures[path] = &fixture{path: path}
	}
	w.fixtures[path].files = append(w.fixtures[path].files, file{name, string(text)})
	return nil
}

// check parses and checks files as the package path, of which there is one for itself at each call. With
// problems, it returns the package nevertheless, unless that cannot be parsed.
func (w *world) check(path string, files []file) (*packages.Package, []error) {
	p := &packages.Package{
		ID: path, PkgPath: path, Fset: w.fset, TypesSizes: w.sizes, Imports: make(map[string]*packages.Package),
		TypesInfo: &types.Info{
			Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
			Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
			Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
			Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
		},
	}
	for _, f := range files {
		syntax, err := parser.ParseFile(w.fset, f.name, f.text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, []error{err}
		}
		p.Name = syntax.Name.Name
		p.Syntax = append(p.Syntax, syntax)
		p.CompiledGoFiles = append(p.CompiledGoFiles, f.name)
	}
	var problems []error
	conf := types.Config{
		GoVersion: "go1.26", Sizes: w.sizes,
		Error: func(err error) { problems = append(problems, err) },
		Importer: importer(func(imported string) (*types.Package, error) {
			fx := w.fixtures[imported]
			if fx == nil {
				return w.imported(imported)
			}
			if w.checked[imported] == nil {
				dep, errs := w.check(imported, fx.withoutTests())
				if len(errs) > 0 {
					return nil, fmt.Errorf("the fixture %s does not compile: %w", imported, errs[0])
				}
				w.checked[imported] = dep
			}
			p.Imports[imported] = w.checked[imported]
			return w.checked[imported].Types, nil
		}),
	}
	p.Types, _ = conf.Check(path, w.fset, p.Syntax, p.TypesInfo) // the error is among the problems
	return p, problems
}

func (w *world) imported(path string) (*types.Package, error) {
	switch p := w.std[path]; {
	case path == "unsafe":
		return types.Unsafe, nil
	case p == nil:
		return nil, fmt.Errorf("no fixture imports %s", path)
	default:
		return p, nil
	}
}

func (fx *fixture) withoutTests() []file {
	return slices.DeleteFunc(slices.Clone(fx.files), func(f file) bool { return strings.HasSuffix(f.name, "_test.go") })
}

type importer func(path string) (*types.Package, error)

func (i importer) Import(path string) (*types.Package, error) { return i(path) }
