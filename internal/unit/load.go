package unit

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// A loaded is a package with its types.
type loaded struct {
	cfg   *Config
	fset  *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
	sizes types.Sizes
	known map[string]*types.Package // what the types lead to, by path
}

// load parses and checks a package. An error is of the scanner, of the parser or of go/types if the package does not compile.
func load(cfg *Config) (*loaded, error) {
	l := &loaded{
		cfg:   cfg,
		fset:  token.NewFileSet(),
		known: make(map[string]*types.Package),
		sizes: types.SizesFor("gc", build.Default.GOARCH),
		info: &types.Info{
			Types:        make(map[ast.Expr]types.TypeAndValue),
			Defs:         make(map[*ast.Ident]types.Object),
			Uses:         make(map[*ast.Ident]types.Object),
			Implicits:    make(map[ast.Node]types.Object),
			Instances:    make(map[*ast.Ident]types.Instance),
			Scopes:       make(map[ast.Node]*types.Scope),
			Selections:   make(map[*ast.SelectorExpr]*types.Selection),
			FileVersions: make(map[*ast.File]string),
		},
	}
	for _, name := range cfg.GoFiles {
		file, err := parser.ParseFile(l.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		l.files = append(l.files, file)
	}
	conf := types.Config{Importer: importer(l.importPackage), Sizes: l.sizes, GoVersion: cfg.GoVersion}
	var err error
	l.pkg, err = conf.Check(cfg.ImportPath, l.fset, l.files, l.info)
	return l, err
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// importPackage returns the package that an import declaration means.
func (l *loaded) importPackage(declared string) (*types.Package, error) {
	path, ok := l.cfg.ImportMap[declared]
	if !ok {
		return nil, fmt.Errorf("can't resolve import %q", declared)
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	file := l.cfg.PackageFile[path]
	path = plain(path)
	if pkg := l.known[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	return l.readExport(file, path)
}

// plain returns the path of a package that the go command compiles for a test by the path which other packages
// know it by, in export data, too.
func plain(path string) string {
	path, _, _ = strings.Cut(path, " [")
	return path
}

// readExport reads a file with export data.
func (l *loaded) readExport(name, path string) (*types.Package, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := gcexportdata.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("export data of %s: %w", path, err)
	}
	return gcexportdata.Read(data, l.fset, l.known, path)
}
