package percallclient

import (
	_ "embed"

	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/analyzerdoc"
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
		FactTypes: []analysis.Fact{new(effects)},
		Run: func(pass *analysis.Pass) (any, error) {
			scan := ignore.Scan{Tests: cfg.Tests}
			return ignore.Run(pass, cfg.Ignores, &scan, func(pass *analysis.Pass) (any, error) {
				return run(pass, cfg, &scan)
			})
		},
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	cfg.Ignores.AddFlags(&a.Flags)
	return a
}

func run(pass *analysis.Pass, cfg Config, scan *ignore.Scan) (any, error) {
	if !nethttp.Reaches(pass.Pkg) || nethttp.IsSelf(pass.Pkg) {
		return nil, nil
	}
	funcs := pass.ResultOf[ownership.Analyzer].(*ownership.Result).Funcs
	makers := makers{facts: importFacts(pass), done: make(map[*ssa.Function]*making)}
	if !nethttp.IsStd(pass.Pkg) && pass.Pkg.Name() != "main" {
		export(pass, funcs, makers)
	}
	runs := newRuns(funcs)
	r := reporter{pass, pass.ResultOf[inspect.Analyzer].(*inspector.Inspector), files.Of(pass, cfg.Tests)}
	for _, fn := range funcs {
		r.sharedDefault(fn, runs)
		for _, m := range makers.makings(fn) {
			if r.set.Skip(m.instr.Pos()) || !runs.repeats(m.instr) {
				continue
			}
			f := follow(m, makers.facts)
			if syntax := f.root.Syntax(); f.givenUp && syntax != nil {
				scan.GivenUp = append(scan.GivenUp, syntax)
			}
			if leak := f.dropped(); leak != nil && !(m.kind == client && r.set.Generated(m.instr.Pos())) {
				r.dropped(f, leak)
			}
			if m.kind == client && !f.kept && !f.owns {
				r.sharedPool(f)
			}
		}
	}
	return nil, nil
}

// dropped returns the return at which what was made has sent a request and then is held by
// nothing: with a pool that may have connections in it, or without any reason to be
// made anew. It returns nil if there is none.
func (f *flow) dropped() ssa.Instruction {
	if len(f.sends) == 0 || f.kept || len(f.out[f.root]) > 0 {
		return nil
	}
	if f.made.kind == client && (f.custom || f.reused || len(f.reaps) > 0) || f.made.kind == transport && (f.off || f.requestsClosed()) {
		return nil
	}
	return newPaths(f).leak()
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
