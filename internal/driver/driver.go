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
	code, err := execute(ctx, args, stdout, stderr, analyzers)
	if err != nil {
		say(stderr, "%v", err)
	}
	return code
}

// execute is Main for users. It returns the exit code, and the error that ends the run, which is to be printed.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer, analyzers []*analysis.Analyzer) (int, error) {
	cmd, err := parse(args, analyzers)
	switch {
	case errors.Is(err, flag.ErrHelp):
		writeHelp(stdout, analyzers)
		return ExitClean, nil
	case errors.As(err, new(configError)):
		return ExitUsage, err
	case err != nil:
		return ExitUsage, fmt.Errorf("%w (see httpleak help)", err)
	case !cmd.analyses():
		return cmd.tell(stdout, stderr)
	}
	cmd.stderr = stderr
	known, err := cmd.prepare(ctx)
	if err != nil {
		return ExitUsage, err
	}
	out, err := cmd.analysis()(ctx, cmd)
	switch {
	case errors.As(err, new(usageError)):
		return ExitUsage, err
	case err != nil:
		return ExitFailure, err
	}
	cmd.splitUnsearched(&out)
	out.unsearched = report.NormalizeUnsearched(out.unsearched)
	out.found = report.Normalize(cmd.wanted(out.found, out.sources.read))
	cmd.tellRun(&out)
	if err := cmd.deliver(stdout, known, &out); err != nil {
		return ExitFailure, err
	}
	return cmd.code(&out), nil
}

// tell does what is asked for where nothing is to be analysed.
func (cmd *command) tell(stdout, stderr io.Writer) (int, error) {
	switch {
	case cmd.version:
		if err := writeVersion(stdout); err != nil {
			return ExitFailure, err
		}
	case len(cmd.args) == 0:
		fmt.Fprintln(stderr, usage)
		return ExitUsage, nil
	case cmd.args[0] == "help":
		if err := help(stdout, cmd.all, cmd.args[1:]); err != nil {
			return ExitUsage, err
		}
	default:
		if err := explainRules(stdout, cmd.all, cmd.args[1:]); err != nil {
			return ExitUsage, err
		}
	}
	return ExitClean, nil
}

// prepare returns an error if what the command line names is not there or not to be written, and
// otherwise the baseline, which may be nil.
func (cmd *command) prepare(ctx context.Context) (*known, error) {
	if err := cmd.checkFiles(); err != nil {
		return nil, err
	}
	if err := checkNames(ctx, cmd); err != nil {
		return nil, err
	}
	if err := cmd.checkOutput(); err != nil {
		return nil, err
	}
	return openBaseline(cmd)
}

// analysis returns the function that analyses the packages.
func (cmd *command) analysis() analyseFunc {
	analyse := analyseFunc(goVet)
	if cmd.inprocess {
		analyse = inProcess
	}
	if cmd.modules {
		analyse = inModules(analyse)
	}
	return analyse
}

// tellRun says on standard error how the run went: what could not be analysed, which patterns were for nothing, and
// what was not searched to the end.
func (cmd *command) tellRun(out *outcome) {
	for _, err := range slices.Concat(out.errors(), cmd.unmatched()) {
		say(cmd.stderr, "%v", err)
	}
	if cmd.verbose {
		say(cmd.stderr, "analysed %s", report.Count(len(out.dirs), "package"))
		cmd.tellUnits(out.units)
	}
	cmd.tellUnsearched(cmd.stderr, out.unsearched)
}

// deliver leaves out what is known, fixes what is to be fixed, and prints the findings that are left.
func (cmd *command) deliver(stdout io.Writer, known *known, out *outcome) error {
	if err := known.apply(cmd.stderr, cmd, out); err != nil {
		return err
	}
	if cmd.fix {
		if err := applyFixes(stdout, cmd.stderr, cmd, out); err != nil {
			return err
		}
	}
	if cmd.diff {
		return nil
	}
	return write(stdout, cmd.stderr, cmd, out)
}

// code returns the exit code of a run that came to its end.
func (cmd *command) code(out *outcome) int {
	switch {
	case len(out.errors()) > 0:
		return ExitFailure
	case slices.ContainsFunc(out.found, func(f report.Finding) bool { return f.Level <= cmd.failOn }):
		return ExitFindings
	}
	return ExitClean
}
