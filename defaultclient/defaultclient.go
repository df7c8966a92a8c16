package defaultclient

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/analyzerdoc"
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
		Name: "defaultclient",
		Doc:  analyzerdoc.MustExtract(doc, "defaultclient"),
		URL:  analyzerdoc.URL("defaultclient"),
		Run: func(pass *analysis.Pass) (any, error) {
			return run(pass, cfg)
		},
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	return a
}

func run(pass *analysis.Pass, cfg Config) (any, error) { return nil, nil }
