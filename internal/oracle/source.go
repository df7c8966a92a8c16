package oracle

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Directives of fixtures; each needs a reason.
const (
	dirNoRun = "//oracle:norun" // on a function: it is not run, and its want comments are not judged
	dirExits = "//oracle:exits" // on a function: it may end the process
	dirMiss  = "//oracle:miss"  // on an acquiring line: it leaks, and the analyzer is silent on purpose
	dirLeak  = "//oracle:leak"  // on an acquiring line: it leaks, whatever the analyzer says
)

// A fixture is one package of fixture functions.
type fixture struct {
	path      string // import path
	name      string // package name
	files     []*file
	functions []*function
	variables []string
}

// A file is one source file of a fixture.
type file struct {
	path    string // on disk
	virtual string // as the compiler sees it: a _test.go file gets a name without _test
	source  []byte // nil: as on disk
}

// A function is a top-level function or a method of a fixture.
type function struct {
	pkg, name  string // "f" or "T.f"
	expr       string // how the package itself names it: "f", "(*T).f"
	params     []string
	generic    bool
	norun      string // reason
	exits      string // reason
	file       string
	start, end int // lines
	calls      map[string]bool
}

// parseFixture reads the package in dir. Contents of files in overlay, by path,
// take the place of those on disk.
func parseFixture(importPath, dir string, overlay map[string][]byte) (*fixture, []mark, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("read fixture: %w", err)
	}
	fx := &fixture{path: importPath}
	var marks []mark
	fset := token.NewFileSet()
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if e.IsDir() || filepath.Ext(name) != ".go" {
			continue
		}
		var src any
		if content, ok := overlay[name]; ok {
			src = content
		}
		f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, fmt.Errorf("parse fixture: %w", err)
		}
		if ignored(f) {
			continue
		}
		if fx.name != "" && fx.name != f.Name.Name {
			return nil, nil, fmt.Errorf("%s: package %s among files of package %s", name, f.Name.Name, fx.name)
		}
		fx.name = f.Name.Name
		virtual := name
		if base, ok := strings.CutSuffix(name, "_test.go"); ok {
			virtual = base + "_oracle.go"
		}
		content, _ := src.([]byte)
		fx.files = append(fx.files, &file{name, virtual, content})
		found, err := marksOf(fset, f)
		if err != nil {
			return nil, nil, err
		}
		marks = append(marks, found...)
		if err := fx.declarations(fset, f); err != nil {
			return nil, nil, err
		}
	}
	return fx, marks, nil
}

// ignored reports whether a build constraint keeps the file out everywhere.
func ignored(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if group.Pos() < f.Package && constraint.IsGoBuild(c.Text) {
				expr, err := constraint.Parse(c.Text)
				return err == nil && !expr.Eval(func(string) bool { return true })
			}
		}
	}
	return false
}

// declarations collects the functions and variables of f.
func (fx *fixture) declarations(fset *token.FileSet, f *ast.File) error {
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			if decl.Tok != token.VAR {
				continue
			}
			for _, spec := range decl.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					if name.Name != "_" {
						fx.variables = append(fx.variables, name.Name)
					}
				}
			}
		case *ast.FuncDecl:
			fn, err := newFunction(fset, fx.path, decl)
			if err != nil {
				return err
			}
			fx.functions = append(fx.functions, fn)
		}
	}
	return nil
}

func newFunction(fset *token.FileSet, pkg string, decl *ast.FuncDecl) (*function, error) {
	start, end := fset.Position(decl.Pos()), fset.Position(decl.End())
	fn := &function{
		pkg: pkg, name: decl.Name.Name, expr: decl.Name.Name,
		file: start.Filename, start: start.Line, end: end.Line,
		generic: decl.Type.TypeParams != nil || decl.Name.Name == "_" || decl.Name.Name == "init" || decl.Body == nil,
		calls:   make(map[string]bool),
	}
	if decl.Recv != nil && len(decl.Recv.List) == 1 {
		recv := ast.Unparen(decl.Recv.List[0].Type)
		star, pointer := recv.(*ast.StarExpr)
		if pointer {
			recv = ast.Unparen(star.X)
		}
		if id, ok := recv.(*ast.Ident); ok {
			fn.name = id.Name + "." + decl.Name.Name
			fn.expr = fn.name
			if pointer {
				fn.expr = "(*" + id.Name + ")." + decl.Name.Name
			}
		} else {
			fn.generic = true // T[P]
		}
		fn.params = append(fn.params, names(decl.Recv)...)
	}
	fn.params = append(fn.params, names(decl.Type.Params)...)
	if decl.Body != nil {
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				fn.calls[id.Name] = true
			}
			return true
		})
	}
	var err error
	if fn.norun, err = directive(decl.Doc, dirNoRun); err != nil {
		return nil, fmt.Errorf("%s: %w", start, err)
	}
	if fn.exits, err = directive(decl.Doc, dirExits); err != nil {
		return nil, fmt.Errorf("%s: %w", start, err)
	}
	return fn, nil
}

// names returns one name for each parameter, "_" if it has none.
func names(list *ast.FieldList) (out []string) {
	for _, field := range list.List {
		for _, id := range field.Names {
			out = append(out, id.Name)
		}
		if len(field.Names) == 0 {
			out = append(out, "_")
		}
	}
	return out
}

// directive returns the reason that follows a directive in doc, "" without one.
func directive(doc *ast.CommentGroup, name string) (string, error) {
	if doc == nil {
		return "", nil
	}
	for _, c := range doc.List {
		if rest, ok := strings.CutPrefix(c.Text, name); ok {
			if reason := strings.TrimSpace(rest); reason != "" {
				return reason, nil
			}
			return "", fmt.Errorf("%s without a reason", name)
		}
	}
	return "", nil
}

// expand returns the import paths below root/src that the patterns name: a path,
// or a path that ends in "/...".
func expand(root string, patterns []string) ([]string, error) {
	var out []string
	for _, pattern := range patterns {
		base, all := strings.CutSuffix(pattern, "/...")
		if !all {
			out = append(out, pattern)
			continue
		}
		err := filepath.WalkDir(filepath.Join(root, "src", base), func(name string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
				return err
			}
			rel, err := filepath.Rel(filepath.Join(root, "src"), filepath.Dir(name))
			if dir := path.Clean(filepath.ToSlash(rel)); err == nil && !slices.Contains(out, dir) {
				out = append(out, dir)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find fixtures %s: %w", pattern, err)
		}
	}
	return out, nil
}
