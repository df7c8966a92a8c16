package golangci

import (
	"fmt"
	"os"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/report"
)

// linter returns the analyzer that golangci-lint runs: it has the analyzers of s
// run and reports what they find, in the words of the command.
//
// One analyzer, because golangci-lint puts the name of any that is not called
// like the linter in front of its messages, and because it leaves a file alone if
// two fixes of a linter do not go together: only one who knows them all can choose.
func linter(s settings) *analysis.Analyzer {
	var collectors []*analysis.Analyzer
	for _, a := range s.analyzers {
		collectors = append(collectors, collector(a))
	}
	return &analysis.Analyzer{
		Name:     Name,
		Doc:      "find HTTP client leaks",
		URL:      "https://github.com/httpleak/httpleak",
		Requires: collectors,
		Run: func(pass *analysis.Pass) (any, error) {
			c := newCollection(pass)
			for i, a := range s.analyzers {
				for _, d := range pass.ResultOf[collectors[i]].([]analysis.Diagnostic) {
					c.add(a.Name, d, s.level)
				}
			}
			return nil, c.report()
		},
	}
}

// collector returns an analyzer that does what a does, but hands over what it
// finds as its result. golangci-lint caches facts by the names of analyzers, so
// that has to be one which nobody else has.
func collector(a *analysis.Analyzer) *analysis.Analyzer {
	c := *a
	c.Name = Name + "_" + a.Name
	c.ResultType = reflect.TypeFor[[]analysis.Diagnostic]()
	c.Run = func(pass *analysis.Pass) (any, error) {
		var found []analysis.Diagnostic
		own := *pass
		own.Analyzer = a
		own.Report = func(d analysis.Diagnostic) { found = append(found, d) }
		_, err := a.Run(&own)
		return found, err
	}
	return &c
}

// A collection is what all analyzers found in a package.
type collection struct {
	pass  *analysis.Pass
	found []report.Finding
	diags map[key]analysis.Diagnostic
}

// A key tells findings apart as report.Normalize does.
type key struct {
	pos           report.Position
	rule, message string
}

func keyOf(f report.Finding) key { return key{f.Pos, f.Rule(), f.Message} }

func newCollection(pass *analysis.Pass) *collection {
	return &collection{pass: pass, diags: make(map[key]analysis.Diagnostic)}
}

// add adds a finding, unless it is below the level.
func (c *collection) add(analyzer string, d analysis.Diagnostic, level report.Level) {
	pos := c.pass.Fset.Position(d.Pos)
	f := report.Finding{
		Analyzer: analyzer,
		Category: d.Category,
		Level:    report.LevelOf(analyzer, d.Category),
		Message:  report.OneLine(d.Message),
		Pos:      report.Position{File: pos.Filename, Line: pos.Line, Column: pos.Column},
	}
	if f.Level > level {
		return
	}
	if len(d.SuggestedFixes) > 0 {
		if edits, ok := c.edits(d); ok {
			f.Fixes = []report.Fix{{Edits: edits}}
		}
	}
	c.found = append(c.found, f)
	c.diags[keyOf(f)] = d
}

// edits returns the changes of the first fix of d. It reports false if they are
// not all in the file that d is in: golangci-lint would make some of them only.
func (c *collection) edits(d analysis.Diagnostic) ([]report.Edit, bool) {
	file := c.pass.Fset.File(d.Pos)
	if file == nil {
		return nil, false
	}
	var edits []report.Edit
	for _, e := range d.SuggestedFixes[0].TextEdits {
		end := e.End
		if !end.IsValid() {
			end = e.Pos
		}
		if c.pass.Fset.File(e.Pos) != file || c.pass.Fset.File(end) != file {
			return nil, false
		}
		edits = append(edits, report.Edit{File: file.Name(), Start: file.Offset(e.Pos), End: file.Offset(end), New: string(e.NewText)})
	}
	return edits, true
}

// report reports the findings. Each has one fix at most, since golangci-lint
// applies all that there are, and none that another one stands in the way of: the
// fixes that the command would apply. The steps of the path would become issues
// of their own; the message says where it leads.
func (c *collection) report() error {
	found := report.Normalize(c.found)
	plan := fix.Make(found, os.ReadFile)
	fixed := make(map[key]bool)
	for _, f := range plan.Fixed {
		fixed[keyOf(f)] = true
	}
	for _, f := range found {
		d := c.diags[keyOf(f)]
		d.Message = fmt.Sprintf("%s (%s)", f.Message, f.Rule())
		d.Related = nil
		d.SuggestedFixes = slices.Clip(d.SuggestedFixes[:min(len(d.SuggestedFixes), 1)])
		if !fixed[keyOf(f)] {
			d.SuggestedFixes = nil
		}
		c.pass.Report(d)
	}
	return nil
}
