package golangci

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/config"
	"github.com/httpleak/httpleak/internal/report"
)

// settings are what the configuration asks for.
type settings struct {
	analyzers []*analysis.Analyzer // to run, with their flags set
	level     report.Level         // what to report, and what is worse
}

// decode reads settings, which have the form of the command's configuration file:
//
//	level: leak
//	tests: false             # for all analyzers that have this flag
//	analyzers:
//	  defaultclient: false   # not this one
//	  bodyclose:             # this one with flags
//	    errcheck: true
//
// It sets the flags of the analyzers of suite.
func decode(conf any, suite []*analysis.Analyzer) (settings, error) {
	const level = "level"
	list, err := config.Decode(conf, suite, level)
	if err != nil {
		return settings{}, err
	}
	s := settings{analyzers: slices.Clone(suite), level: report.Advice}
	for _, set := range list {
		name, flag, isFlag := strings.Cut(set.Flag, ".")
		isNamed := func(a *analysis.Analyzer) bool { return a.Name == name }
		switch {
		case isFlag:
			err = suite[slices.IndexFunc(suite, isNamed)].Flags.Set(flag, set.Value)
		case set.Flag == level:
			s.level, err = report.ParseLevel(set.Value)
		default: // an analyzer, which is turned off
			s.analyzers = slices.DeleteFunc(s.analyzers, isNamed)
		}
		if err != nil {
			return settings{}, fmt.Errorf("%s: %w", set.Flag, err)
		}
	}
	if len(s.analyzers) == 0 {
		return settings{}, errors.New("no analyzer is left to run")
	}
	return s, nil
}
