package defaultclient

import (
	_ "embed"

	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/analyzerdoc"
	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/nethttp"
)

//go:embed doc.go
var doc string

// Config holds the settings of the analyzer; each is a flag of it too.
type Config struct {
	// Tests makes the analyzer look at _test.go files (flag -tests).
	Tests bool
}

// DefaultConfig is the configuration of [Analyzer].
func DefaultConfig() Config { return Config{Tests: false} }

// Analyzer is the analyzer with its default configuration.
var Analyzer = New(DefaultConfig())

// New returns an analyzer of its own, configured by cfg.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "defaultclient",
		Doc:      analyzerdoc.MustExtract(doc, "defaultclient"),
		URL:      analyzerdoc.URL("defaultclient"),
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			return run(pass, cfg)
		},
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	return a
}

func run(pass *analysis.Pass, cfg Config) (any, error) {
	if !nethttp.Imports(pass.Pkg) || nethttp.IsSelf(pass.Pkg) {
		return nil, nil
	}
	set := files.Of(pass, cfg.Tests)
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for cur := range in.Root().Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		rule := ruleOf(pass.TypesInfo.Uses[id])
		if rule == nil || set.Skip(id.Pos()) || set.Generated(id.Pos()) {
			continue
		}
		if use, found := rule(pass.TypesInfo, qualified(cur)); found {
			report(pass, use)
		}
	}
	return nil, nil
}

// A use is a reference that the analyzer reports.
type use struct {
	at       inspector.Cursor // the expression
	category string
	name     string // what is used, such as http.DefaultClient.Do
	does     string // what that does
}

// ruleOf returns the rule that judges references to obj, or nil. A rule gets the
// expression that names obj, and returns false if that reference sends nothing.
func ruleOf(obj types.Object) func(*types.Info, inspector.Cursor) (use, bool) {
	switch {
	case nethttp.IsConvenience(obj):
		return func(_ *types.Info, cur inspector.Cursor) (use, bool) {
			return use{cur, "function", "http." + obj.Name(), "sends through http.DefaultClient, which the whole process shares and which has no timeout unless someone sets one"}, true
		}
	case nethttp.IsDefaultClient(obj):
		return clientUse
	case nethttp.IsDefaultTransport(obj):
		return transportUse
	}
	return nil
}

func report(pass *analysis.Pass, u use) {
	place := "at package level"
	for cur := range u.at.Enclosing((*ast.FuncDecl)(nil)) {
		place = "in " + cur.Node().(*ast.FuncDecl).Name.Name
	}
	pass.Report(analysis.Diagnostic{
		Pos:      u.at.Node().Pos(),
		End:      u.at.Node().End(),
		Category: u.category,
		Message:  u.name + " " + place + " " + u.does,
	})
}
