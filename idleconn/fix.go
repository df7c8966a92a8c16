package idleconn

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/edit"
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
		edits = append(edits, edit.Of(pass).Element(n, field, value)...)
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

// limit returns the text for 90 seconds, which http.DefaultTransport has, at cur, and the edits that import package time if the
// file has not done so. It returns false if the name of the package is taken, or the
// file is written by cgo.
func limit(pass *analysis.Pass, cur inspector.Cursor) (string, []analysis.TextEdit, bool) {
	at := cur.Node().Pos()
	file := edit.Of(pass).File(at)
	if file == nil {
		return "", nil, false
	}
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
	return "90 * time.Second", edit.Of(pass).Import(file, "time"), true
}
