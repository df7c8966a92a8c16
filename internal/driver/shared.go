package driver

import (
	"flag"

	"golang.org/x/tools/go/analysis"
)

// sharedFlags returns the flags that set the flag of the same name of every analyzer.
func sharedFlags() []struct{ name, usage string } {
	return []struct{ name, usage string }{
		{"tests", "look at _test.go files or, with -tests=false, do not, for all analyzers (default: as each analyzer does)"},
		{"unused-ignores", "report //httpleak:ignore and //nolint comments that name an analyzer and silence nothing"},
		{"show-ignored", "report what //httpleak:ignore and //nolint comments silence, too"},
	}
}

// setShared sets the flags of the analyzers to what the command line says for all of
// them; set are the flags that it has, to which it adds. Those that name an analyzer win.
func setShared(flags *flag.FlagSet, analyzers []*analysis.Analyzer, set map[string]bool) error {
	for _, f := range sharedFlags() {
		if !set[f.name] {
			continue
		}
		value := flags.Lookup(f.name).Value.String()
		for _, a := range analyzers {
			if name := a.Name + "." + f.name; flags.Lookup(name) != nil && !set[name] {
				if err := flags.Set(name, value); err != nil {
					return err
				}
				set[name] = true
			}
		}
	}
	return nil
}
