package percallclient

import (
	_ "embed"

	"go/ast"
	"go/token"
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
	"github.com/httpleak/httpleak/internal/ownership"
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
		Name:     "percallclient",
		Doc:      analyzerdoc.MustExtract(doc, "percallclient"),
		URL:      analyzerdoc.URL("percallclient"),
		Requires: []*analysis.Analyzer{ownership.Analyzer, inspect.Analyzer},
		// What functions of other packages make, and do with what they get.
		FactTypes:  []analysis.Fact{new(ownership.PoolEffects)},
		ResultType: answer.Type,
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		scan := new(ignore.Scan)
		return ignore.Run(pass, &a.Flags, scan, func(pass *analysis.Pass) error {
			run(pass, scan)
			return nil
		})
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	cfg.Ignores.AddFlags(&a.Flags)
	return a
}

func run(pass *analysis.Pass, scan *ignore.Scan) {
	if !nethttp.Reaches(pass.Pkg) || nethttp.IsSelf(pass.Pkg) {
		return
	}
	model := pass.ResultOf[ownership.Analyzer].(*ownership.Result)
	pools := model.Pools(importFacts(pass))
	if !nethttp.IsStd(pass.Pkg) && pass.Pkg.Name() != "main" {
		pools.Effects(model.Funcs, func(fn *types.Func, eff ownership.PoolEffects) { pass.ExportObjectFact(fn, &eff) })
	}
	runs := newRuns(model.Funcs)
	r := reporter{pass, pass.ResultOf[inspect.Analyzer].(*inspector.Inspector), files.Of(pass)}
	for _, fn := range model.Funcs {
		r.sharedDefault(fn, runs)
		for _, m := range pools.Made(fn) {
			if !m.Instr.Pos().IsValid() || !runs.repeats(m.Instr) {
				continue
			}
			if !m.Plain || !r.set.Generated(m.Instr.Pos()) {
				if d := pools.Dropped(m); d != nil {
					r.dropped(m, d)
				}
			}
			for _, release := range pools.LateReleases(m) {
				r.shared(release, "http.Client "+placeOf(fn))
			}
		}
	}
	for _, g := range pools.GaveUp() {
		scan.GaveUp(g.Func, g.Branches, g)
	}
}

// importFacts returns what gets the effects of functions of other packages.
func importFacts(pass *analysis.Pass) func(*types.Func) *ownership.PoolEffects {
	done := make(map[*types.Func]*ownership.PoolEffects)
	return func(fn *types.Func) *ownership.PoolEffects {
		e, ok := done[fn]
		if !ok {
			e = new(ownership.PoolEffects)
			if fn.Pkg() == nil || nethttp.IsStd(fn.Pkg()) || !pass.ImportObjectFact(fn.Origin(), e) {
				e = nil
			}
			done[fn] = e
		}
		return e
	}
}

// extent returns where the expression that makes something stands: pos is that of
// its brace, its parenthesis or the variable that it initializes.
func extent(in *inspector.Inspector, pos token.Pos) (token.Pos, token.Pos) {
	cur, ok := in.Root().FindByPos(pos, pos)
	if !ok {
		return pos, pos
	}
	switch n := cur.Node().(type) {
	case *ast.CompositeLit, *ast.CallExpr:
		return n.Pos(), n.End()
	case *ast.Ident:
		if value := initializer(cur); value != nil {
			return value.Pos(), value.End()
		}
		return n.Pos(), n.End()
	}
	return pos, pos
}

// initializer returns the value that the variable at cur is declared with, or nil.
func initializer(cur inspector.Cursor) ast.Expr {
	kind, i := cur.ParentEdge()
	var values []ast.Expr
	switch decl := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		if kind == edge.AssignStmt_Lhs {
			values = decl.Rhs
		}
	case *ast.ValueSpec:
		values = decl.Values
	}
	if i < 0 || i >= len(values) {
		return nil
	}
	return values[i]
}
