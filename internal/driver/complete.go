package driver

import (
	"flag"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/answer"
	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// What the tool says of a package under go vet is all that there is to say of it, so that it is in the cache for
// every question. The front end, which knows the flags, chooses.

// complete returns an analyzer that reports the whole answer of a, each finding with the flags that ask for it
// behind its category. One that has no answer is returned as it is: then its flags are given to it.
func complete(a *analysis.Analyzer) *analysis.Analyzer {
	if !answer.Given(a) {
		return a
	}
	c := *a
	c.URL = "" // of the category; nobody asks for it
	c.Run = func(pass *analysis.Pass) (any, error) {
		own := *pass
		own.Report = func(analysis.Diagnostic) {} // those that its flags here ask for
		result, err := a.Run(&own)
		if err != nil {
			return nil, err
		}
		for _, f := range result.(*answer.Answer).Findings {
			f.Category = answer.Join(f.Category, f.When)
			pass.Report(f.Diagnostic)
		}
		return result, nil
	}
	return &c
}

// choose returns those of the diagnostics in r that the flags of its analyzer ask for, with their categories as they
// are shown.
func (cmd *command) choose(r vetjson.Result) []vetjson.Report {
	var chosen []vetjson.Report
	for _, d := range r.Diagnostics {
		category, when := answer.Split(d.Category)
		name := r.Analyzer
		if name == unsearchedName {
			name = category
		}
		a, err := lookup(cmd.all, name)
		if err != nil || !when.Holds(answer.On(&a.Flags)) {
			continue
		}
		d.Category = category
		chosen = append(chosen, d)
	}
	return chosen
}

// isUnusedIgnore reports whether d is about a comment that silences nothing, in a file that is no test.
func isUnusedIgnore(d vetjson.Report) bool {
	category, when := answer.Split(d.Category)
	return category == ignore.UnusedCategory && !slices.Contains(when, "tests")
}

// listFor returns where a flag of a goes that the tool has to know: one that changes what it searches, or of an
// analyzer that does not tell all. It returns nil for the others.
func (cmd *command) listFor(a *analysis.Analyzer, f *flag.Flag) *[]string {
	_, names := f.Value.(*funcname.List)
	switch {
	case !answer.Given(a):
		return &cmd.toolFlags
	case names:
		return &cmd.searchFlags
	}
	return nil
}
