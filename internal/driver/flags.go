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
	json, fix, diff, inprocess bool

	analyzers     []*analysis.Analyzer // the selected ones
	analyzerFlags []string             // what the command line sets of theirs, to be given to another process
	args          []string             // package patterns, or help and its arguments
}

// selects reports whether the analyzer called name is to run.
func (cmd *command) selects(name string) bool {
	for _, a := range cmd.analyzers {
		if a.Name == name {
			return true
		}
	}
	return false
}

// parse reads the command line. It sets the flags of the analyzers.
func parse(args []string, analyzers []*analysis.Analyzer) (*command, error) {
	cmd := new(command)
	flags := flag.NewFlagSet("httpleak", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the caller prints the error
	coreFlags(flags, cmd)
	selected := make(map[string]*bool)
	own := make(map[string]bool) // the names of the flags of analyzers
	for _, a := range analyzers {
		selected[a.Name] = flags.Bool(a.Name, false, "run "+a.Name)
		analyzerFlags(flags, a)
		a.Flags.VisitAll(func(f *flag.Flag) { own[flagName(a, f)] = true })
	}
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	switch {
	case cmd.diff && !cmd.fix:
		return nil, errors.New("flag -diff needs -fix")
	case cmd.fix && cmd.json:
		return nil, errors.New("flags -fix and -json exclude each other")
	}

	named := make(map[string]bool) // the analyzers that args name: wanted or not
	only := false                  // args name one that is wanted
	flags.Visit(func(f *flag.Flag) {
		if wanted := selected[f.Name]; wanted != nil {
			named[f.Name] = true
			only = only || *wanted
		}
		if own[f.Name] {
			cmd.analyzerFlags = append(cmd.analyzerFlags, fmt.Sprintf("-%s=%s", f.Name, f.Value))
		}
	})
	for _, a := range analyzers {
		if *selected[a.Name] || !only && !named[a.Name] {
			cmd.analyzers = append(cmd.analyzers, a)
		}
	}
	if len(cmd.analyzers) == 0 {
		return nil, errors.New("no analyzer is left to run")
	}
	cmd.args = flags.Args()
	return cmd, nil
}

// coreFlags adds the flags that belong to no analyzer, bound to cmd.
func coreFlags(flags *flag.FlagSet, cmd *command) {
	flags.BoolVar(&cmd.json, "json", false, "print the findings as JSON (the form is described in docs/json.md)")
	flags.BoolVar(&cmd.fix, "fix", false, "apply the suggested fixes, print the findings that are left")
	flags.BoolVar(&cmd.diff, "diff", false, "with -fix: change no file, print what would change")
	flags.BoolVar(&cmd.inprocess, "inprocess", false, "analyse in this process, dependencies too, without go vet and its cache")
}

// analyzerFlags adds the flags of a under their name on the command line.
func analyzerFlags(flags *flag.FlagSet, a *analysis.Analyzer) {
	a.Flags.VisitAll(func(f *flag.Flag) { flags.Var(f.Value, flagName(a, f), f.Usage) })
}

func flagName(a *analysis.Analyzer, f *flag.Flag) string { return a.Name + "." + f.Name }
