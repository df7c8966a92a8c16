package bodyclose

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A list is a list of statements, between braces or in a case.
type list struct {
	node  ast.Node
	stmts []ast.Stmt
	open  token.Pos // behind the brace or colon
	close token.Pos // of the closing brace; NoPos for a case
}

// listOf returns the statements directly in n, or nil.
func listOf(n ast.Node) *list {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return &list{n, n.List, n.Lbrace + 1, n.Rbrace}
	case *ast.CaseClause:
		return &list{n, n.Body, n.Colon + 1, token.NoPos}
	case *ast.CommClause:
		return &list{n, n.Body, n.Colon + 1, token.NoPos}
	}
	return nil
}

// A spot is a place between two statements: before l.stmts[at], or at the end.
type spot struct {
	l  *list
	at int
}

// The edits that follow keep the shape of gofmt, if the source has it: one statement a
// line, indented by tabs. They are not possible in a block on a single line.

// place returns the line, from 1, and the column, from 1, of pos in the file as it is.
func (src *source) place(pos token.Pos) (line, column int) {
	p := src.pass.Fset.PositionFor(pos, false)
	return p.Line, p.Column
}

func (src *source) row(pos token.Pos) int {
	line, _ := src.place(pos)
	return line
}

// indent returns the white space before what begins at pos.
func (src *source) indent(pos token.Pos) string {
	_, column := src.place(pos)
	return strings.Repeat("\t", column-1)
}

// comments returns the comments between two positions.
func (src *source) comments(from, to token.Pos) []*ast.Comment {
	var out []*ast.Comment
	for _, file := range src.pass.Files {
		if file.FileStart > from || from >= file.FileEnd {
			continue
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				if from <= c.Pos() && c.End() <= to {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// after returns the end of what ends at pos, a comment on the same line included.
func (src *source) after(pos token.Pos) token.Pos {
	file := src.pass.Fset.File(pos)
	limit := token.Pos(file.Base() + file.Size())
	for _, c := range src.comments(pos, limit) {
		if src.row(c.Pos()) == src.row(pos) {
			pos = c.End()
		}
	}
	return pos
}

// ownLine reports whether statement i of l begins a line of its own.
func (src *source) ownLine(l *list, i int) bool {
	before := l.open
	if i > 0 {
		before = l.stmts[i-1].End()
	}
	return src.row(before) < src.row(l.stmts[i].Pos())
}

// lines indents the lines of text behind the first.
func lines(text, indent string) string { return strings.ReplaceAll(text, "\n", "\n"+indent) }

// insert puts text, a statement, at s: on the line behind the statement before it.
func (src *source) insert(s spot, text string) (analysis.TextEdit, bool) {
	l := s.l
	var pos token.Pos
	var indent string
	switch {
	case s.at > 0:
		prev := l.stmts[s.at-1]
		if !src.ownLine(l, s.at-1) {
			return analysis.TextEdit{}, false
		}
		pos, indent = prev.End(), src.indent(prev.Pos())
	case len(l.stmts) > 0:
		pos, indent = l.open, src.indent(l.stmts[0].Pos())
	case l.close.IsValid():
		pos, indent = l.open, src.indent(l.close)+"\t"
	default:
		pos, indent = l.open, src.indent(l.node.Pos())+"\t"
	}
	next := l.close
	if s.at < len(l.stmts) {
		next = l.stmts[s.at].Pos()
	}
	if next.IsValid() && src.row(next) == src.row(pos) {
		return analysis.TextEdit{}, false
	}
	pos = src.after(pos)
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte("\n" + indent + lines(text, indent))}, true
}

// before puts text, a statement, on a line before statement i of l.
func (src *source) before(l *list, i int, text string) (analysis.TextEdit, bool) {
	pos := l.stmts[i].Pos()
	indent := src.indent(pos)
	edit := analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(lines(text, indent) + "\n" + indent)}
	return edit, src.ownLine(l, i)
}

// remove deletes statement i of l, which is not the first, with its line. It is not possible if
// a comment belongs to it.
func (src *source) remove(l *list, i int) (analysis.TextEdit, bool) {
	stmt := l.stmts[i]
	first, last := src.row(stmt.Pos()), src.row(stmt.End())
	end := l.close
	if i+1 < len(l.stmts) {
		end = l.stmts[i+1].Pos()
	}
	if i == 0 || !end.IsValid() || !src.ownLine(l, i) || src.row(end) == last || src.after(stmt.End()) != stmt.End() {
		return analysis.TextEdit{}, false
	}
	prev := src.after(l.stmts[i-1].End())
	if len(src.comments(prev, stmt.Pos())) > 0 {
		return analysis.TextEdit{}, false
	}
	if cs := src.comments(stmt.End(), end); len(cs) > 0 {
		end = cs[0].Pos()
	}
	if src.row(prev) < first-1 && (src.row(end) > last+1 || i+1 == len(l.stmts)) {
		first-- // one of two blank lines
	}
	file := src.pass.Fset.File(stmt.Pos())
	return analysis.TextEdit{Pos: file.LineStart(first), End: file.LineStart(last + 1)}, true
}
