package bodyclose_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/internal/fixture"
	"github.com/httpleak/httpleak/internal/oracle"
)

// errcheckFixes is bodyclose with fixes that errcheck accepts.
func errcheckFixes() *analysis.Analyzer {
	cfg := bodyclose.DefaultConfig()
	cfg.Errcheck = true
	return bodyclose.New(cfg)
}

func TestFixes(t *testing.T) {
	fixture.RunFixes(t, bodyclose.Analyzer, fixture.All(t, "bodyclose_fix")...)
}

func TestFixesErrcheck(t *testing.T) {
	fixture.RunFixes(t, errcheckFixes(), fixture.All(t, "bodyclose_errcheck")...)
}

// TestFixesHold applies the fixes of all fixtures. What comes out must be formatted, compile, and
// leak no more where a fix was: says the analyzer, and says a run.
func TestFixesHold(t *testing.T) {
	patterns := fixture.All(t, "bodyclose", "bodyclose_fix", "bodyclose_errcheck")
	var plain, errcheck []string
	for _, path := range patterns {
		if strings.HasPrefix(path, "bodyclose_errcheck/") {
			errcheck = append(errcheck, path)
		} else {
			plain = append(plain, path)
		}
	}
	before := slices.Concat(analyzeFixtures(t, bodyclose.Analyzer, nil, plain), analyzeFixtures(t, errcheckFixes(), nil, errcheck))
	edits := make(map[string][]fixture.Edit)
	fixed, left := 0, make(map[string]int) // findings, by function and call, without a fix
	for _, f := range before {
		if len(f.SuggestedFixes) == 0 {
			left[f.key]++
			continue
		}
		fixed++
		for _, e := range f.SuggestedFixes[0].TextEdits {
			at := f.fset.PositionFor(e.Pos, false)
			edits[at.Filename] = append(edits[at.Filename], fixture.Edit{Start: at.Offset, End: f.fset.PositionFor(e.End, false).Offset, Text: e.NewText})
		}
		file := f.fset.PositionFor(f.Pos, false)
		if e, ok := fixture.WantComment(t, file); ok {
			edits[file.Filename] = append(edits[file.Filename], e)
		}
	}
	t.Logf("%d findings, %d of them with a fix", len(before), fixed)
	if fixed < 200 && !fixture.Picked() {
		t.Errorf("only %d fixes to look at", fixed)
	}

	overlay := make(map[string][]byte)
	for name, list := range edits {
		content := fixture.Apply(t, name, list)
		formatted, err := format.Source(content)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, content)
		}
		if !bytes.Equal(formatted, content) {
			t.Errorf("%s is not formatted any more:\n%s", name, fixture.FirstDifference(content, formatted))
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

	report, err := oracle.Run(t.Context(), oracle.Config{Root: fixture.Dir(t), Patterns: patterns, Overlay: overlay})
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
	if len(patterns) == 0 {
		return nil
	}
	root := fixture.Dir(t)
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
