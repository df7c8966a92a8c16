package idleconn

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// field is what a fix sets.
const field = "IdleConnTimeout"

// fixUnset returns the fix that gives t an IdleConnTimeout where it is made, or nil if
// there is no expression to put it in.
func fixUnset(pass *analysis.Pass, t transport) []analysis.SuggestedFix {
	value, edits, ok := limit(pass, t.cur)
	if !ok {
		return nil
	}
	switch n := t.cur.Node().(type) {
	case *ast.CompositeLit:
		edits = append(edits, element(pass.Fset, fileOf(t.cur), n, value)...)
	case *ast.CallExpr: // new(T)
		text := fmt.Sprintf("&%s{%s: %s}", types.ExprString(n.Args[0]), field, value)
		edits = append(edits, analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)})
	case *ast.ValueSpec:
		decl, ok := t.cur.Parent().Node().(*ast.GenDecl)
		if !ok || decl.Lparen.IsValid() || len(n.Names) != 1 || types.IsInterface(pass.TypesInfo.TypeOf(n.Type)) {
			return nil
		}
		if _, array := pass.TypesInfo.TypeOf(n.Type).Underlying().(*types.Array); array {
			return nil
		}
		text := fmt.Sprintf("= %s{%s: %s}", types.ExprString(n.Type), field, value)
		edits = append(edits, analysis.TextEdit{Pos: n.Type.Pos(), End: n.Type.End(), NewText: []byte(text)})
	default:
		return nil
	}
	return []analysis.SuggestedFix{{Message: "Set " + field + " to " + value, TextEdits: edits}}
}

// fixZero returns the fix that replaces the value, a zero, which stands below cur.
func fixZero(pass *analysis.Pass, cur inspector.Cursor, zero ast.Expr) []analysis.SuggestedFix {
	value, edits, ok := limit(pass, cur)
	if !ok {
		return nil
	}
	edits = append(edits, analysis.TextEdit{Pos: zero.Pos(), End: zero.End(), NewText: []byte(value)})
	return []analysis.SuggestedFix{{Message: "Set " + field + " to " + value, TextEdits: edits}}
}

// element returns the edits that append the element to lit as gofmt would have it.
func element(fset *token.FileSet, file *ast.File, lit *ast.CompositeLit, value string) []analysis.TextEdit {
	row := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	insert := func(pos token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
	}
	end, separator := lit.Lbrace+1, ""
	if n := len(lit.Elts); n > 0 {
		end, separator = lit.Elts[n-1].End(), ", "
	}
	if row(end) == row(lit.Rbrace) {
		return []analysis.TextEdit{insert(end, separator+field+": "+value)}
	}

	// A line of its own, in one column with the lines before it.
	var column []*ast.KeyValueExpr
	next := row(lit.Rbrace)
	for i := len(lit.Elts) - 1; i >= 0; i-- {
		kv, ok := lit.Elts[i].(*ast.KeyValueExpr)
		if !ok || row(kv.Pos()) != row(kv.End()) || row(kv.End()) != next-1 {
			break
		}
		before := lit.Lbrace
		if i > 0 {
			before = lit.Elts[i-1].End()
		}
		if row(before) == row(kv.Pos()) {
			break // two on a line
		}
		column = append(column, kv)
		next = row(kv.Pos())
	}
	indent := strings.Repeat("\t", fset.PositionFor(lit.Rbrace, false).Column-1)
	width := len(field)
	for _, kv := range column {
		width = max(width, int(kv.Colon-kv.Key.Pos()))
	}
	pad := func(n int) string { return strings.Repeat(" ", 1+width-n) }
	if len(column) > 0 && commented(fset, file, column[len(column)-1].Pos(), lit.Rbrace) {
		// The comments behind the values have a column as well: leave it alone.
		start := fset.File(lit.Rbrace).LineStart(row(lit.Rbrace))
		return []analysis.TextEdit{insert(start, "\n"+indent+"\t"+field+": "+value+",\n")}
	}
	var edits []analysis.TextEdit
	for i := len(column) - 1; i >= 0; i-- {
		kv := column[i]
		if spaces := pad(int(kv.Colon - kv.Key.Pos())); kv.Value.Pos()-kv.Colon-1 != token.Pos(len(spaces)) {
			edits = append(edits, analysis.TextEdit{Pos: kv.Colon + 1, End: kv.Value.Pos(), NewText: []byte(spaces)})
		}
	}
	// The brace is the first on its line, behind its indentation.
	return append(edits, insert(lit.Rbrace, "\t"+field+":"+pad(len(field))+value+",\n"+indent))
}

