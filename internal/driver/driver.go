// Package driver is the httpleak command: it reads the command line, has the
// analyzers run over packages, by the go command or in this process, and prints
// what they found. It also serves the go command, which starts the same binary
// for go vet -vettool.
package driver

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
)

// The exit codes of the command. A run that could not analyse everything is
// not complete, so ExitFailure wins over ExitFindings.
const (
	ExitClean    = 0 // everything analysed, nothing found
	ExitFailure  = 1 // something could not be analysed, or a file not be fixed; what else was found is printed
	ExitUsage    = 2 // the command line, or a file that it names, makes no sense
	ExitFindings = 3 // everything analysed, something found
)

var (
	errInterrupted = errors.New("interrupted")
	errNoGo        = errors.New("there is no go command in PATH")
	errNoPackages  = errors.New("no packages match")
)

// Main runs the command with args, the command line without the program's
// name, and returns the exit code. Findings go to stdout, errors to stderr,
// one line each. An interrupt of the process ends the run, with ExitFailure.
//
// Where the go command calls, Main does not return: it reads os.Args and ends
// the process.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer, analyzers []*analysis.Analyzer) int {
	if fromGo(args) {
		serveGo(args, analyzers)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	fail := func(code int, err error) int {
		say(stderr, "%v", err)
		return code
	}
	cmd, err := parse(args, analyzers)
	switch {
	case errors.Is(err, flag.ErrHelp):
		writeHelp(stdout, analyzers)
		return ExitClean
	case errors.As(err, new(configError)):
		return fail(ExitUsage, err)
	case err != nil:
		return fail(ExitUsage, fmt.Errorf("%w (see httpleak help)", err))
	case cmd.version:
		if err := writeVersion(stdout); err != nil {
			return fail(ExitFailure, err)
		}
		return ExitClean
	case len(cmd.args) == 0:
		fmt.Fprintln(stderr, usage)
		return ExitUsage
	case cmd.args[0] == "help":
		if err := help(stdout, analyzers, cmd.args[1:]); err != nil {
			return fail(ExitUsage, err)
		}
		return ExitClean
	case cmd.args[0] == "explain":
		if err := explainRules(stdout, analyzers, cmd.args[1:]); err != nil {
			return fail(ExitUsage, err)
		}
		return ExitClean
	}

	if err := cmd.checkFiles(); err != nil {
		return fail(ExitUsage, err)
	}
	if err := checkNames(ctx, cmd); err != nil {
		return fail(ExitUsage, err)
	}
	if err := cmd.checkOutput(); err != nil {
		return fail(ExitUsage, err)
	}
	known, err := openBaseline(cmd)
	if err != nil {
		return fail(ExitUsage, err)
	}
	cmd.stderr = stderr
	analyse := analyseFunc(goVet)
	if cmd.inprocess {
		analyse = inProcess
	}
	if cmd.modules {
		analyse = inModules(analyse)
	}
	out, err := analyse(ctx, cmd)
	if errors.As(err, new(usageError)) {
		return fail(ExitUsage, err)
	}
	if err != nil {
		return fail(ExitFailure, err)
	}
	cmd.splitUnsearched(&out)
	out.unsearched = report.NormalizeUnsearched(out.unsearched)
	out.found = report.Normalize(cmd.wanted(out.found, out.sources.read))
	errs := out.errors()
	for _, err := range slices.Concat(errs, cmd.unmatched()) {
		fail(ExitFailure, err)
	}
	if cmd.verbose {
		say(stderr, "analysed %s", report.Count(len(out.dirs), "package"))
	}
	cmd.tellUnsearched(stderr, out.unsearched)
	if err := known.apply(stderr, cmd, &out); err != nil {
		return fail(ExitFailure, err)
	}
	if cmd.fix {
		if err := applyFixes(stdout, stderr, cmd, &out); err != nil {
			return fail(ExitFailure, err)
		}
	}
	if !cmd.diff {
		if err := write(stdout, stderr, cmd, &out); err != nil {
			return fail(ExitFailure, err)
		}
	}
	switch {
	case len(out.errors()) > 0:
		return ExitFailure
	case slices.ContainsFunc(out.found, func(f report.Finding) bool { return f.Level <= cmd.failOn }):
		return ExitFindings
	}
	return ExitClean
}
