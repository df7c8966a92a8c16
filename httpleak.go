// Package httpleak finds HTTP client leaks in Go programs: it is the suite of
// its analyzers. The command is in cmd/httpleak.
package httpleak

import (
	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/defaultclient"
	"github.com/httpleak/httpleak/idleconn"
	"github.com/httpleak/httpleak/percallclient"
)

// Analyzers returns the analyzers of the suite, in their default configuration.
// Each call returns a new slice of the same analyzers.
func Analyzers() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		bodyclose.Analyzer,
		defaultclient.Analyzer,
		idleconn.Analyzer,
		percallclient.Analyzer,
	}
}

// New returns new analyzers, the same as those of [Analyzers] but nobody else's:
// setting their flags configures them alone.
func New() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		bodyclose.New(bodyclose.DefaultConfig()),
		defaultclient.New(defaultclient.DefaultConfig()),
		idleconn.New(idleconn.DefaultConfig()),
		percallclient.New(percallclient.DefaultConfig()),
	}
}
