package idleconn

import (
	_ "embed"

	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
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
	// Ignores says how to treat comments that silence findings.
	Ignores ignore.Config
}

// DefaultConfig is the configuration of [Analyzer].
func DefaultConfig() Config { return Config{Tests: false} }

// Analyzer is the analyzer with its default configuration.
var Analyzer = New(DefaultConfig())

// New returns an analyzer of its own, configured by cfg.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "idleconn",
		Doc:      analyzerdoc.MustExtract(doc, "idleconn"),
		URL:      analyzerdoc.URL("idleconn"),
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		// What functions of other packages do with the transports that they get.
		FactTypes:  []analysis.Fact{new(tuning)},
		ResultType: answer.Type,
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		return ignore.Run(pass, &a.Flags, new(ignore.Scan), func(pass *analysis.Pass) error {
			run(pass)
			return nil
		})
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	cfg.Ignores.AddFlags(&a.Flags)
	return a
}

func run(pass *analysis.Pass) {
	if !nethttp.Reaches(pass.Pkg) || nethttp.IsSelf(pass.Pkg) {
		return
	}
	root := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	places := newPlaces(pass.TypesInfo, pass.Pkg, func(fn *types.Func) (t tuning) {
		pass.ImportObjectFact(fn, &t)
		return t
	})
	places.link(root)
	transports := findTransports(places, root)
	settings := findSettings(places, root)
	if !nethttp.IsStd(pass.Pkg) {
		settings.export(pass)
	}
	if nethttp.IsHTTP2(pass.Pkg) {
		return // it makes transports that take their limit from the one that they belong to
	}

	set := files.Of(pass)
	report := func(at ast.Node, category, says string, fix []analysis.SuggestedFix) {
		if set.Generated(at.Pos()) {
			return
		}
		pass.Report(analysis.Diagnostic{
			Pos: at.Pos(), End: at.End(), Category: category, SuggestedFixes: fix,
			Message: says + ": its idle connections stay open until the server closes them",
		})
	}
	const zero = " is set to 0, which is no limit"
	judged := make(map[place]bool)
	for _, t := range transports {
		at := places.find(t.place)
		judged[at] = true
		if t.fine || settings.fine(t) {
			continue
		}
		z, some := settings.zeroed[at]
		switch {
		case len(settings.reaped[at]) > 0:
			line := pass.Fset.Position(settings.reaped[at][0].cur.Node().Pos()).Line
			report(t.node, "branch", fmt.Sprintf("%s %s gets a limit on some paths only (line %d)", t.name, t.where(), line), fixUnset(pass, t))
		case t.zero != nil:
			report(t.zero, "zero", "IdleConnTimeout of the "+t.name+" "+t.where()+zero, fixZero(pass, t.cur, t.zero.(*ast.KeyValueExpr).Value))
		case some:
			report(z.node, "zero", "IdleConnTimeout of the "+t.name+" "+t.where()+zero, fixZero(pass, t.cur, z.value))
		default:
			report(t.node, "unset", t.name+" "+t.where()+" has no IdleConnTimeout", fixUnset(pass, t))
		}
	}
	for _, t := range settings.zeros {
		at := places.find(t.place)
		if at != nil && judged[at] || settings.fine(t) {
			continue
		}
		report(t.node, "zero", "IdleConnTimeout of the "+t.name+" "+t.where()+zero, fixZero(pass, t.cur, t.zero.(ast.Expr)))
	}
}
