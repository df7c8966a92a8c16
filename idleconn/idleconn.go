package idleconn

import (
	_ "embed"

	"go/token"

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
		Name:     "idleconn",
		Doc:      analyzerdoc.MustExtract(doc, "idleconn"),
		URL:      analyzerdoc.URL("idleconn"),
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			return run(pass, cfg)
		},
	}
	a.Flags.BoolVar(&cfg.Tests, "tests", cfg.Tests, "look at _test.go files")
	return a
}

func run(pass *analysis.Pass, cfg Config) (any, error) {
	if !nethttp.Reaches(pass.Pkg) || nethttp.IsSelf(pass.Pkg) {
		return nil, nil
	}
	root := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	places := newPlaces(pass.TypesInfo, pass.Pkg)
	places.link(root)
	transports := findTransports(places, root)
	settings := findSettings(places, root)

	set := files.Of(pass, cfg.Tests)
	report := func(pos, end token.Pos, category, message string) {
		if !set.Skip(pos) && !set.Generated(pos) {
			pass.Report(analysis.Diagnostic{Pos: pos, End: end, Category: category, Message: message})
		}
	}
	const forever = "its idle connections stay open until the server closes them"
	judged := make(map[place]bool)
	for _, t := range transports {
		at := places.find(t.place)
		judged[at] = true
		if t.fine || settings.fine(t) {
			continue
		}
		zero := t.zero
		if zero == nil {
			zero = settings.zeroed[at]
		}
		if zero != nil {
			report(zero.Pos(), zero.End(), "zero", "IdleConnTimeout of the http.Transport "+t.where()+" is set to 0, which is no limit: "+forever)
		} else {
			report(t.node.Pos(), t.node.End(), "unset", "http.Transport "+t.where()+" has no IdleConnTimeout: "+forever)
		}
	}
	for _, zero := range settings.zeros {
		at := places.find(zero.place)
		if at != nil && judged[at] || settings.fine(zero) {
			continue
		}
		report(zero.node.Pos(), zero.node.End(), "zero", "IdleConnTimeout of the http.Transport "+zero.where()+" is set to 0, which is no limit: "+forever)
	}
	return nil, nil
}
