package ignore

import (
	"go/ast"
	"go/token"
)

// extent returns what has to go with a comment: its line if it has one of its own, and else the
// white space in front of it, as far as that is known without the source.
func (s scopes) extent(c *ast.Comment) (from, to token.Pos) {
	row := s.row(c.Pos())
	taken := make(map[int]bool) // lines with something else on them
	take := func(n ast.Node) {
		taken[s.row(n.Pos())] = true
		taken[s.row(n.End()-1)] = true
	}
	first := row
	for _, group := range s.file.Comments {
		for i, other := range group.List {
			switch {
			case other == c:
				if last := i == len(group.List)-1; last && i > 0 && group.List[i-1].Text == "//" {
					first = s.row(group.List[i-1].Pos()) // it set the comment apart from the text
				}
			case s.row(other.Pos()) <= row && row <= s.row(other.End()):
				return c.Pos(), c.End() // they share a line
			default:
				take(other)
			}
		}
	}
	var last, certain token.Pos // the last that is known to stand before the comment, and where nothing can follow
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		take(n)
		for _, pos := range []token.Pos{n.Pos() + 1, n.End()} {
			if pos <= c.Pos() && s.row(pos) == row {
				last = max(last, pos)
			}
		}
		for _, pos := range ends(n) {
			if pos <= c.Pos() && s.row(pos) == row {
				certain = max(certain, pos)
			}
		}
		return true
	})
	switch {
	case last.IsValid() && last <= certain:
		return certain, c.End()
	case last.IsValid():
		return c.Pos(), c.End()
	}
	if first == row && row > 1 && row < s.tok.LineCount() && !taken[row-1] && !taken[row+1] {
		first-- // one of two blank lines
	}
	lines := s.lines(first, row)
	return lines.from, lines.to
}

// ends returns where parts of n end behind which nothing has to follow on the same line: statements in a
// list, and what opens one.
func ends(n ast.Node) []token.Pos {
	var list []token.Pos
	stmts := func(open token.Pos, body []ast.Stmt) {
		list = append(list, open+1)
		for _, stmt := range body {
			list = append(list, stmt.End())
		}
	}
	switch n := n.(type) {
	case *ast.BlockStmt:
		stmts(n.Lbrace, n.List)
	case *ast.CaseClause:
		stmts(n.Colon, n.Body)
	case *ast.CommClause:
		stmts(n.Colon, n.Body)
	case ast.Decl:
		list = append(list, n.End())
	case ast.Spec:
		list = append(list, n.End())
	}
	return list
}
