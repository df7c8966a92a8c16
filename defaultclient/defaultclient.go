package defaultclient

import (
	_ "embed"

	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/analyzerdoc"
	"github.com/httpleak/httpleak/internal/answer"
	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/nethttp"
)

//go:embed doc.go
var doc string

// Config holds the settings of the analyzer; each is a flag of it too.
type Config struct {
	// Tests makes the analyzer look at _test.go files (flag -tests).
	Tests bool

	// Timeout turns the category timeout on (flag -timeout).
	Timeout bool
	// Ignores says how to treat comments that silence findings.
	Ignores ignore.Config
}

// timeoutCategory is the category of [Config.Timeout], and the name of the flag.
const timeoutCategory = "timeout"

// DefaultConfig is the configuration of [Analyzer].
func DefaultConfig() Config { return Config{Tests: false, Timeout: false} }

// Analyzer is the analyzer with its default configuration.
var Analyzer = New(DefaultConfig())

// New returns an analyzer of its own, configured by cfg.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "defaultclient",
		Doc:      analyzerdoc.MustExtract(doc, "defaultclient"),
		URL:      analyzerdoc.URL("defaultclient"),
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		// Which functions of other packages send through a client that they share.
		FactTypes:  []analysis.Fact{new(convenience)},
		ResultType: answer.Type,
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		return ignore.Run(pass, &a.Flags, &ignore.Scan{Optional: timeoutCategory}, func(pass *analysis.Pass) error {
			run(pass)
			return nil
		})
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	a.Flags.BoolVar(&cfg.Timeout, timeoutCategory, cfg.Timeout, "report requests without a deadline through clients without a timeout")
	cfg.Ignores.AddFlags(&a.Flags)
	return a
}

func run(pass *analysis.Pass) {
	if !nethttp.Reaches(pass.Pkg) || nethttp.IsSelf(pass.Pkg) {
		return
	}
	clients := newClients(pass)
	if !nethttp.IsStd(pass.Pkg) && pass.Pkg.Name() != "main" {
		clients.export()
	}
	set := files.Of(pass)
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for cur := range in.Root().Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		for _, u := range usesAt(clients, cur, pass.TypesInfo.Uses[id]) {
			report(pass, set, u)
		}
	}
	for _, u := range clients.endless(in.Root()) {
		report(pass, set, u)
	}
}

// usesAt returns what is to be said about the identifier at cur, which refers to obj.
func usesAt(c *clients, cur inspector.Cursor, obj types.Object) []use {
	info := c.pass.TypesInfo
	switch {
	case nethttp.IsConvenience(obj):
		return []use{{qualified(cur), "function", "http." + obj.Name(), "sends through http.DefaultClient, which the whole process shares and which has no timeout unless someone sets one"}}
	case nethttp.IsDefaultClient(obj):
		return clientUses(info, qualified(cur), "http.DefaultClient", 0)
	case nethttp.IsDefaultTransport(obj):
		return transportUses(info, qualified(cur), false)
	}
	fn, ok := obj.(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg() == c.pass.Pkg || !matters(fn.Signature()) {
		return nil
	}
	cur = qualified(cur)
	name := fn.Pkg().Name() + "." + fn.Name()
	switch does := c.of(fn); {
	case does&sendsShared != 0:
		return []use{{cur, "function", name, "sends through a client that the whole process shares and that has no timeout unless someone sets one"}}
	case does&returnsDefault != 0 && climb(cur, edge.ParenExpr_X).ParentEdgeKind() == edge.CallExpr_Fun && fn.Signature().Results().Len() == 1:
		return clientUses(info, climb(cur, edge.ParenExpr_X).Parent(), name+"()", 0)
	}
	return nil
}

func report(pass *analysis.Pass, set files.Set, u use) {
	if set.Generated(u.at.Node().Pos()) {
		return
	}
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
