package edit

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Element returns the edits that append an element with a key to lit.
func (src Source) Element(lit *ast.CompositeLit, key, value string) []analysis.TextEdit {
	end, separator := lit.Lbrace+1, ""
	if n := len(lit.Elts); n > 0 {
		end, separator = lit.Elts[n-1].End(), ", "
	}
	if src.Row(end) == src.Row(lit.Rbrace) {
		return []analysis.TextEdit{insert(end, separator+key+": "+value)}
	}

	// A line of its own, in one column with the lines before it.
	var column []*ast.KeyValueExpr
	next := src.Row(lit.Rbrace)
	for i := len(lit.Elts) - 1; i >= 0; i-- {
		kv, ok := lit.Elts[i].(*ast.KeyValueExpr)
		if !ok || src.Row(kv.Pos()) != src.Row(kv.End()) || src.Row(kv.End()) != next-1 {
			break
		}
		before := lit.Lbrace
		if i > 0 {
			before = lit.Elts[i-1].End()
		}
		if src.Row(before) == src.Row(kv.Pos()) {
			break // two on a line
		}
		column = append(column, kv)
		next = src.Row(kv.Pos())
	}
	indent := src.Indent(lit.Rbrace)
	width := len(key)
	for _, kv := range column {
		width = max(width, int(kv.Colon-kv.Key.Pos()))
	}
	pad := func(n int) string { return strings.Repeat(" ", 1+width-n) }
	if len(column) > 0 && src.commented(column[len(column)-1].Pos(), lit.Rbrace) {
		// The comments behind the values have a column as well: leave it alone.
		start := src.Fset.File(lit.Rbrace).LineStart(src.Row(lit.Rbrace))
		return []analysis.TextEdit{insert(start, "\n"+indent+"\t"+key+": "+value+",\n")}
	}
	var edits []analysis.TextEdit
	for i := len(column) - 1; i >= 0; i-- {
		kv := column[i]
		if spaces := pad(int(kv.Colon - kv.Key.Pos())); kv.Value.Pos()-kv.Colon-1 != token.Pos(len(spaces)) {
			edits = append(edits, analysis.TextEdit{Pos: kv.Colon + 1, End: kv.Value.Pos(), NewText: []byte(spaces)})
		}
	}
	// The brace is the first on its line, behind its indentation.
	return append(edits, insert(lit.Rbrace, "\t"+key+":"+pad(len(key))+value+",\n"+indent))
}

// commented reports whether a comment stands between two positions.
func (src Source) commented(from, to token.Pos) bool {
	for _, group := range src.File(from).Comments {
		if from < group.End() && group.Pos() < to {
			return true
		}
	}
	return false
}
