// Package ignore keeps back the findings that comments silence: //httpleak:ignore,
// and //nolint as golangci-lint has it. It stands between an analyzer and its pass, so that
// such comments mean the same in every host. It finds the comments that silence nothing, too, and
// escapes what is not printable in messages.
package ignore

import (
	"flag"
	"fmt"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/visible"
)

// UnusedCategory is the category of findings about comments that silence nothing.
const UnusedCategory = "unused-ignore"

// A Config holds the settings of an analyzer that concern such comments; each is a flag of it.
type Config struct {
	// Unused makes the analyzer report comments that name it and silence nothing
	// (flag -unused-ignores).
	Unused bool
	// Show makes it report what comments silence, too (flag -show-ignored).
	Show bool
	// HostNolint says that the host obeys //nolint, //nolint:all and //nolint:httpleak itself, and
	// wants to see what they silence, as golangci-lint does (flag -host-nolint).
	HostNolint bool
}

// AddFlags adds the flags for the settings.
func (c *Config) AddFlags(flags *flag.FlagSet) {
	flags.BoolVar(&c.Unused, "unused-ignores", c.Unused, "report comments that name the analyzer and silence nothing")
	flags.BoolVar(&c.Show, "show-ignored", c.Show, "report what comments silence, too")
	flags.BoolVar(&c.HostNolint, "host-nolint", c.HostNolint, "leave //nolint, //nolint:all and //nolint:httpleak to the host, which obeys them itself")
}

// A Scan says what a run of an analyzer looked at: elsewhere, a comment may silence something
// though nothing was found. The run can add to it.
type Scan struct {
	Tests   bool             // it looked at _test.go files
	GivenUp []analysis.Range // functions in which it may have missed something
	Off     []string         // its categories that a flag turned off
}

// Run calls run with a pass that keeps back the findings which comments silence.
func Run(pass *analysis.Pass, cfg Config, scan *Scan, run func(*analysis.Pass) (any, error)) (any, error) {
	shown := *pass
	shown.Report = func(d analysis.Diagnostic) { pass.Report(printable(d)) }
	f := &filter{pass: &shown, cfg: cfg, directives: make(map[*ast.File][]*directive), scopes: make(map[*ast.File]scopeIndex), lines: make(map[*ast.File]*lines)}
	quiet := *pass
	quiet.Report = f.report
	result, err := run(&quiet)
	if err == nil && cfg.Unused {
		f.reportUnused(files.Of(pass, scan.Tests), scan)
	}
	return result, err
}

// printable returns d with what is not printable in its texts escaped. They quote code, and hosts print them
// as they are.
func printable(d analysis.Diagnostic) analysis.Diagnostic {
	d.Message = visible.Text(d.Message)
	d.Related = slices.Clone(d.Related)
	for i := range d.Related {
		d.Related[i].Message = visible.Text(d.Related[i].Message)
	}
	d.SuggestedFixes = slices.Clone(d.SuggestedFixes)
	for i := range d.SuggestedFixes {
		d.SuggestedFixes[i].Message = visible.Text(d.SuggestedFixes[i].Message)
	}
	return d
}

// A filter reports to a pass what no comment silences.
type filter struct {
	pass       *analysis.Pass
	cfg        Config
	directives map[*ast.File][]*directive // that speak of the analyzer
	scopes     map[*ast.File]scopeIndex   // of the same
	lines      map[*ast.File]*lines
}

func (f *filter) report(d analysis.Diagnostic) {
	by := f.silence(d)
	switch {
	case by == nil:
		f.pass.Report(d)
	case f.cfg.Show:
		var names []string
		for _, n := range by.names {
			names = append(names, n.text(by.comment.Text))
		}
		d.Message += fmt.Sprintf(" (silenced by %s at line %d)", by.word(names), f.pass.Fset.Position(by.comment.Pos()).Line)
		d.SuggestedFixes = nil // it is not wanted
		f.pass.Report(d)
	}
}

// silence marks the directives that silence d as used and returns the first of them, or nil.
func (f *filter) silence(d analysis.Diagnostic) *directive {
	i := slices.IndexFunc(f.pass.Files, func(file *ast.File) bool { return file.FileStart <= d.Pos && d.Pos < file.FileEnd })
	if i < 0 {
		return nil
	}
	f.in(f.pass.Files[i])
	var first *directive
	for dir := range f.scopes[f.pass.Files[i]].around(d.Pos) {
		if dir.silences(f.pass.Analyzer.Name, d.Category, f.cfg.HostNolint) && (first == nil || dir.comment.Pos() < first.comment.Pos()) {
			first = dir
		}
	}
	return first
}

// in returns the directives of file that speak of the analyzer.
func (f *filter) in(file *ast.File) []*directive {
	list, ok := f.directives[file]
	if ok {
		return list
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			dir := parse(c)
			if dir == nil || !dir.blanket && !slices.ContainsFunc(dir.names, func(n name) bool { return n.analyzer == f.pass.Analyzer.Name || n.analyzer == suite }) {
				continue
			}
			dir.group = group
			list = append(list, dir)
		}
	}
	newScopes(f.pass.Fset, file).of(list)
	f.scopes[file] = indexOf(list)
	f.directives[file] = list
	return list
}
