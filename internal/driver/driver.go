// Package driver is the httpleak command: it reads the command line, runs
// analyzers over packages in this process, and prints what they found. It also
// serves the go command, which starts the same binary for go vet -vettool.
package driver

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/multichecker"
)

// The exit codes of the command. A run that could not analyse everything is
// not complete, so ExitFailure wins over ExitFindings.
const (
	ExitClean    = 0 // everything analysed, nothing found
	ExitFailure  = 1 // something could not be analysed; what else was found is printed
	ExitUsage    = 2 // the command line makes no sense
	ExitFindings = 3 // everything analysed, something found
)

// Main runs the command with args, the command line without the program's
// name, and returns the exit code. Findings go to stdout, errors to stderr,
// one line each.
//
// Where multichecker does the work (-fix, and the protocol of go vet) Main
// does not return: multichecker reads os.Args and ends the process.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer, analyzers []*analysis.Analyzer) int {
	if fromGo(args) {
		multichecker.Main(analyzers...)
	}
	fail := func(code int, err error) int {
		fmt.Fprintf(stderr, "httpleak: %v\n", err)
		return code
	}
	cmd, err := parse(args, analyzers)
	switch {
	case errors.Is(err, flag.ErrHelp):
		writeHelp(stdout, analyzers)
		return ExitClean
	case err != nil:
		return fail(ExitUsage, fmt.Errorf("%w (see httpleak help)", err))
	case len(cmd.args) == 0:
		fmt.Fprintln(stderr, usage)
		return ExitUsage
	case cmd.args[0] == "help":
		if err := help(stdout, analyzers, cmd.args[1:]); err != nil {
			return fail(ExitUsage, err)
		}
		return ExitClean
	}

	pkgs, broken, err := load(ctx, cmd.args)
	if err != nil {
		return fail(ExitFailure, err)
	}
	for _, err := range broken {
		fail(ExitFailure, err)
	}
	if cmd.fix {
		if len(broken) > 0 {
			return fail(ExitFailure, errors.New("nothing is fixed before these errors are"))
		}
		multichecker.Main(analyzers...)
	}
	graph, err := checker.Analyze(cmd.analyzers, pkgs, nil)
	if err != nil {
		return fail(ExitFailure, err)
	}
	failed := len(broken) > 0
	for _, act := range graph.Roots {
		if act.Err != nil {
			failed = true
			fail(ExitFailure, fmt.Errorf("analyzer %s on package %s: %w", act.Analyzer.Name, act.Package.PkgPath, act.Err))
		}
	}
	found := findings(graph)
	if cmd.json {
		err = graph.PrintJSON(stdout)
	} else {
		err = printText(stdout, found)
	}
	switch {
	case err != nil:
		return fail(ExitFailure, fmt.Errorf("writing the findings: %w", err))
	case failed:
		return ExitFailure
	case len(found) > 0:
		return ExitFindings
	}
	return ExitClean
}

// fromGo reports whether args is how the go command calls a vet tool: to ask
// for its identity or its flags, or with the description of one package.
func fromGo(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg")
}
