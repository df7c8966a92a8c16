package fresh

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	familyDirective = "//fresh:family "
	leakDirective   = "//oracle:leak"
)

// A Leak is a line that leaves a body open.
type Leak struct {
	Line   int
	Reason string
}

// A Function is a function of the set.
type Function struct {
	Family     string
	Name       string // "package.f" or "package.T.f"
	File       string
	Start, End int // lines
	Leaks      []Leak
}

// readFunctions returns the functions of all packages below dir.
func readFunctions(dir string) ([]*Function, error) {
	var all []*Function
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		found, err := readPackage(name)
		all = append(all, found...)
		return err
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("no functions below %s", dir)
	}
	return all, err
}

// readPackage returns the functions of the package in dir, none if it has no files.
func readPackage(dir string) ([]*Function, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	family := "" // of functions that name none
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		family = cmp.Or(familyIn(f.Doc), family)
	}
	var all []*Function
	for _, f := range files {
		found, err := readFile(fset, f, family)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func readFile(fset *token.FileSet, f *ast.File, family string) ([]*Function, error) {
	var all []*Function
	for _, decl := range f.Decls {
		decl, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		start, end := fset.Position(decl.Pos()), fset.Position(decl.End())
		fn := &Function{
			Family: cmp.Or(familyIn(decl.Doc), family), Name: f.Name.Name + "." + nameOf(decl),
			File: start.Filename, Start: start.Line, End: end.Line,
		}
		if fn.Family == "" {
			return nil, fmt.Errorf("%s: %s is of no family", start, fn.Name)
		}
		all = append(all, fn)
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			_, reason, ok := strings.Cut(c.Text, leakDirective)
			if !ok {
				continue
			}
			at := fset.Position(c.Pos())
			i := slices.IndexFunc(all, func(fn *Function) bool { return fn.Start <= at.Line && at.Line <= fn.End })
			if i < 0 {
				return nil, fmt.Errorf("%s: a leak outside of any function", at)
			}
			all[i].Leaks = append(all[i].Leaks, Leak{at.Line, strings.TrimSpace(reason)})
		}
	}
	return all, nil
}

func familyIn(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	for _, c := range doc.List {
		if family, ok := strings.CutPrefix(c.Text, familyDirective); ok {
			return strings.TrimSpace(family)
		}
	}
	return ""
}

// nameOf returns "f", or "T.f" for a method.
func nameOf(decl *ast.FuncDecl) string {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return decl.Name.Name
	}
	recv := decl.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	if id, ok := recv.(*ast.Ident); ok {
		return id.Name + "." + decl.Name.Name
	}
	return decl.Name.Name
}

var errNoFunction = errors.New("in no function of the set")

// functionAt returns the function that a line is in.
func functionAt(all []*Function, file string, line int) (*Function, error) {
	for _, fn := range all {
		if fn.File == file && fn.Start <= line && line <= fn.End {
			return fn, nil
		}
	}
	return nil, fmt.Errorf("%s:%d: %w", file, line, errNoFunction)
}
