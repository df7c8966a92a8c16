// Package libraries asks httpleak about uses of client libraries that people have:
// it knows them by their sources only. The packages below hold, for each library,
// functions Leaky… that leave a body open and functions Clean… that do not, as
// the library's documentation and source say.
package libraries

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// known are the functions of which httpleak says the wrong thing, with the reason.
var known = map[string]string{
	"minio.LeakyObject":              "a goroutine holds the body and answers by channels",
	"resty2.LeakyRaw":                "an option, set by a method of the request, decides whether the body is left open",
	"resty3.LeakyRaw":                "as resty2.LeakyRaw",
	"retryablehttp.LeakyPassthrough": "the handler is in a field: whether the response is open next to an error is decided at run time",
}

func TestLibraries(t *testing.T) {
	funcs := declared(t)
	found := make(map[string][]string)
	for _, d := range findings(t) {
		name := enclosing(funcs, d.Posn)
		if name == "" {
			t.Errorf("a finding outside of all functions: %s: %s", d.Posn, d.Message)
		}
		found[name] = append(found[name], d.Message)
	}
	hold := 0
	for _, fn := range funcs {
		_, local, _ := strings.Cut(fn.name, ".")
		var want bool
		switch {
		case strings.HasPrefix(local, "Leaky"):
			want = true
		case !strings.HasPrefix(local, "Clean"):
			t.Errorf("%s is neither Leaky nor Clean", fn.name)
			continue
		}
		got := found[fn.name]
		wrong := ""
		switch {
		case want && len(got) == 0:
			wrong = "leaks, and there is no finding"
		case !want && len(got) > 0:
			wrong = fmt.Sprintf("does not leak, and there is a finding: %s", got)
		}
		reason, excused := known[fn.name]
		switch {
		case wrong == "" && excused:
			t.Errorf("%s holds now: delete it from the table (%s)", fn.name, reason)
		case wrong == "":
			hold++
		case excused:
			t.Logf("%s %s. Known: %s", fn.name, wrong, reason)
		default:
			t.Errorf("%s %s", fn.name, wrong)
		}
	}
	for name := range known {
		if !slices.ContainsFunc(funcs, func(fn function) bool { return fn.name == name }) {
			t.Errorf("%s is in the table and nowhere else", name)
		}
	}
	t.Logf("%d of %d functions hold", hold, len(funcs))
}

// A function is one of a package below, by its place in the source.
type function struct {
	name       string // package.function
	file       string
	start, end int // lines
}

// declared returns the functions of the packages below.
func declared(t *testing.T) []function {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal("no packages: ", err)
	}
	var all []function
	fset := token.NewFileSet()
	for _, file := range files {
		syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				all = append(all, function{
					name:  syntax.Name.Name + "." + fn.Name.Name,
					file:  file,
					start: fset.Position(fn.Pos()).Line,
					end:   fset.Position(fn.End()).Line,
				})
			}
		}
	}
	return all
}

// enclosing returns the name of the function around posn, file:line:col, or "".
func enclosing(funcs []function, posn string) string {
	parts := strings.Split(posn, ":")
	if len(parts) < 3 {
		return ""
	}
	file := strings.Join(parts[:len(parts)-2], ":")
	line, err := strconv.Atoi(parts[len(parts)-2])
	if err != nil {
		return ""
	}
	for _, fn := range funcs {
		if strings.HasSuffix(file, string(filepath.Separator)+fn.file) && fn.start <= line && line <= fn.end {
			return fn.name
		}
	}
	return ""
}

// A diagnostic is one of those that go vet -json prints.
type diagnostic struct{ Posn, Message string }

// findings builds httpleak and runs its bodyclose over the packages below.
func findings(t *testing.T) []diagnostic {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "httpleak")
	run(t, "go", "build", "-C", filepath.Join("..", ".."), "-o", tool, "./cmd/httpleak")
	var all []diagnostic
	for dec := json.NewDecoder(bytes.NewReader(run(t, "go", "vet", "-vettool="+tool, "-json", "-bodyclose", "./..."))); ; {
		var tree map[string]map[string][]diagnostic // package, analyzer
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go vet -json: %v", err)
		}
		for _, analyzers := range tree {
			for _, list := range analyzers {
				all = append(all, list...)
			}
		}
	}
}

// run returns what a command prints.
func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, &stderr)
	}
	return out
}
