package percallclient

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/edit"
	"github.com/httpleak/httpleak/internal/nethttp"
)

// variable returns the name of the variable that is declared with the transport made at pos, or
// with the client in whose literal it is, and the statement. What is made is somewhere
// at or above cur. A client is good enough if direct is true: its transport is the one.
func variable(info *types.Info, cur inspector.Cursor, direct bool) (string, inspector.Cursor, bool) {
	none := func() (string, inspector.Cursor, bool) { return "", inspector.Cursor{}, false }
	for {
		parent := cur.Parent()
		switch kind, i := cur.ParentEdge(); kind {
		case edge.ParenExpr_X, edge.CallExpr_Fun, edge.SelectorExpr_X, edge.TypeAssertExpr_X:
			// from the first token of the expression to the expression
		case edge.UnaryExpr_X:
			if parent.Node().(*ast.UnaryExpr).Op != token.AND {
				return none()
			}
		case edge.CompositeLit_Type, edge.SelectorExpr_Sel:
		case edge.KeyValueExpr_Value:
			key, ok := parent.Node().(*ast.KeyValueExpr).Key.(*ast.Ident)
			if !ok || key.Name != "Transport" || parent.ParentEdgeKind() != edge.CompositeLit_Elts || !nethttp.IsClient(info.TypeOf(parent.Parent().Node().(ast.Expr))) {
				return none()
			}
		case edge.CompositeLit_Elts:
			if cur.ParentEdgeKind() != kind || !nethttp.IsClient(info.TypeOf(parent.Node().(ast.Expr))) {
				return none()
			}
		case edge.AssignStmt_Rhs:
			stmt := parent.Node().(*ast.AssignStmt)
			if stmt.Tok != token.DEFINE || len(stmt.Lhs) != 1 || i != 0 || !closes(info, stmt.Lhs[0], direct) {
				return none()
			}
			return stmt.Lhs[0].(*ast.Ident).Name, parent, stmt.Lhs[0].(*ast.Ident).Name != "_"
		case edge.ValueSpec_Values, edge.ValueSpec_Names:
			spec := parent.Node().(*ast.ValueSpec)
			if len(spec.Names) != 1 || !closes(info, spec.Names[0], direct) || parent.Parent().ParentEdgeKind() != edge.DeclStmt_Decl || parent.Parent().Node().(*ast.GenDecl).Lparen.IsValid() {
				return none()
			}
			return spec.Names[0].Name, parent.Parent().Parent(), true
		default:
			return none()
		}
		cur = parent
	}
}

// closes reports whether the variable e is a transport, or a client if that is good enough: both
// have a method CloseIdleConnections that reaches the pool.
func closes(info *types.Info, e ast.Expr, client bool) bool {
	id, ok := e.(*ast.Ident)
	if !ok || info.Defs[id] == nil {
		return false
	}
	t := info.Defs[id].Type()
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	return client && nethttp.IsClient(t) || nethttp.IsTransport(t)
}

// after returns the edit that puts text on the line after the statement at cur.
func (r reporter) after(cur inspector.Cursor, text string) (analysis.TextEdit, bool) {
	switch kind, i := cur.ParentEdge(); kind {
	case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
		return edit.Of(r.pass).Insert(edit.ListOf(cur.Parent().Node()), i+1, text)
	}
	return analysis.TextEdit{}, false
}
