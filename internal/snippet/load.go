package snippet

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"
)

// load returns the packages of a snippet, checked.
func load(src string) ([]*packages.Package, error) {
	std, err := exportData()
	if err != nil {
		return nil, err
	}
	std.mu.Lock() // the importer is not made for several users, and neither are the types that it completes
	defer std.mu.Unlock()

	archive := txtar.Parse([]byte(src))
	if len(archive.Files) == 0 {
		archive.Files = []txtar.File{{Name: "p/p.go", Data: archive.Comment}}
	}
	l := loader{std: std, done: make(map[string]*packages.Package)}
	for _, f := range archive.Files {
		file, err := parse(std.fset, f.Name, string(f.Data))
		if err != nil {
			return nil, err
		}
		dir := path.Dir(f.Name)
		i := slices.IndexFunc(l.pkgs, func(p *packages.Package) bool { return p.PkgPath == dir })
		if i < 0 {
			i = len(l.pkgs)
			l.pkgs = append(l.pkgs, &packages.Package{
				ID: dir, PkgPath: dir, Name: file.Name.Name, Fset: std.fset, TypesSizes: types.SizesFor("gc", "amd64"),
				Imports: make(map[string]*packages.Package),
			})
		}
		l.pkgs[i].Syntax = append(l.pkgs[i].Syntax, file)
	}
	for _, p := range l.pkgs {
		if err := l.check(p); err != nil {
			return nil, err
		}
	}
	return l.pkgs, nil
}

// parse parses a file, which may do without its first lines.
func parse(fset *token.FileSet, name, src string) (*ast.File, error) {
	const mode = parser.ParseComments
	if !strings.Contains("\n"+src, "\npackage ") {
		bare, err := parser.ParseFile(token.NewFileSet(), name, "package p;"+src, mode)
		if err != nil {
			return nil, err
		}
		head := "package " + path.Base(path.Dir(name)) + ";"
		for _, p := range Imports {
			mentions := func(id *ast.Ident) bool { return id.Name == path.Base(p) }
			if slices.ContainsFunc(bare.Unresolved, mentions) {
				head += fmt.Sprintf("import %q;", p)
			}
		}
		src = head + src
	}
	return parser.ParseFile(fset, name, src, mode)
}

// A loader checks the packages of a snippet.
type loader struct {
	std  *std
	pkgs []*packages.Package
	done map[string]*packages.Package // those that were begun
}

// check checks the types of p, after the packages of the snippet that it imports.
func (l *loader) check(p *packages.Package) error {
	if l.done[p.PkgPath] != nil {
		if p.Types == nil {
			return fmt.Errorf("import cycle through %s", p.PkgPath)
		}
		return nil
	}
	l.done[p.PkgPath] = p
	p.TypesInfo = &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Sizes: p.TypesSizes, Importer: importerFunc(func(path string) (*types.Package, error) {
		i := slices.IndexFunc(l.pkgs, func(p *packages.Package) bool { return p.PkgPath == path })
		if i < 0 {
			return l.std.importer.Import(path)
		}
		if err := l.check(l.pkgs[i]); err != nil {
			return nil, err
		}
		p.Imports[path] = l.pkgs[i]
		return l.pkgs[i].Types, nil
	})}
	var err error
	p.Types, err = conf.Check(p.PkgPath, l.std.fset, p.Syntax, p.TypesInfo)
	return err
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
