package golangci

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak/internal/report"
)

// build returns the analyzer that golangci-lint gets for these settings.
func build(t *testing.T, conf any) *analysis.Analyzer {
	t.Helper()
	construct, err := register.GetPlugin(Name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := construct(conf)
	if err != nil {
		t.Fatal(err)
	}
	if p.GetLoadMode() != register.LoadModeTypesInfo {
		t.Errorf("load mode is %q", p.GetLoadMode())
	}
	analyzers, err := p.BuildAnalyzers()
	if err != nil || len(analyzers) != 1 || analyzers[0].Name != Name {
		t.Fatalf("got %v, %v, want one analyzer with the name of the linter", analyzers, err)
	}
	if err := analysis.Validate(analyzers); err != nil {
		t.Error(err)
	}
	return analyzers[0]
}

func TestNew(t *testing.T) {
	_, err := New(m{"analyzers": m{"bodyclose": m{"drian": true}}})
	if want := `settings of httpleak: unknown key "drian" in bodyclose`; err == nil || err.Error()[:len(want)] != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestSuite wants what all analyzers find, each finding once and with its rule.
func TestSuite(t *testing.T) {
	for _, r := range analysistest.Run(t, analysistest.TestData(), build(t, nil), "suite") {
		fixes := 0
		for _, d := range r.Diagnostics {
			if len(d.Related) > 0 {
				t.Errorf("%s has steps, which would be issues", d.Message)
			}
			fixes += len(d.SuggestedFixes)
		}
		if fixes == 0 {
			t.Error("no fixes")
		}
	}
}

// TestLevel wants what is below the level to be left out: findings of fakes with
// the names of real analyzers, in a package that imports nothing.
func TestLevel(t *testing.T) {
	fake := func(name string) *analysis.Analyzer {
		return &analysis.Analyzer{Name: name, Doc: "report the package", Run: func(pass *analysis.Pass) (any, error) {
			pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Name.Pos(), Category: "x", Message: "found"})
			return nil, nil
		}}
	}
	for level, want := range map[report.Level][]string{
		report.Advice: {"found (bodyclose/x)", "found (idleconn/x)"},
		report.Leak:   {"found (bodyclose/x)"},
	} {
		s := settings{analyzers: []*analysis.Analyzer{fake("bodyclose"), fake("idleconn")}, level: level}
		var got []string
		for _, r := range analysistest.Run(ignoreWant{}, analysistest.TestData(), linter(s), "fixes") {
			for _, d := range r.Diagnostics {
				got = append(got, d.Message)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", level, got, want)
		}
	}
}

// ignoreWant lets analysistest run where there are no want comments.
type ignoreWant struct{}

func (ignoreWant) Errorf(string, ...any) {}

// TestFixes wants the fixes that the command would apply, and no others.
func TestFixes(t *testing.T) {
	edit := func(n ast.Node, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
	}
	fake := &analysis.Analyzer{Name: "fake", Doc: "suggest fixes"}
	fake.Run = func(pass *analysis.Pass) (any, error) {
		names := make(map[string]*ast.Ident)
		for _, f := range pass.Files {
			for n := range ast.Preorder(f) {
				if id, ok := n.(*ast.Ident); ok {
					names[id.Name] = id
				}
			}
		}
		suggest := func(name string, fixes ...[]analysis.TextEdit) {
			d := analysis.Diagnostic{Pos: names[name].Pos(), Message: name}
			for _, edits := range fixes {
				d.SuggestedFixes = append(d.SuggestedFixes, analysis.SuggestedFix{Message: name, TextEdits: edits})
			}
			pass.Report(d)
		}
		suggest("alternatives", []analysis.TextEdit{edit(names["alternatives"], "one")}, []analysis.TextEdit{edit(names["alternatives"], "two")})
		suggest("first", []analysis.TextEdit{edit(names["first"], "x"), {Pos: names["second"].Pos(), End: token.NoPos, NewText: []byte("a")}})
		suggest("second", []analysis.TextEdit{edit(names["second"], "y")})
		suggest("other", []analysis.TextEdit{edit(names["other"], "here"), edit(names["there"], "here")})
		return nil, nil
	}
	s := settings{analyzers: []*analysis.Analyzer{fake}, level: report.Advice}
	got := make(map[string][]string)
	for _, r := range analysistest.Run(ignoreWant{}, analysistest.TestData(), linter(s), "fixes") {
		for _, d := range r.Diagnostics {
			name := strings.TrimSuffix(d.Message, " (fake)")
			got[name] = []string{}
			for _, fix := range d.SuggestedFixes {
				for _, e := range fix.TextEdits {
					got[name] = append(got[name], string(e.NewText))
				}
			}
		}
	}
	want := map[string][]string{
		"alternatives": {"one"},
		"first":        {"x", "a"},
		"second":       {}, // it touches the fix before
		"other":        {}, // golangci-lint would do half of it
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
