package ignore

import (
	"go/ast"
	"go/token"
	"slices"
)

// scopes finds out what the directives of a file speak of. It goes by the lines of the file as
// it is, whatever //line comments say.
type scopes struct {
	fset *token.FileSet
	file *ast.File
	tok  *token.File
}

func newScopes(fset *token.FileSet, file *ast.File) scopes {
	return scopes{fset, file, fset.File(file.FileStart)}
}

// of sets the scopes of directives.
func (s scopes) of(list []*directive) {
	if len(list) == 0 || s.tok == nil {
		return
	}
	for _, dir := range list {
		dir.scope = append(dir.scope, s.lines(s.row(dir.group.Pos()), s.row(dir.group.End())))
	}
	code := make(map[*directive]bool)    // code stands before the directive on its line
	beside := make(map[int][]*directive) // by the line on which their comments begin
	above := make(map[int][]*directive)  // by the line below their comments
	for _, dir := range list {
		row, below := s.row(dir.group.Pos()), s.row(dir.group.End())+1
		beside[row] = append(beside[row], dir)
		above[below] = append(above[below], dir)
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		first, last := s.row(n.Pos()), s.row(n.End())
		for _, dir := range above[first] {
			if s.column(n.Pos()) == s.column(dir.group.Pos()) {
				dir.scope = append(dir.scope, s.lines(first, last))
			}
		}
		near := beside[first]
		if last != first {
			near = slices.Concat(near, beside[last])
		}
		for _, dir := range near {
			row := s.row(dir.group.Pos())
			if n.Pos() < dir.comment.Pos() && (first == row || n.End() <= dir.comment.Pos()) {
				code[dir] = true
			}
			if !dir.nolint && simple(n) {
				dir.scope = append(dir.scope, s.lines(first, last))
			}
		}
		return true
	})
	for _, dir := range list {
		if !dir.nolint && !code[dir] {
			below := s.row(dir.group.End()) + 1
			dir.scope = append(dir.scope, s.lines(below, below))
		}
	}
}

// simple reports whether n is a statement or the declaration of a variable, without statements
// inside.
func simple(n ast.Node) bool {
	switch n.(type) {
	case *ast.ValueSpec, *ast.ExprStmt, *ast.SendStmt, *ast.IncDecStmt, *ast.AssignStmt, *ast.GoStmt, *ast.DeferStmt, *ast.ReturnStmt:
	default:
		return false
	}
	flat := true
	ast.Inspect(n, func(n ast.Node) bool {
		_, literal := n.(*ast.FuncLit)
		flat = flat && !literal
		return flat
	})
	return flat
}

// lines returns the lines from first to last, both counted from 1.
func (s scopes) lines(first, last int) span {
	from, to := s.file.FileEnd, s.file.FileEnd
	if first <= s.tok.LineCount() {
		from = s.tok.LineStart(first)
	}
	if last < s.tok.LineCount() {
		to = s.tok.LineStart(last + 1)
	}
	return span{from, to}
}

func (s scopes) row(pos token.Pos) int    { return s.fset.PositionFor(pos, false).Line }
func (s scopes) column(pos token.Pos) int { return s.fset.PositionFor(pos, false).Column }
