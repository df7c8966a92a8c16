// Package golangci makes httpleak a linter of golangci-lint, by its module
// plugin system. Its import is enough:
//
//	import _ "github.com/httpleak/httpleak/golangci"
//
// All analyzers of the suite are one linter, called httpleak.
package golangci

import (
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak"
)

// Name is the name of the linter: in .golangci.yml and in //nolint comments.
const Name = "httpleak"

func init() { register.Plugin(Name, New) }

// New returns the plugin with the settings that the configuration of
// golangci-lint has for it, nil if there are none. An error names the setting
// that makes no sense.
func New(conf any) (register.LinterPlugin, error) {
	suite := httpleak.New()
	for _, a := range suite {
		// golangci-lint obeys //nolint itself, and its nolintlint asks which of them did something.
		if err := a.Flags.Set("host-nolint", "true"); err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
	}
	s, err := decode(conf, suite)
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", Name, err)
	}
	return plugin{linter(s)}, nil
}

type plugin struct{ analyzer *analysis.Analyzer }

func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{p.analyzer}, nil
}

// GetLoadMode asks for types: golangci-lint gives SSA to nobody else.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
