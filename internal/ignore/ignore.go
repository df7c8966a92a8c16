// Package ignore keeps back the findings that comments silence: //httpleak:ignore,
// and //nolint as golangci-lint has it. It stands between an analyzer and its pass, so that
// such comments mean the same in every host. It finds the comments that silence nothing, too, and
// escapes what is not printable in messages.
package ignore

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/answer"
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

// The names of these flags, and of the one that asks for what is in tests, which each analyzer has for itself.
const (
	unusedFlag = "unused-ignores"
	showFlag   = "show-ignored"
	hostFlag   = "host-nolint"
	testsFlag  = "tests"
)

// AddFlags adds the flags for the settings.
func (c *Config) AddFlags(flags *flag.FlagSet) {
	flags.BoolVar(&c.Unused, unusedFlag, c.Unused, "report comments that name the analyzer and silence nothing")
	flags.BoolVar(&c.Show, showFlag, c.Show, "report what comments silence, too")
	flags.BoolVar(&c.HostNolint, hostFlag, c.HostNolint, "leave //nolint, //nolint:all and //nolint:httpleak to the host, which obeys them itself")
}

// A Scan is a run of an analyzer over a package. The run says in it what else there is to know.
type Scan struct {
	// Optional is the category of findings that only the flag of the same name asks for, if there is one.
	Optional string

	givenUp []analysis.Range // functions in which the run may have missed something
	filter  *filter
}

// Report is the Report of the pass of the run, for a finding that is wanted only if these flags are set.
func (s *Scan) Report(d analysis.Diagnostic, when ...string) { s.filter.report(d, when) }

// GaveUp says that a function was not searched to the end: it may have leaks that were not found, so
// that comments in there may silence something.
func (s *Scan) GaveUp(name string, branches int, r analysis.Range) {
	s.givenUp = append(s.givenUp, r)
	u := answer.Unsearched{Func: name, Branches: branches, Pos: r.Pos(), When: s.filter.whenIn(r.Pos(), nil)}
	s.filter.answer.Unsearched = append(s.filter.answer.Unsearched, u)
}

// Run calls run with a pass that keeps back the findings which comments silence, and reports what flags ask
// for. It returns all that there is to say: what comments silence, which of them silence nothing,
// and what is in tests. The run has to look at everything, whatever the flags say.
func Run(pass *analysis.Pass, flags *flag.FlagSet, scan *Scan, run func(*analysis.Pass) error) (*answer.Answer, error) {
	f := &filter{pass: pass, optional: scan.Optional, answer: new(answer.Answer), directives: make(map[*ast.File][]*directive), scopes: make(map[*ast.File]scopeIndex), lines: make(map[*ast.File]*lines)}
	scan.filter = f
	own := *pass
	own.Report = func(d analysis.Diagnostic) { scan.Report(d) }
	if err := run(&own); err != nil {
		return nil, err
	}
	f.reportUnused(files.Of(pass), scan)
	for _, d := range f.answer.Choose(flags) {
		pass.Report(d)
	}
	return f.answer, nil
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

// A filter adds to an answer what an analyzer reports, and what comments have to do with it.
type filter struct {
	pass       *analysis.Pass
	optional   string // as in [Scan]
	answer     *answer.Answer
	directives map[*ast.File][]*directive // that speak of the analyzer
	scopes     map[*ast.File]scopeIndex   // of the same
	lines      map[*ast.File]*lines
}

// add adds a finding to the answer.
func (f *filter) add(d analysis.Diagnostic, when answer.When) {
	f.answer.Findings = append(f.answer.Findings, answer.Finding{Diagnostic: printable(d), When: when})
}

// whenIn returns when, and if pos is in a test, that tests are to be looked at.
func (f *filter) whenIn(pos token.Pos, when answer.When) answer.When {
	if files.IsTest(f.pass.Fset, pos) {
		return when.And(testsFlag)
	}
	return when
}

func (f *filter) report(d analysis.Diagnostic, when answer.When) {
	when = f.whenIn(d.Pos, when)
	if d.Category != "" && d.Category == f.optional {
		when = when.And(f.optional)
	}
	by, underHost := f.silence(d)
	switch {
	case by == nil:
		f.add(d, when)
	case underHost == by:
		f.add(f.silenced(d, by), when.And(showFlag))
	default:
		f.add(f.silenced(d, by), when.And(showFlag, "!"+hostFlag))
		if underHost != nil {
			f.add(f.silenced(d, underHost), when.And(showFlag, hostFlag))
		} else {
			f.add(d, when.And(hostFlag))
		}
	}
}

// silenced returns d as a finding that a directive silences.
func (f *filter) silenced(d analysis.Diagnostic, by *directive) analysis.Diagnostic {
	var names []string
	for _, n := range by.names {
		names = append(names, n.text(by.comment.Text))
	}
	d.Message += fmt.Sprintf(" (silenced by %s at line %d)", by.word(names), f.pass.Fset.Position(by.comment.Pos()).Line)
	d.SuggestedFixes = nil // it is not wanted
	return d
}

// silence marks the directives that silence d as used and returns the first of them, and the first of those that
// do so where the host obeys the others. Both may be nil.
func (f *filter) silence(d analysis.Diagnostic) (first, underHost *directive) {
	i := slices.IndexFunc(f.pass.Files, func(file *ast.File) bool { return file.FileStart <= d.Pos && d.Pos < file.FileEnd })
	if i < 0 {
		return nil, nil
	}
	f.in(f.pass.Files[i])
	earlier := func(a, b *directive) bool { return b == nil || a.comment.Pos() < b.comment.Pos() }
	for dir := range f.scopes[f.pass.Files[i]].around(d.Pos) {
		named := dir.use(f.pass.Analyzer.Name, d.Category, d.Category != "" && d.Category == f.optional)
		if named && earlier(dir, underHost) {
			underHost = dir
		}
		if (named || dir.all()) && earlier(dir, first) {
			first = dir
		}
	}
	return first, underHost
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
