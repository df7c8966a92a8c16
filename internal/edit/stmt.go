package edit

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// A List is a list of statements, between braces or in a case.
type List struct {
	Node  ast.Node // the block or clause
	Stmts []ast.Stmt
	Open  token.Pos // behind the brace or colon
	Close token.Pos // of the closing brace; NoPos for a case
}

// ListOf returns the statements directly in n, or nil if there can be none.
func ListOf(n ast.Node) *List {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return &List{n, n.List, n.Lbrace + 1, n.Rbrace}
	case *ast.CaseClause:
		return &List{n, n.Body, n.Colon + 1, token.NoPos}
	case *ast.CommClause:
		return &List{n, n.Body, n.Colon + 1, token.NoPos}
	}
	return nil
}

// OwnLine reports whether statement i of l begins a line of its own.
func (src Source) OwnLine(l *List, i int) bool {
	before := l.Open
	if i > 0 {
		before = l.Stmts[i-1].End()
	}
	return src.Row(before) < src.Row(l.Stmts[i].Pos())
}

// Insert puts text, a statement, in front of statement i of l, or at the end if there is no such one: on
// the line behind the statement before, and behind a comment beside that. It reports false where
// that statement, or the next, shares its line with another.
func (src Source) Insert(l *List, i int, text string) (analysis.TextEdit, bool) {
	var pos token.Pos
	var indent string
	switch {
	case i > 0:
		prev := l.Stmts[i-1]
		if !src.OwnLine(l, i-1) {
			return analysis.TextEdit{}, false
		}
		pos, indent = prev.End(), src.Indent(prev.Pos())
	case len(l.Stmts) > 0:
		pos, indent = l.Open, src.Indent(l.Stmts[0].Pos())
	case l.Close.IsValid():
		pos, indent = l.Open, src.Indent(l.Close)+"\t"
	default:
		pos, indent = l.Open, src.Indent(l.Node.Pos())+"\t"
	}
	next := l.Close
	if i < len(l.Stmts) {
		next = l.Stmts[i].Pos()
	}
	if next.IsValid() && src.Row(next) == src.Row(pos) {
		return analysis.TextEdit{}, false
	}
	return insert(src.after(pos), "\n"+indent+Indented(text, indent)), true
}

// Before puts text, a statement, on a line before statement i of l, behind comments above that. It
// reports false if the statement does not begin a line.
func (src Source) Before(l *List, i int, text string) (analysis.TextEdit, bool) {
	pos := l.Stmts[i].Pos()
	indent := src.Indent(pos)
	return insert(pos, Indented(text, indent)+"\n"+indent), src.OwnLine(l, i)
}

// Remove deletes statement i of l, which is not the first, with its line, and one of two blank lines
// around it. It reports false if the statement shares a line with another, or a comment belongs to it.
func (src Source) Remove(l *List, i int) (analysis.TextEdit, bool) {
	stmt := l.Stmts[i]
	first, last := src.Row(stmt.Pos()), src.Row(stmt.End())
	end := l.Close
	if i+1 < len(l.Stmts) {
		end = l.Stmts[i+1].Pos()
	}
	if i == 0 || !end.IsValid() || !src.OwnLine(l, i) || src.Row(end) == last || src.after(stmt.End()) != stmt.End() {
		return analysis.TextEdit{}, false
	}
	prev := src.after(l.Stmts[i-1].End())
	if len(src.comments(prev, stmt.Pos())) > 0 {
		return analysis.TextEdit{}, false
	}
	if cs := src.comments(stmt.End(), end); len(cs) > 0 {
		end = cs[0].Pos()
	}
	if src.Row(prev) < first-1 && (src.Row(end) > last+1 || i+1 == len(l.Stmts)) {
		first-- // one of two blank lines
	}
	file := src.Fset.File(stmt.Pos())
	return analysis.TextEdit{Pos: file.LineStart(first), End: file.LineStart(last + 1)}, true
}
