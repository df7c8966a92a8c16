package httpleak_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak"
)

// TestExamples wants a finding in each function of the examples whose name, or
// whose receiver's, begins with Leaky, and none elsewhere. A package called like
// an analyzer is about that one, the others are about bodyclose.
func TestExamples(t *testing.T) {
	found := make(map[string][]string) // by file and line: the analyzers
	for _, d := range findings(t, "", nil, "./examples/...") {
		place := d.Posn[:strings.LastIndex(d.Posn, ":")]
		found[place] = append(found[place], d.Analyzer)
	}
	files, err := filepath.Glob(filepath.Join("examples", "*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	shown := make(map[string]bool)
	for _, file := range files {
		subject := filepath.Base(filepath.Dir(file))
		if !slices.ContainsFunc(httpleak.Analyzers(), func(a *analysis.Analyzer) bool { return a.Name == subject }) {
			subject = "bodyclose"
		}
		for _, fn := range functions(t, file) {
			var analyzers []string
			for line := fn.first; line <= fn.last; line++ {
				place := fn.file + ":" + strconv.Itoa(line)
				analyzers = append(analyzers, found[place]...)
				delete(found, place)
			}
			switch {
			case !strings.HasPrefix(fn.name, "Leaky") && len(analyzers) > 0:
				t.Errorf("%s: %s is reported by %v", file, fn.name, analyzers)
			case strings.HasPrefix(fn.name, "Leaky") && !slices.Contains(analyzers, subject):
				t.Errorf("%s: %s is not reported by %s", file, fn.name, subject)
			case len(analyzers) > 0:
				shown[subject] = true
			}
		}
	}
	for place, analyzers := range found {
		t.Errorf("%s: outside of functions, reported by %v", place, analyzers)
	}
	for _, a := range httpleak.Analyzers() {
		if !shown[a.Name] {
			t.Errorf("no example shows what %s finds", a.Name)
		}
	}
}

type function struct {
	name        string // Receiver.Method of methods
	file        string // absolute
	first, last int    // lines
}

func functions(t *testing.T, file string) []function {
	t.Helper()
	abs, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, abs, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []function
	for _, decl := range syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		name := fn.Name.Name
		if fn.Recv != nil {
			receiver := fn.Recv.List[0].Type
			if star, ok := receiver.(*ast.StarExpr); ok {
				receiver = star.X
			}
			name = receiver.(*ast.Ident).Name + "." + name
		}
		list = append(list, function{name, abs, fset.Position(fn.Pos()).Line, fset.Position(fn.End()).Line})
	}
	return list
}
