package mutants

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/internal/report"
)

// A found is a finding, with a key that changes elsewhere do not touch.
type found struct {
	report.Finding
	key string // analyzer and category, file, function, and the source that the finding is about
}

// analyze runs the analyzers over a package. An error is one of an analyzer, or that it panics.
func (w *world) analyze(p *packages.Package, analyzers []*analysis.Analyzer) (list []found, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	graph, err := checker.Analyze(analyzers, []*packages.Package{p}, &checker.Options{Sequential: true})
	if err != nil {
		return nil, err
	}
	var all []report.Finding
	keys := make(map[report.Position]string)
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, fmt.Errorf("%s: %w", act.Analyzer.Name, act.Err)
		}
		for i := range act.Diagnostics {
			d := &act.Diagnostics[i]
			f := w.finding(act.Analyzer.Name, d)
			all = append(all, f)
			keys[f.Pos] = w.place(p, d)
		}
	}
	for _, f := range report.Normalize(all) {
		list = append(list, found{f, f.Rule() + " " + keys[f.Pos]})
	}
	return list, nil
}

// finding returns d in the form of the command.
func (w *world) finding(analyzer string, d *analysis.Diagnostic) report.Finding {
	at := func(pos token.Pos) report.Position {
		p := w.fset.PositionFor(pos, false)
		return report.Position{File: p.Filename, Line: p.Line, Column: p.Column}
	}
	f := report.Finding{
		Analyzer: analyzer, Category: d.Category, Message: report.OneLine(d.Message), Pos: at(d.Pos), End: at(cmp.Or(d.End, d.Pos)),
	}
	for _, r := range d.Related {
		f.Steps = append(f.Steps, report.Step{Pos: at(r.Pos), End: at(cmp.Or(r.End, r.Pos)), Message: report.OneLine(r.Message)})
	}
	for _, fix := range d.SuggestedFixes {
		var edits []report.Edit
		for _, e := range fix.TextEdits {
			start, end := w.fset.PositionFor(e.Pos, false), w.fset.PositionFor(cmp.Or(e.End, e.Pos), false)
			edits = append(edits, report.Edit{File: start.Filename, Start: start.Offset, End: end.Offset, New: string(e.NewText)})
		}
		f.Fixes = append(f.Fixes, report.Fix{Message: fix.Message, Edits: edits})
	}
	return f
}

// place names the function that d is in and what it is about: the types of the nodes that begin and end there.
func (w *world) place(p *packages.Package, d *analysis.Diagnostic) string {
	var where strings.Builder
	for _, syntax := range p.Syntax {
		if d.Pos < syntax.FileStart || syntax.FileEnd <= d.Pos {
			continue
		}
		where.WriteString(w.fset.Position(d.Pos).Filename)
		for _, decl := range syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= d.Pos && d.Pos < fn.End() {
				where.WriteString(" " + fn.Name.Name)
			}
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && e.Pos() == d.Pos && e.End() == d.End {
				where.WriteString(" " + expression(e))
				return false
			}
			return true
		})
	}
	return where.String()
}
