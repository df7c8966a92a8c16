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

// variable returns the variable that is declared with the transport made at pos, or
// with the client in whose literal it is, and the statement. What is made is somewhere
// at or above cur. A client is good enough if direct is true: its transport is the one.
func variable(info *types.Info, cur inspector.Cursor, direct bool) (*ast.Ident, inspector.Cursor, bool) {
	none := func() (*ast.Ident, inspector.Cursor, bool) { return nil, inspector.Cursor{}, false }
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
			id := stmt.Lhs[0].(*ast.Ident)
			return id, parent, id.Name != "_"
		case edge.ValueSpec_Values, edge.ValueSpec_Names:
			spec := parent.Node().(*ast.ValueSpec)
			if len(spec.Names) != 1 || !closes(info, spec.Names[0], direct) || parent.Parent().ParentEdgeKind() != edge.DeclStmt_Decl || parent.Parent().Node().(*ast.GenDecl).Lparen.IsValid() {
				return none()
			}
			return spec.Names[0], parent.Parent().Parent(), true
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

// changes reports whether the variable that stmt declares as id is assigned to elsewhere in its function, so that a call
// deferred behind stmt would not reach the pool that it leads to now: a client may get another transport. That a variable
// gets another pointer does not matter, since the receiver is taken at once.
func (r reporter) changes(id *ast.Ident, stmt inspector.Cursor) bool {
	v := r.pass.TypesInfo.Defs[id]
	_, pointer := v.Type().Underlying().(*types.Pointer)
	fn := stmt
	for around := range stmt.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		fn = around
	}
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && r.pass.TypesInfo.Uses[id] == v
	}
	for assign := range fn.Preorder((*ast.AssignStmt)(nil)) {
		for _, e := range assign.Node().(*ast.AssignStmt).Lhs {
			switch e := ast.Unparen(e).(type) {
			case *ast.Ident:
				if is(e) && !pointer {
					return true
				}
			case *ast.StarExpr:
				if is(e.X) {
					return true
				}
			case *ast.SelectorExpr:
				if is(e.X) && e.Sel.Name == "Transport" {
					return true
				}
			}
		}
	}
	return false
}

// after returns the edit that puts text on the line after the statement at cur.
func (r reporter) after(cur inspector.Cursor, text string) (analysis.TextEdit, bool) {
	switch kind, i := cur.ParentEdge(); kind {
	case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
		return edit.Of(r.pass).Insert(edit.ListOf(cur.Parent().Node()), i+1, text)
	}
	return analysis.TextEdit{}, false
}
