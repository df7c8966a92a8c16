package ownership_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/httpleak/httpleak/"
	engine = module + "internal/ownership"
)

// floors are the rooms of the engine, the highest first. A room imports only those on lower floors.
var floors = [][]string{
	{"."},
	{"body", "pool"},
	{"summary"},
	{"search"},
	{"path"},
	{"flow"},
	{"directive"},
	{"sym", "effect", "fixpoint"},
	{"../httpvalue"},
	{"../ssaquery", "../typewalk"},
}

// withoutHTTP are the rooms that know nothing of net/http, nor of what is followed.
var withoutHTTP = []string{"search", "path", "flow", "sym", "effect", "fixpoint", "../ssaquery", "../typewalk"}

// A room is one package, parsed.
type room struct {
	name  string
	fset  *token.FileSet
	files map[string]*ast.File // without tests
	lines [2]int               // of code, and of tests
}

// rooms parses the packages on the floors.
func rooms(t *testing.T) []*room {
	t.Helper()
	var all []*room
	for _, floor := range floors {
		for _, name := range floor {
			r := &room{name: name, fset: token.NewFileSet(), files: make(map[string]*ast.File)}
			names, err := filepath.Glob(filepath.Join(filepath.FromSlash(name), "*.go"))
			if err != nil || len(names) == 0 {
				t.Fatalf("no files of room %s: %v", name, err)
			}
			for _, file := range names {
				syntax, err := parser.ParseFile(r.fset, file, nil, parser.ParseComments)
				if err != nil {
					t.Fatal(err)
				}
				n := r.fset.File(syntax.FileStart).LineCount()
				if strings.HasSuffix(file, "_test.go") {
					r.lines[1] += n
					continue
				}
				r.lines[0] += n
				r.files[file] = syntax
			}
			all = append(all, r)
		}
	}
	return all
}

// uses returns, by import path, how often the files of r name something in a package that they import.
func (r *room) uses() map[string]int {
	count := make(map[string]int)
	for _, file := range r.files {
		imported := make(map[string]string)
		for _, spec := range file.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			imported[path.Base(p)] = p
			count[p] += 0
		}
		for n := range ast.Preorder(file) {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && imported[x.Name] != "" {
					count[imported[x.Name]]++
				}
			}
		}
	}
	return count
}

// importPath returns how other packages import the room.
func importPath(name string) string { return path.Join(engine, name) }

// TestImportsRunOneWay wants no room to import one on its own floor, or above.
func TestImportsRunOneWay(t *testing.T) {
	floor := make(map[string]int)
	for i, names := range floors {
		for _, name := range names {
			floor[importPath(name)] = i
		}
	}
	down, up := 0, 0
	for _, r := range rooms(t) {
		uses := r.uses()
		for _, p := range slices.Sorted(maps.Keys(uses)) {
			below, isRoom := floor[p]
			switch {
			case isRoom && below > floor[importPath(r.name)]:
				down += uses[p]
			case isRoom:
				up += uses[p]
				t.Errorf("%s imports %s, which is not on a lower floor", importPath(r.name), p)
			case strings.HasPrefix(p, engine+"/"):
				t.Errorf("%s is on no floor", p)
			}
			if slices.Contains(withoutHTTP, r.name) && (p == module+"internal/nethttp" || p == module+"internal/httpvalue") {
				t.Errorf("%s imports %s: it is to know nothing of HTTP", importPath(r.name), p)
			}
		}
	}
	for _, name := range subfolders(t) {
		if _, ok := floor[importPath(name)]; !ok {
			t.Errorf("%s is on no floor", name)
		}
	}
	t.Logf("uses between rooms: %d that run downward, %d that run upward", down, up)
}

// subfolders returns the folders here that hold packages.
func subfolders(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		names = append(names, filepath.Dir(file))
	}
	return slices.Compact(names)
}

// TestFace wants everybody else to import this package and none of its rooms, tests aside.
func TestFace(t *testing.T) {
	importers := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == "ownership" || entry.Name() == ".git"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range syntax.Imports {
			switch p, _ := strconv.Unquote(spec.Path.Value); {
			case p == engine:
				importers++
			case strings.HasPrefix(p, engine+"/"):
				t.Errorf("%s imports %s: all that others need is in %s", file, p, engine)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if importers == 0 {
		t.Error("nobody imports the engine")
	}
}

// TestInterfacesAreSmall wants no interface with more than ten methods, and none through which the interpreter is handed
// around.
func TestInterfacesAreSmall(t *testing.T) {
	const most = 10
	var sizes []string
	for _, r := range rooms(t) {
		for _, file := range r.files {
			for n := range ast.Preorder(file) {
				spec, ok := n.(*ast.TypeSpec)
				if !ok {
					continue
				}
				iface, ok := spec.Type.(*ast.InterfaceType)
				if !ok {
					continue
				}
				name := path.Base(importPath(r.name)) + "." + spec.Name.Name
				methods := iface.Methods.NumFields()
				sizes = append(sizes, fmt.Sprintf("%s %d", name, methods))
				if methods > most {
					t.Errorf("%s has %d methods, want at most %d", name, methods, most)
				}
				for n := range ast.Preorder(iface) {
					if star, ok := n.(*ast.StarExpr); ok && fmt.Sprint(star.X) == "search" {
						t.Errorf("%s hands the interpreter around", name)
					}
				}
			}
		}
	}
	if len(sizes) == 0 {
		t.Error("there are no interfaces")
	}
	slices.Sort(sizes)
	t.Logf("methods: %s", strings.Join(sizes, ", "))
}
