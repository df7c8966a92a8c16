package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/integration/internal/cost"
)

// printTable prints a line for each result: the findings of each analyzer
// outside of tests, those in tests, what the golden file says of them, and what
// the run cost.
func printTable(w io.Writer, results []result) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "module")
	analyzers := httpleak.Analyzers()
	for _, a := range analyzers {
		fmt.Fprintf(tw, "\t%s", a.Name)
	}
	fmt.Fprint(tw, "\tin tests\ttrue\tfalse\t?\tnew\tgone\twall s\tCPU s\tpeak MB\tnot analysed\n")
	for _, r := range results {
		found := make(map[string]int) // by analyzer
		inTests := 0
		for _, f := range r.findings {
			if f.inTest() {
				inTests++
			} else {
				found[f.analyzer]++
			}
		}
		verdicts := make(map[string]int)
		for _, j := range r.diff.known {
			verdicts[j.verdict]++
		}
		fmt.Fprint(tw, r.module.Path)
		for _, a := range analyzers {
			fmt.Fprintf(tw, "\t%d", found[a.Name])
		}
		fmt.Fprintf(tw, "\t%d\t%d\t%d\t%d\t%d\t%d", inTests, verdicts["true"], verdicts["false"], verdicts["?"],
			len(r.diff.fresh), len(r.diff.gone))
		fmt.Fprintf(tw, "\t%s\t%s\t%d\t%d\n", cost.Seconds(r.cost.Wall), cost.Seconds(r.cost.CPU), r.cost.Peak/1e6, len(r.notes))
	}
	return tw.Flush()
}
