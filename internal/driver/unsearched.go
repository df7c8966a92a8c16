package driver

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/answer"
	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/visible"
)

const (
	// unsearchedName is the name of the analyzer that [unsearched] returns.
	unsearchedName = "httpleak_unsearched"
	// unsearchedFlag is the flag of go vet that has it run. The front end always does.
	unsearchedFlag = "unsearched"
)

// unsearched returns an analyzer that tells which functions the others did not search to the end: those among them that
// can, by their answer. A diagnostic of theirs would be shown as a finding in every host, and where nobody asks for it. It
// tells of those that their flags ask for or, if all is set, of all; the category is the name of the analyzer, and
// the flags. It returns nil if none can.
func unsearched(analyzers []*analysis.Analyzer, all bool) *analysis.Analyzer {
	able := slices.DeleteFunc(slices.Clone(analyzers), func(a *analysis.Analyzer) bool { return !answer.Given(a) })
	if len(able) == 0 {
		return nil
	}
	return &analysis.Analyzer{
		Name:     unsearchedName,
		Doc:      "say which functions were not searched to the end",
		Requires: able,
		Run: func(pass *analysis.Pass) (any, error) {
			for _, a := range able {
				for _, g := range pass.ResultOf[a].(*answer.Answer).Unsearched {
					d := analysis.Diagnostic{Pos: g.Pos, Category: a.Name, Message: report.Unsearched{Func: g.Func, Branches: g.Branches}.String()}
					switch {
					case all:
						d.Category = answer.Join(d.Category, g.When)
						pass.Report(d)
					case g.When.Holds(answer.On(&a.Flags)):
						pass.Report(d)
					}
				}
			}
			return nil, nil
		},
	}
}

var unsearchedMessage = regexp.MustCompile(`^not searched to the end: (.+), ([\d,]+) branch(?:es)?$`)

// asUnsearched reads what the analyzer of [unsearched] reports.
func asUnsearched(f report.Finding) (report.Unsearched, bool) {
	m := unsearchedMessage.FindStringSubmatch(f.Message)
	if m == nil {
		return report.Unsearched{}, false
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[2], ",", ""))
	return report.Unsearched{Package: f.Package, Func: m[1], Branches: n, Analyzers: []string{f.Category}, Pos: f.Pos}, err == nil
}

// splitUnsearched takes from out.found what the analyzer of [unsearched] reports about analyzers that are selected.
func (cmd *command) splitUnsearched(out *outcome) {
	out.found = slices.DeleteFunc(out.found, func(f report.Finding) bool {
		if f.Analyzer != unsearchedName {
			return false
		}
		if u, ok := asUnsearched(f); ok && cmd.selects(f.Category) && !cmd.exclude.pkg(f.Package) && !cmd.exclude.file(f.Pos.File) {
			out.unsearched = append(out.unsearched, u)
		}
		return true
	})
}

// unsearchedShown is how many functions are named without -v.
const unsearchedShown = 3

// tellUnsearched says on stderr which functions were not searched to the end: all of them with -v, else
// the first in a line.
func (cmd *command) tellUnsearched(stderr io.Writer, list []report.Unsearched) {
	if len(list) == 0 {
		return
	}
	if cmd.verbose {
		for _, u := range list {
			say(stderr, "%s:%d:%d: %s", visible.File(relative(u.Pos.File)), u.Pos.Line, u.Pos.Column, u)
		}
		return
	}
	var names []string
	for _, u := range list[:min(len(list), unsearchedShown)] {
		names = append(names, fmt.Sprintf("%s (%s)", u.Func, report.Count(u.Branches, "branch")))
	}
	if more := len(list) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%s more (-v names them)", report.Number(more)))
	}
	say(stderr, "not searched to the end: %s", strings.Join(names, ", "))
}
