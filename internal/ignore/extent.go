package ignore

import (
	"go/ast"
	"go/token"
)

// lines says what stands on the lines of a file, for the question what goes with a comment.
type lines struct {
	scopes
	taken    map[int]int            // how many nodes and comments begin or end there
	comments map[int][]*ast.Comment // that have a part there
	stands   map[int][]token.Pos    // what nodes begin before, or end at
	ends     map[int][]token.Pos    // see ends
	apart    map[*ast.Comment]int   // the line of an empty comment that sets one apart from the text in front of it
}

func linesOf(s scopes) *lines {
	l := &lines{s, make(map[int]int), make(map[int][]*ast.Comment), make(map[int][]token.Pos), make(map[int][]token.Pos), make(map[*ast.Comment]int)}
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			l.take(c, 1)
			for row := s.row(c.Pos()); row <= s.row(c.End()); row++ {
				l.comments[row] = append(l.comments[row], c)
			}
		}
		if n := len(group.List); n > 1 && group.List[n-2].Text == "//" {
			l.apart[group.List[n-1]] = s.row(group.List[n-2].Pos())
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		l.take(n, 1)
		for _, pos := range []token.Pos{n.Pos() + 1, n.End()} {
			l.stands[s.row(pos)] = append(l.stands[s.row(pos)], pos)
		}
		for _, pos := range ends(n) {
			l.ends[s.row(pos)] = append(l.ends[s.row(pos)], pos)
		}
		return true
	})
	return l
}

func (l *lines) take(n ast.Node, count int) {
	l.taken[l.row(n.Pos())] += count
	l.taken[l.row(n.End()-1)] += count
}

// extent returns what has to go with a comment: its line if it has one of its own, and else the
// white space in front of it, as far as that is known without the source.
func (l *lines) extent(c *ast.Comment) (from, to token.Pos) {
	row := l.row(c.Pos())
	if len(l.comments[row]) > 1 {
		return c.Pos(), c.End() // they share a line
	}
	before := func(list []token.Pos) (last token.Pos) {
		for _, pos := range list {
			if pos <= c.Pos() {
				last = max(last, pos)
			}
		}
		return last
	}
	last, certain := before(l.stands[row]), before(l.ends[row]) // what stands before it, and where nothing can follow
	switch {
	case last.IsValid() && last <= certain:
		return certain, c.End()
	case last.IsValid():
		return c.Pos(), c.End()
	}
	first := row
	if apart, ok := l.apart[c]; ok {
		first = apart
	}
	l.take(c, -1)
	if first == row && row > 1 && row < l.tok.LineCount() && l.taken[row-1] == 0 && l.taken[row+1] == 0 {
		first-- // one of two blank lines
	}
	l.take(c, 1)
	span := l.lines(first, row)
	return span.from, span.to
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
