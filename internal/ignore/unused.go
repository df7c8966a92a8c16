package ignore

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/files"
)

// reportUnused reports the comments that name the analyzer and silence nothing, where it would
// have seen something to silence.
func (f *filter) reportUnused(set files.Set, scan *Scan) {
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
			message := fmt.Sprintf("%s %s silences nothing", dir.word(list), f.placeOf(file, dir))
			if f.alike(file, dir) { // hosts fold what reads the same
				message += fmt.Sprintf(" (line %d)", f.pass.Fset.Position(dir.comment.Pos()).Line)
			}
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

// alike reports whether something in front of dir names the analyzer in the same place, whether it is
// used or not: that would be another thing in other variants of the package.
func (f *filter) alike(file *ast.File, dir *directive) bool {
	list := f.in(file)
	return slices.ContainsFunc(list[:slices.Index(list, dir)], func(other *directive) bool {
		return !other.blanket && f.placeOf(file, other) == f.placeOf(file, dir)
	})
}

// placeOf says what function the directive is about.
func (f *filter) placeOf(file *ast.File, dir *directive) string {
	row := func(pos token.Pos) int { return f.pass.Fset.PositionFor(pos, false).Line }
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from := fn.Pos()
		if fn.Doc != nil {
			from = fn.Doc.Pos()
		}
		if from <= dir.comment.Pos() && row(dir.comment.Pos()) <= row(fn.End()) {
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
