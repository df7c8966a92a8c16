package httpleak_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/internal/oracle"
)

// errcheckFixes is bodyclose with fixes that errcheck accepts.
func errcheckFixes() *analysis.Analyzer {
	cfg := bodyclose.DefaultConfig()
	cfg.Errcheck = true
	return bodyclose.New(cfg)
}

func TestBodycloseFixes(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), bodyclose.Analyzer, fixtures(t, "bodyclose_fix")...)
}

func TestBodycloseFixesErrcheck(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), errcheckFixes(), fixtures(t, "bodyclose_errcheck")...)
}

// TestBodycloseFixesHold applies the fixes of all fixtures. What comes out must be formatted, compile, and
// leak no more where a fix was: says the analyzer, and says a run.
func TestBodycloseFixesHold(t *testing.T) {
	plain, errcheck := append(fixtures(t, "bodyclose"), "bodyclose_fix/..."), []string{"bodyclose_errcheck/..."}
	patterns := slices.Concat(plain, errcheck)
	before := slices.Concat(analyzeFixtures(t, bodyclose.Analyzer, nil, plain), analyzeFixtures(t, errcheckFixes(), nil, errcheck))
	edits := make(map[string][]fileEdit)
	fixed, left := 0, make(map[string]int) // findings, by function and call, without a fix
	for _, f := range before {
		if len(f.SuggestedFixes) == 0 {
			left[f.key]++
			continue
		}
		fixed++
		for _, e := range f.SuggestedFixes[0].TextEdits {
			at := f.fset.PositionFor(e.Pos, false)
			edits[at.Filename] = append(edits[at.Filename], fileEdit{at.Offset, f.fset.PositionFor(e.End, false).Offset, e.NewText})
		}
		file := f.fset.PositionFor(f.Pos, false)
		if e, ok := wantComment(t, file); ok {
			edits[file.Filename] = append(edits[file.Filename], e)
		}
	}
	t.Logf("%d findings, %d of them with a fix", len(before), fixed)
	if fixed < 200 {
		t.Errorf("only %d fixes to look at", fixed)
	}

	overlay := make(map[string][]byte)
	for name, list := range edits {
		content := apply(t, name, list)
		formatted, err := format.Source(content)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, content)
		}
		if !bytes.Equal(formatted, content) {
			t.Errorf("%s is not formatted any more:\n%s", name, firstDifference(content, formatted))
		}
		overlay[name] = content
	}
	after := make(map[string]int)
	for _, f := range analyzeFixtures(t, bodyclose.Analyzer, overlay, patterns) {
		after[f.key]++
	}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if after[key] > left[key] {
			t.Errorf("%s: leaks still after its fix", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		if after[key] < left[key] {
			t.Errorf("%s: is not reported any more, though it has no fix", key)
		}
	}

	report, err := oracle.Run(t.Context(), oracle.Config{Root: "testdata", Patterns: patterns, Overlay: overlay})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range report.Disagreements {
		t.Error(d)
	}
}

// A found is a diagnostic, with a key that a fix elsewhere in the file does not change.
type found struct {
	analysis.Diagnostic
	fset *token.FileSet
	key  string
}

// analyzeFixtures runs a over the fixtures, with contents of files on disk replaced as overlay says.
func analyzeFixtures(t *testing.T, a *analysis.Analyzer, overlay map[string][]byte, patterns []string) []found {
	t.Helper()
	root := analysistest.TestData()
	cfg := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule,
		Dir:     root,
		Tests:   true,
		Env:     append(os.Environ(), "GOPATH="+root, "GO111MODULE=off", "GOWORK=off"),
		Overlay: overlay,
	}
	pkgs, err := packages.Load(cfg, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	packages.Visit(pkgs, nil, func(pkg *packages.Package) {
		for _, err := range pkg.Errors {
			t.Error(err)
		}
	})
	if t.Failed() {
		t.FailNow()
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []found
	seen := make(map[token.Position]bool) // a package and its test variant share files
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.PositionFor(d.Pos, false)
			if !seen[at] {
				seen[at] = true
				all = append(all, found{d, act.Package.Fset, at.Filename + ": " + callIn(act.Package, d)})
			}
		}
	}
	return all
}

// callIn names the function that d is in and the call that it is about.
func callIn(pkg *packages.Package, d analysis.Diagnostic) string {
	var key string
	for _, file := range pkg.Syntax {
		if d.Pos < file.FileStart || file.FileEnd <= d.Pos {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Pos() <= d.Pos && d.Pos < n.End() {
					key = n.Name.Name
				}
			case *ast.CallExpr:
				if n.Pos() == d.Pos && n.End() == d.End {
					key += ": " + types.ExprString(n)
				}
			}
			return true
		})
	}
	return key
}

// A fileEdit replaces the bytes from start to end.
type fileEdit struct {
	start, end int
	text       []byte
}

// apply returns the content of the file with the edits done; none may overlap with another.
func apply(t *testing.T, name string, edits []fileEdit) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(edits, func(x, y fileEdit) int { return cmp.Or(x.start-y.start, x.end-y.end) })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.start < at {
			t.Fatalf("%s: fixes overlap at offset %d", name, e.start)
		}
		out = append(append(out, content[at:e.start]...), e.text...)
		at = e.end
	}
	return append(out, content[at:]...)
}

var wantText = regexp.MustCompile(` *// want .*`)

// wantComment returns the edit that deletes the want comment on the line of at.
func wantComment(t *testing.T, at token.Position) (fileEdit, bool) {
	t.Helper()
	content, err := os.ReadFile(at.Filename)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := bytes.Cut(content[at.Offset:], []byte("\n"))
	where := wantText.FindIndex(line)
	if where == nil {
		return fileEdit{}, false
	}
	return fileEdit{at.Offset + where[0], at.Offset + where[1], nil}, true
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is %q, gofmt makes it %q", i+1, g[i], w[i])
		}
	}
	return "the end"
}
