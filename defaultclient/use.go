package defaultclient

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A use is a reference that the analyzer reports.
type use struct {
	at       inspector.Cursor // the expression
	category string
	name     string // what is used, such as http.DefaultClient.Do
	does     string // what that does
}

const (
	isShared = "is the client of the whole process, and it has no timeout unless someone sets one"
	changes  = "is assigned to, which changes what every package of the process sends"
	past     = "sends through the transport of the whole process, past any client: no timeout of its own, no cookies, no redirects"
)

// maxAliases bounds how far a client is followed from one local variable to the next.
const maxAliases = 3

// clientUses judges the expression at cur, whose value is http.DefaultClient or, if aliases
// is not 0, a variable that holds it.
func clientUses(info *types.Info, cur inspector.Cursor, name string, aliases int) []use {
	outer := climb(cur, edge.ParenExpr_X, edge.StarExpr_X)
	plain := outer == climb(cur, edge.ParenExpr_X)
	parent := outer.Parent().Node()
	switch kind, i := outer.ParentEdge(); kind {
	case edge.SelectorExpr_X:
		sel := parent.(*ast.SelectorExpr)
		if fn, ok := info.Uses[sel.Sel].(*types.Func); ok {
			if nethttp.ClientMethodOf(fn) != nethttp.Sends {
				return nil
			}
			return []use{{outer.Parent(), "client", name + "." + fn.Name(), isShared}}
		}
		return fieldChange(outer.Parent(), name)
	case edge.AssignStmt_Lhs:
		return assigned(info, outer, parent.(*ast.AssignStmt), i, name, plain && aliases > 0)
	case edge.UnaryExpr_X, // the variable's address
		edge.BinaryExpr_X, edge.BinaryExpr_Y, edge.CaseClause_List, edge.SwitchStmt_Tag: // comparisons
		return nil
	}
	if !plain {
		return nil // a copy of the value
	}
	handed := []use{{cur, "client", name, isShared}}
	if aliases > 0 && putBack(info, outer) {
		return nil
	}
	lhs, ok := holder(outer)
	if !ok {
		return handed
	}
	if lhs.Name == "_" {
		return nil
	}
	obj := info.Defs[lhs]
	if obj == nil || obj.Parent() == obj.Pkg().Scope() || aliases == maxAliases {
		return handed
	}
	var found []use
	sends := false
	for alias := range cur.Inspector().Root().Preorder((*ast.Ident)(nil)) {
		if info.Uses[alias.Node().(*ast.Ident)] != obj {
			continue
		}
		for _, u := range clientUses(info, alias, name, aliases+1) {
			if u.category == "client" {
				sends = true
			} else {
				found = append(found, u)
			}
		}
	}
	if sends {
		return append(handed, found...)
	}
	return found
}

// transportUses judges the expression at cur, whose value is http.DefaultTransport or, if
// alias is true, a variable that holds it.
func transportUses(info *types.Info, cur inspector.Cursor, alias bool) []use {
	const name = "http.DefaultTransport"
	outer := climb(cur, edge.ParenExpr_X, edge.TypeAssertExpr_X, edge.StarExpr_X)
	parent := outer.Parent().Node()
	switch kind, i := outer.ParentEdge(); kind {
	case edge.SelectorExpr_X:
		sel := parent.(*ast.SelectorExpr)
		fn, method := info.Uses[sel.Sel].(*types.Func)
		switch {
		case !method:
			return fieldChange(outer.Parent(), name)
		case !alias && nethttp.ClientMethodOf(fn) == nethttp.Sends:
			return []use{{outer.Parent(), "transport", name + "." + fn.Name(), past}}
		}
		return nil
	case edge.AssignStmt_Lhs:
		return assigned(info, outer, parent.(*ast.AssignStmt), i, name, alias && outer == climb(cur, edge.ParenExpr_X))
	}
	lhs, ok := holder(outer)
	if !ok || alias || info.Defs[lhs] == nil {
		return nil
	}
	var found []use
	for other := range cur.Inspector().Root().Preorder((*ast.Ident)(nil)) {
		if info.Uses[other.Node().(*ast.Ident)] != info.Defs[lhs] {
			continue
		}
		if isAssigned(other) {
			return nil // it may hold another transport
		}
		found = append(found, transportUses(info, other, true)...)
	}
	return found
}

