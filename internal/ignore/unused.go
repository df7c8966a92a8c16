package ignore

import (
	"fmt"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/files"
)

// reportUnused reports the comments that name the analyzer and silence nothing, where it would
// have seen something to silence.
func (f *filter) reportUnused(set files.Set, scan *Scan) {
	said := make(map[string]bool)
	for _, file := range f.pass.Files {
		if set.Skip(file.FileStart) || set.Generated(file.FileStart) {
			continue
		}
		for _, dir := range f.in(file) {
			if slices.ContainsFunc(scan.GivenUp, dir.overlaps) {
				continue
			}
			idle := func(n name) bool {
				return n.analyzer == f.pass.Analyzer.Name && !n.used && !slices.Contains(scan.Off, n.category)
			}
			var list []string
			for _, n := range dir.names {
				if idle(n) {
					list = append(list, n.text(dir.comment.Text))
				}
			}
			if len(list) == 0 {
				continue
			}
			message := fmt.Sprintf("%s %s silences nothing", dir.word(list), placeOf(file, dir))
			if said[message] { // hosts fold what reads the same
				message += fmt.Sprintf(" (line %d)", f.pass.Fset.Position(dir.comment.Pos()).Line)
			}
			said[message] = true
			f.pass.Report(analysis.Diagnostic{
				Pos:            dir.comment.Pos(),
				End:            dir.comment.End(),
				Category:       UnusedCategory,
				Message:        message,
				SuggestedFixes: f.removal(file, dir.comment, dir.cut(idle)),
			})
		}
	}
}

// overlaps reports whether dir speaks of a part of r.
func (dir *directive) overlaps(r analysis.Range) bool {
	return slices.ContainsFunc(dir.scope, func(s span) bool { return s.from < r.End() && r.Pos() < s.to })
}

// placeOf says what function the directive is about.
func placeOf(file *ast.File, dir *directive) string {
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from := fn.Pos()
		if fn.Doc != nil {
			from = fn.Doc.Pos()
		}
		if from <= dir.comment.Pos() && dir.comment.Pos() <= fn.End() {
			return "in " + fn.Name.Name
		}
	}
	return "at package level"
}

// removal returns the fix that leaves text of a comment, which may be nothing.
func (f *filter) removal(file *ast.File, c *ast.Comment, text string) []analysis.SuggestedFix {
	if actual := f.pass.Fset.PositionFor(c.Pos(), false); f.pass.Fset.Position(c.Pos()) != actual {
		return nil // it was written in another file, which is not at hand
	}
	if text != "" {
		return []analysis.SuggestedFix{{
			Message:   "Take the name out of the comment",
			TextEdits: []analysis.TextEdit{{Pos: c.Pos(), End: c.End(), NewText: []byte(text)}},
		}}
	}
	from, to := newScopes(f.pass.Fset, file).extent(c)
	return []analysis.SuggestedFix{{
		Message:   "Delete the comment",
		TextEdits: []analysis.TextEdit{{Pos: from, End: to}},
	}}
}
