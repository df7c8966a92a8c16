package defaultclient

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// clientUse judges the reference cur to http.DefaultClient.
func clientUse(info *types.Info, cur inspector.Cursor) (use, bool) {
	u := use{cur, "client", "http.DefaultClient", "is the client of the whole process, and it has no timeout unless someone sets one"}
	outer := climb(cur, edge.ParenExpr_X, edge.StarExpr_X)
	if fn, method := methodOf(info, outer); method {
		u.at, u.name = outer.Parent(), "http.DefaultClient."+fn.Name()
		return u, nethttp.ClientMethodOf(fn) == nethttp.Sends
	}
	if outer != climb(cur, edge.ParenExpr_X) {
		return u, false // a copy of the value, or an assignment to it
	}
	parent := outer.Parent().Node()
	switch kind, i := outer.ParentEdge(); kind {
	case edge.SelectorExpr_X, edge.UnaryExpr_X, // a field; the variable's address
		edge.BinaryExpr_X, edge.BinaryExpr_Y, edge.CaseClause_List, edge.SwitchStmt_Tag, // comparisons
		edge.AssignStmt_Lhs:
		return u, false
	case edge.AssignStmt_Rhs:
		lhs := parent.(*ast.AssignStmt).Lhs
		return u, i >= len(lhs) || !idle(info, cur, lhs[i])
	case edge.ValueSpec_Values:
		names := parent.(*ast.ValueSpec).Names
		return u, i >= len(names) || !idle(info, cur, names[i])
	}
	return u, true
}

// transportUse judges the reference cur to http.DefaultTransport.
func transportUse(info *types.Info, cur inspector.Cursor) (use, bool) {
	outer := climb(cur, edge.ParenExpr_X, edge.TypeAssertExpr_X)
	fn, method := methodOf(info, outer)
	if !method || nethttp.ClientMethodOf(fn) != nethttp.Sends {
		return use{}, false
	}
	return use{outer.Parent(), "transport", "http.DefaultTransport." + fn.Name(), "sends through the transport of the whole process, past any client: no timeout of its own, no cookies, no redirects"}, true
}

// qualified returns the cursor of the expression that the identifier at cur ends:
// itself, or the selector expression in front of whose dot the package stands.
func qualified(cur inspector.Cursor) inspector.Cursor {
	if cur.ParentEdgeKind() == edge.SelectorExpr_Sel {
		return cur.Parent()
	}
	return cur
}

// climb returns the outermost expression that holds the one at cur by edges of the
// given kinds alone.
func climb(cur inspector.Cursor, kinds ...edge.Kind) inspector.Cursor {
	for {
		kind := cur.ParentEdgeKind()
		found := false
		for _, k := range kinds {
			found = found || k == kind
		}
		if !found {
			return cur
		}
		cur = cur.Parent()
	}
}

// methodOf returns the method that is selected on the expression at cur, called or not.
func methodOf(info *types.Info, cur inspector.Cursor) (*types.Func, bool) {
	if cur.ParentEdgeKind() != edge.SelectorExpr_X {
		return nil, false
	}
	fn, ok := info.Uses[cur.Parent().Node().(*ast.SelectorExpr).Sel].(*types.Func)
	return fn, ok
}

// idle reports whether http.DefaultClient, referred to at cur, does nothing where
// it is assigned to lhs: that is blank, or a variable that only serves to compare
// http.DefaultClient with it or to put it back.
func idle(info *types.Info, cur inspector.Cursor, lhs ast.Expr) bool {
	id, ok := lhs.(*ast.Ident)
	if !ok {
		return false
	}
	if id.Name == "_" {
		return true
	}
	obj := info.Defs[id]
	if obj == nil {
		return false
	}
	for use := range cur.Inspector().Root().Preorder((*ast.Ident)(nil)) {
		if info.Uses[use.Node().(*ast.Ident)] == obj && !putsBack(info, use) {
			return false
		}
	}
	return true
}

// putsBack reports whether the variable at cur is compared, or assigned to
// http.DefaultClient.
func putsBack(info *types.Info, cur inspector.Cursor) bool {
	cur = climb(cur, edge.ParenExpr_X)
	switch kind, i := cur.ParentEdge(); kind {
	case edge.BinaryExpr_X, edge.BinaryExpr_Y:
		return true
	case edge.AssignStmt_Rhs:
		stmt := cur.Parent().Node().(*ast.AssignStmt)
		return stmt.Tok == token.ASSIGN && i < len(stmt.Lhs) && nethttp.IsDefaultClient(named(info, stmt.Lhs[i]))
	}
	return false
}

// named returns the object that the identifier or qualified identifier e names.
func named(info *types.Info, e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return info.Uses[e]
	case *ast.SelectorExpr:
		return info.Uses[e.Sel]
	}
	return nil
}
