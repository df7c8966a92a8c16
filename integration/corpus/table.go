package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/integration/internal/cost"
	"github.com/httpleak/httpleak/integration/internal/findings"
)

// printTable prints a line for each result: the findings of each analyzer
// outside of tests, those in tests, what the golden file says of them, and what
// the run cost.
func printTable(w io.Writer, results []findings.Result) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "module")
	analyzers := httpleak.Analyzers()
	for _, a := range analyzers {
		fmt.Fprintf(tw, "\t%s", a.Name)
	}
	fmt.Fprint(tw, "\tin tests\ttrue\tfalse\tdebatable\t?\tnew\tgone\twall s\tCPU s\tpeak MB\tnot analysed\n")
	for _, r := range results {
		found := make(map[string]int) // by analyzer
		inTests := 0
		for _, f := range r.Findings {
			if f.InTest() {
				inTests++
			} else {
				found[f.Analyzer]++
			}
		}
		verdicts := make(map[string]int)
		for _, j := range r.Diff.Known {
			verdicts[j.Verdict]++
		}
		fmt.Fprint(tw, r.Module.Path)
		for _, a := range analyzers {
			fmt.Fprintf(tw, "\t%d", found[a.Name])
		}
		fmt.Fprintf(tw, "\t%d\t%d\t%d\t%d\t%d\t%d\t%d", inTests, verdicts["true"], verdicts["false"], verdicts["debatable"], verdicts["?"],
			len(r.Diff.Fresh), len(r.Diff.Gone))
		fmt.Fprintf(tw, "\t%s\t%s\t%d\t%d\n", cost.Seconds(r.Cost.Wall), cost.Seconds(r.Cost.CPU), r.Cost.Peak/1e6, len(r.Notes))
	}
	return tw.Flush()
}