// commented reports whether a comment stands between two positions.
func commented(fset *token.FileSet, file *ast.File, from, to token.Pos) bool {
	for _, group := range file.Comments {
		if from < group.End() && group.Pos() < to {
			return true
		}
	}
	return false
}

func fileOf(cur inspector.Cursor) *ast.File {
	for f := range cur.Enclosing((*ast.File)(nil)) {
		return f.Node().(*ast.File)
	}
	return nil
}

// limit returns the text for 90 seconds, which http.DefaultTransport has, at cur, and the edits that import package time if the
// file has not done so. It returns false if the name of the package is taken, or the
// file is written by cgo.
func limit(pass *analysis.Pass, cur inspector.Cursor) (string, []analysis.TextEdit, bool) {
	file := fileOf(cur)
	if file == nil {
		return "", nil, false
	}
	at := cur.Node().Pos()
	scope := pass.Pkg.Scope().Innermost(at)
	if scope == nil {
		return "", nil, false
	}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || path == "C" {
			return "", nil, false
		}
		if path != "time" || spec.Name != nil && spec.Name.Name == "_" {
			continue
		}
		name := "time"
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			return "", nil, false
		}
		_, obj := scope.LookupParent(name, at)
		pkg, ok := obj.(*types.PkgName)
		return "90 * " + name + ".Second", nil, ok && pkg.Imported().Path() == "time"
	}
	if _, obj := scope.LookupParent("time", at); obj != nil {
		return "", nil, false
	}
	return "90 * time.Second", importTime(pass.Fset, file), true
}

// importTime returns the edits that import package time in file, in the order of gofmt.
func importTime(fset *token.FileSet, file *ast.File) []analysis.TextEdit {
	const spec = `"time"`
	row := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	insert := func(pos token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
	}
	var decl *ast.GenDecl
	if len(file.Decls) > 0 {
		decl, _ = file.Decls[0].(*ast.GenDecl)
	}
	if decl == nil || decl.Tok != token.IMPORT || len(decl.Specs) == 0 {
		return []analysis.TextEdit{insert(file.Name.End(), "\n\nimport "+spec)}
	}
	var after *ast.ImportSpec // of the first block of imports without a blank line, the one to follow
	for i, s := range decl.Specs {
		if i > 0 && row(s.Pos()) > row(decl.Specs[i-1].End())+1 {
			break
		}
		s := s.(*ast.ImportSpec)
		if path, _ := strconv.Unquote(s.Path.Value); path < "time" {
			after = s
		}
	}
	first := decl.Specs[0].Pos()
	switch {
	case !decl.Lparen.IsValid() && after == nil:
		return []analysis.TextEdit{insert(first, "(\n\t"+spec+"\n\t"), insert(decl.End(), "\n)")}
	case !decl.Lparen.IsValid():
		return []analysis.TextEdit{insert(first, "(\n\t"), insert(decl.End(), "\n\t"+spec+"\n)")}
	case after == nil:
		return []analysis.TextEdit{insert(first, spec+"\n\t")}
	case after.Comment != nil:
		return []analysis.TextEdit{insert(after.Comment.End(), "\n\t"+spec)}
	}
	return []analysis.TextEdit{insert(after.End(), "\n\t"+spec)}
}
