package bodyclose

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/analyzerdoc"
	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/ownership"
)

//go:embed doc.go
var doc string

// Config holds the settings of the analyzer; each is a flag of it too.
type Config struct {
	// Tests makes the analyzer look at _test.go files (flag -tests).
	Tests bool
	// Errcheck makes fixes discard the error of Close in plain sight, for those who
	// check errors with another tool (flag -errcheck).
	Errcheck bool
}

// DefaultConfig is the configuration of [Analyzer].
func DefaultConfig() Config { return Config{Tests: true} }

// Analyzer is the analyzer with its default configuration.
var Analyzer = New(DefaultConfig())

// New returns an analyzer of its own, configured by cfg.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "bodyclose",
		Doc:      analyzerdoc.MustExtract(doc, "bodyclose"),
		URL:      analyzerdoc.URL("bodyclose"),
		Requires: []*analysis.Analyzer{ownership.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			return run(pass, cfg)
		},
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	a.Flags.BoolVar(&cfg.Errcheck, "errcheck", cfg.Errcheck, `suggest "_ = resp.Body.Close()" in fixes, which errcheck accepts`)
	return a
}

func run(pass *analysis.Pass, cfg Config) (any, error) {
	result := pass.ResultOf[ownership.Analyzer].(*ownership.Result)
	for _, p := range result.Problems {
		pass.Report(analysis.Diagnostic{Pos: p.Pos, Category: "directive", Message: p.Message})
	}
	if len(result.Leaks) == 0 {
		return nil, nil
	}
	set := files.Of(pass, cfg.Tests)
	src := newSource(pass)
	fixer := newFixer(src, set, cfg.Errcheck)
	said := make(map[string]bool)
	for _, leak := range result.Leaks {
		call := src.calls[leak.Call.Common().Pos()]
		if call == nil || set.Skip(call.Pos()) {
			continue
		}
		message := src.describe(leak, call)
		if said[message] { // hosts fold what reads the same
			message += fmt.Sprintf(" (acquired at line %d)", src.line(call.Pos()))
		}
		said[message] = true
		pass.Report(analysis.Diagnostic{
			Pos:            call.Pos(),
			End:            call.End(),
			Category:       categories[leak.Kind],
			Message:        message,
			Related:        src.related(leak, call),
			SuggestedFixes: fixer.fixes(leak, call),
		})
	}
	return nil, nil
}
