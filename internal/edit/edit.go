// Package edit makes edits of Go source for suggested fixes. If the source has the shape of
// gofmt, so has what comes out, since some hosts apply fixes and format nothing: statements and
// elements get lines of their own, indented by tabs. Where that is not possible, in a block on a single line
// for one, there is no edit.
//
// A line, also called a row, is one of the file as it is, whatever comments "//line" say.
package edit

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Source is the files that edits are for.
type Source struct {
	Fset  *token.FileSet
	Files []*ast.File // with comments
}

// Of returns the source of a pass.
func Of(pass *analysis.Pass) Source { return Source{pass.Fset, pass.Files} }

// File returns the file that pos is in, or nil.
func (src Source) File(pos token.Pos) *ast.File {
	i := slices.IndexFunc(src.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
	if i < 0 {
		return nil
	}
	return src.Files[i]
}

// Row returns the line of pos, from 1.
func (src Source) Row(pos token.Pos) int { return src.Fset.PositionFor(pos, false).Line }

// Indent returns the white space before what begins the line of pos, at pos.
func (src Source) Indent(pos token.Pos) string {
	return strings.Repeat("\t", src.Fset.PositionFor(pos, false).Column-1)
}

// Indented indents the lines of text behind the first.
func Indented(text, indent string) string { return strings.ReplaceAll(text, "\n", "\n"+indent) }

// comments returns the comments that lie between two positions of a file.
func (src Source) comments(from, to token.Pos) []*ast.Comment {
	var out []*ast.Comment
	file := src.File(from)
	if file == nil {
		return nil
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if from <= c.Pos() && c.End() <= to {
				out = append(out, c)
			}
		}
	}
	return out
}

// after returns the end of what ends at pos, a comment on the same line included.
func (src Source) after(pos token.Pos) token.Pos {
	file := src.Fset.File(pos)
	limit := token.Pos(file.Base() + file.Size())
	for _, c := range src.comments(pos, limit) {
		if src.Row(c.Pos()) == src.Row(pos) {
			pos = c.End()
		}
	}
	return pos
}

// insert returns the edit that puts text in front of what is at pos.
func insert(pos token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
}