// fieldChange judges the selection of a field at cur, of what is called name.
func fieldChange(cur inspector.Cursor, name string) []use {
	name += "." + cur.Node().(*ast.SelectorExpr).Sel.Name
	if !isAssigned(cur) {
		return nil
	}
	return []use{{cur, "mutate", name, changes}}
}

// isAssigned reports whether the expression at cur is assigned to.
func isAssigned(cur inspector.Cursor) bool {
	switch climb(cur, edge.ParenExpr_X).ParentEdgeKind() {
	case edge.AssignStmt_Lhs, edge.IncDecStmt_X, edge.RangeStmt_Key, edge.RangeStmt_Value:
		return true
	}
	return false
}

// assigned judges the i-th left side of stmt, which is at cur: a global variable called
// name, what it points to, or, if variable is true, only a variable that holds it. Putting
// back what the global variable was before changes nothing in the end.
func assigned(info *types.Info, cur inspector.Cursor, stmt *ast.AssignStmt, i int, name string, variable bool) []use {
	if variable || stmt.Tok == token.DEFINE || i < len(stmt.Rhs) && len(stmt.Lhs) == len(stmt.Rhs) && wasBefore(info, cur, stmt.Rhs[i], name) {
		return nil
	}
	return []use{{cur, "mutate", name, changes}}
}

// putBack reports whether the value at cur is assigned to http.DefaultClient.
func putBack(info *types.Info, cur inspector.Cursor) bool {
	kind, i := cur.ParentEdge()
	if kind != edge.AssignStmt_Rhs {
		return false
	}
	stmt := cur.Parent().Node().(*ast.AssignStmt)
	return i < len(stmt.Lhs) && nethttp.IsDefaultClient(named(info, stmt.Lhs[i]))
}

// wasBefore reports whether e is a variable that is declared with the value of the global
// variable called name.
func wasBefore(info *types.Info, cur inspector.Cursor, e ast.Expr, name string) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || info.Uses[id] == nil {
		return false
	}
	decl, ok := cur.Inspector().Root().FindByPos(info.Uses[id].Pos(), info.Uses[id].Pos())
	if !ok {
		return false
	}
	kind, i := decl.ParentEdge()
	var values []ast.Expr
	switch n := decl.Parent().Node().(type) {
	case *ast.AssignStmt:
		if kind == edge.AssignStmt_Lhs {
			values = n.Rhs
		}
	case *ast.ValueSpec:
		values = n.Values
	}
	if i < 0 || i >= len(values) {
		return false
	}
	value := ast.Unparen(values[i])
	if assert, ok := value.(*ast.TypeAssertExpr); ok {
		value = ast.Unparen(assert.X)
	}
	obj := named(info, value)
	return nethttp.IsDefaultClient(obj) && name == "http.DefaultClient" || nethttp.IsDefaultTransport(obj) && name == "http.DefaultTransport"
}

// holder returns the identifier on the left side to which the value at cur goes.
func holder(cur inspector.Cursor) (*ast.Ident, bool) {
	var lhs ast.Expr
	switch kind, i := cur.ParentEdge(); kind {
	case edge.AssignStmt_Rhs:
		if stmt := cur.Parent().Node().(*ast.AssignStmt); i < len(stmt.Lhs) {
			lhs = stmt.Lhs[i]
		}
	case edge.ValueSpec_Values:
		if spec := cur.Parent().Node().(*ast.ValueSpec); i < len(spec.Names) {
			lhs = spec.Names[i]
		}
	}
	id, ok := lhs.(*ast.Ident)
	return id, ok
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
