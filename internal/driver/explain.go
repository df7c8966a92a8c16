package driver

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/rules"
)

// explainRules prints what the named analyzers and categories report and how to
// mend it or, without names, which there are.
func explainRules(w io.Writer, analyzers []*analysis.Analyzer, names []string) error {
	var out strings.Builder
	if len(names) == 0 {
		fmt.Fprint(&out, "usage: httpleak explain name\n\nThe names are those of analyzers and of their categories:\n\n")
		for _, a := range analyzers {
			writeRules(&out, a)
		}
	}
	for i, name := range names {
		a, found, err := rules.Find(analyzers, name)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(&out)
		}
		if a != nil {
			explainAnalyzer(&out, a)
		}
		for i, r := range found {
			if i > 0 {
				fmt.Fprintln(&out)
			}
			explainRule(&out, r)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// writeRules lists the categories of a.
func writeRules(w io.Writer, a *analysis.Analyzer) {
	for _, r := range rules.Of(a) {
		fmt.Fprintf(w, "  %-26s%-8s%s\n", r.Name(), report.LevelOf(r.Analyzer, r.Category), r.Summary)
	}
}

func explainAnalyzer(w io.Writer, a *analysis.Analyzer) {
	fmt.Fprintf(w, "%s: %s\n", a.Name, rules.Overview(a))
	list := rules.Of(a)
	if len(list) == 0 {
		return
	}
	fmt.Fprint(w, "\nCategories, each explained by httpleak explain NAME:\n\n")
	writeRules(w, a)
	fmt.Fprintf(w, "%s\n\nMore: httpleak help %s\n", list[0].Programs(), a.Name)
}

func explainRule(w io.Writer, r rules.Rule) {
	fmt.Fprintf(w, "%s (%s)\n\n%s\n\nMore: httpleak help %s\n", r.Name(), report.LevelOf(r.Analyzer, r.Category), r.Text(), r.Analyzer)
}
