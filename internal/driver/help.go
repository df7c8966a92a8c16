package driver

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const usage = `usage: httpleak [flags] packages
       httpleak help [analyzer]
       httpleak explain [analyzer | category]`

// help prints what the command does or, with names, the documentation and the
// flags of these analyzers.
func help(w io.Writer, analyzers []*analysis.Analyzer, names []string) error {
	if len(names) == 0 {
		writeHelp(w, analyzers)
		return nil
	}
	for _, name := range names {
		a, err := lookup(analyzers, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %s\n\n", a.Name, a.Doc)
		printFlags(w, func(flags *flag.FlagSet) { analyzerFlags(flags, a) })
	}
	return nil
}

func lookup(analyzers []*analysis.Analyzer, name string) (*analysis.Analyzer, error) {
	var known []string
	for _, a := range analyzers {
		if a.Name == name {
			return a, nil
		}
		known = append(known, a.Name)
	}
	return nil, fmt.Errorf("no analyzer is called %q (there are %s)", name, strings.Join(known, ", "))
}

func writeHelp(w io.Writer, analyzers []*analysis.Analyzer) {
	fmt.Fprintf(w, "httpleak finds HTTP client leaks in Go programs.\n\n%s\n\nAnalyzers:\n", usage)
	for _, a := range analyzers {
		summary, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(w, "  %-15s%s\n", a.Name, summary)
	}
	fmt.Fprint(w, `
All of them run unless some are selected: -NAME runs the named ones only,
-NAME=false all but these. "httpleak help NAME" describes one and its flags,
"httpleak explain NAME" one or one of its categories, with a program that is
reported and its mended twin.
To run them under the go command: go vet -vettool=$(which httpleak) packages

Flags:
`)
	printFlags(w, func(flags *flag.FlagSet) {
		coreFlags(flags, new(command))
		addDebugFlags(flags, analyzers)
	})
	fmt.Fprintf(w, `
Exit codes: %d nothing found, %d findings, %d something could not be analysed, or
with -fix a file not be changed, %d usage.
`, ExitClean, ExitFindings, ExitFailure, ExitUsage)
}

func printFlags(w io.Writer, add func(*flag.FlagSet)) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(w)
	add(flags)
	flags.PrintDefaults()
}
