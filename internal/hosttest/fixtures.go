package hosttest

import (
	"bytes"
	"cmp"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ModulePath is the path of the module that [Fixtures] makes.
const ModulePath = "example.com/fixtures"

// Fixtures writes the fixtures of the analyzers (testdata/src) and the examples
// into one module, in a folder of its own: what a host looks at in real life.
// Packages that stand for libraries of others become modules that it replaces
// these by. It returns the folder and the number of packages.
func Fixtures(t testing.TB) (dir string, packages int) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir()) // as the go command names it
	if err != nil {
		t.Fatal(err)
	}
	root := Root(t)
	w := writer{dir: dir, libraries: make(map[string]bool), packages: make(map[string]bool)}
	for from, below := range map[string]string{filepath.Join(root, "testdata", "src"): "", filepath.Join(root, "examples"): "examples"} {
		if err := w.copy(from, below); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.modules(); err != nil {
		t.Fatal(err)
	}
	return dir, len(w.packages)
}

// Root returns the folder of this module.
func Root(t testing.TB) string {
	t.Helper()
	out := Output(t, "", nil, 0, "go", "list", "-f", "{{.Module.Dir}}", "github.com/httpleak/httpleak")
	return strings.TrimSpace(string(out))
}

// Command builds httpleak and returns its file. No two calls return the same
// program, so that nothing that it finds is in a cache before.
func Command(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "httpleak")
	unique := "-X=main.built=" + strconv.Quote(file) // there is no such variable, but the linker notes it
	Output(t, Root(t), nil, 0, "go", "build", "-ldflags="+unique, "-o", file, "./cmd/httpleak")
	return file
}

// A writer makes a module of packages in GOPATH form.
type writer struct {
	dir       string
	libraries map[string]bool // module paths of others
	packages  map[string]bool // import paths below ModulePath
}

// library returns the module that the import path of a library is in: its host
// and two elements, as all that the fixtures import have it.
func library(importPath string) (module string, ok bool) {
	parts := strings.Split(importPath, "/")
	if len(parts) < 3 || !strings.Contains(parts[0], ".") {
		return "", false
	}
	return strings.Join(parts[:3], "/"), true
}

// copy copies a tree of packages, whose import paths are the paths below from,
// into the folder called below.
func (w *writer) copy(from, below string) error {
	return filepath.WalkDir(from, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		name := path.Join(below, filepath.ToSlash(rel))
		if module, ok := library(name); ok {
			w.libraries[module] = true
			name = path.Join("libraries", name)
		} else if strings.HasSuffix(name, ".go") {
			w.packages[path.Dir(name)] = true
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".go") {
			if data, err = w.imports(name, data, from); err != nil {
				return err
			}
		}
		target := filepath.Join(w.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
}

// imports puts ModulePath before the imports of packages that are in the tree
// from and in no library.
func (w *writer) imports(name string, src []byte, from string) ([]byte, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, src, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	done := 0
	for _, spec := range syntax.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(filepath.Join(from, filepath.FromSlash(importPath)))
		if _, ok := library(importPath); ok || err != nil || !info.IsDir() {
			continue
		}
		at := fset.Position(spec.Path.Pos()).Offset + 1
		out.Write(src[done:at])
		out.WriteString(ModulePath + "/")
		done = at
	}
	out.Write(src[done:])
	return out.Bytes(), nil
}

// modules writes the go.mod of the fixtures and those of the libraries.
func (w *writer) modules() error {
	const language = "\ngo 1.26.0\n"
	var mod strings.Builder
	fmt.Fprintf(&mod, "module %s\n%s", ModulePath, language)
	var err error
	for _, module := range slices.Sorted(maps.Keys(w.libraries)) {
		fmt.Fprintf(&mod, "\nrequire %[1]s v0.0.0\n\nreplace %[1]s => ./libraries/%[1]s\n", module)
		file := filepath.Join(w.dir, "libraries", filepath.FromSlash(module), "go.mod")
		err = cmp.Or(err, os.WriteFile(file, []byte("module "+module+"\n"+language), 0o666))
	}
	return cmp.Or(err, os.WriteFile(filepath.Join(w.dir, "go.mod"), []byte(mod.String()), 0o666))
}
