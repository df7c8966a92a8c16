package driver

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"
)

// A command is a command line, read.
type command struct {
	json, fix, diff bool
	analyzers       []*analysis.Analyzer // the selected ones
	args            []string             // package patterns, or help and its arguments
}

// parse reads the command line. It sets the flags of the analyzers.
func parse(args []string, analyzers []*analysis.Analyzer) (command, error) {
	var cmd command
	flags := flag.NewFlagSet("httpleak", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the caller prints the error
	coreFlags(flags, &cmd)
	selected := make(map[string]*bool)
	for _, a := range analyzers {
		selected[a.Name] = flags.Bool(a.Name, false, "run "+a.Name)
		analyzerFlags(flags, a)
	}
	if err := flags.Parse(args); err != nil {
		return command{}, err
	}
	switch {
	case cmd.diff && !cmd.fix:
		return command{}, errors.New("flag -diff needs -fix")
	case cmd.fix && cmd.json:
		return command{}, errors.New("flags -fix and -json exclude each other")
	}

	named := make(map[string]bool) // the analyzers that args name: wanted or not
	only := false                  // args name one that is wanted
	flags.Visit(func(f *flag.Flag) {
		if wanted := selected[f.Name]; wanted != nil {
			named[f.Name] = true
			only = only || *wanted
		}
	})
	for _, a := range analyzers {
		if *selected[a.Name] || !only && !named[a.Name] {
			cmd.analyzers = append(cmd.analyzers, a)
		}
	}
	if len(cmd.analyzers) == 0 {
		return command{}, errors.New("no analyzer is left to run")
	}
	cmd.args = flags.Args()
	return cmd, nil
}

// coreFlags adds the flags that belong to no analyzer, bound to cmd.
// multichecker must know every one of them too: it reads the same command line
// where -fix is set.
func coreFlags(flags *flag.FlagSet, cmd *command) {
	flags.BoolVar(&cmd.json, "json", false, "print the findings as JSON, by package and analyzer")
	flags.BoolVar(&cmd.fix, "fix", false, "apply the suggested fixes, print no findings")
	flags.BoolVar(&cmd.diff, "diff", false, "with -fix: change no file, print what would change")
}

// analyzerFlags adds the flags of a under their name on the command line.
func analyzerFlags(flags *flag.FlagSet, a *analysis.Analyzer) {
	a.Flags.VisitAll(func(f *flag.Flag) {
		flags.Var(f.Value, fmt.Sprintf("%s.%s", a.Name, f.Name), f.Usage)
	})
}
