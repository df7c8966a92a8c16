package defaultclient

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// endless returns the calls that send a request without a deadline through a client without
// a timeout, and read the response as a whole. Of those that are read piece by piece, or
// somewhere else, many have to last as long as they last.
func (c *clients) endless(root inspector.Cursor) (found []use) {
	info := c.pass.TypesInfo
	for cur := range root.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			continue
		}
		fn, ok := info.Uses[sel.Sel].(*types.Func)
		if !ok || fn.Signature().Recv() == nil || !nethttp.IsPointerTo(fn.Signature().Recv().Type(), nethttp.Path, "Client") ||
			nethttp.ClientMethodOf(fn) != nethttp.Sends {
			continue
		}
		v, ok := named(info, sel.X).(*types.Var)
		if !ok || v.IsField() || nethttp.IsDefaultClient(v) || !c.holds(v) {
			continue // http.DefaultClient has a category of its own
		}
		if fn.Name() == "Do" && !(len(call.Args) == 1 && c.endlessRequest(root, call.Args[0])) {
			continue
		}
		if c.readAtOnce(root, cur) {
			found = append(found, use{cur, timeoutCategory, types.ExprString(call.Fun), "waits for ever if the server does: the client has no Timeout, and the request no deadline"})
		}
	}
	return found
}

// endlessRequest reports whether e is a variable with a request that was made without a
// deadline, and of which only the fields are used before it is sent.
func (c *clients) endlessRequest(root inspector.Cursor, e ast.Expr) bool {
	info := c.pass.TypesInfo
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	obj := info.Uses[id]
	if obj == nil || c.assigned[obj] {
		return false
	}
	made := false
	for cur := range root.Preorder((*ast.Ident)(nil)) {
		n := cur.Node().(*ast.Ident)
		switch {
		case info.Defs[n] == obj:
			stmt, ok := cur.Parent().Node().(*ast.AssignStmt)
			made = ok && len(stmt.Rhs) == 1 && stmt.Lhs[0] == n && c.withoutDeadline(stmt.Rhs[0])
			if !made {
				return false
			}
		case info.Uses[n] == obj:
			switch kind := cur.ParentEdgeKind(); {
			case kind == edge.CallExpr_Args && cur.Node() == id:
			case kind == edge.SelectorExpr_X:
				if fn, ok := info.Uses[cur.Parent().Node().(*ast.SelectorExpr).Sel].(*types.Func); ok && fn.Name() == "WithContext" {
					return false
				}
			default:
				return false
			}
		}
	}
	return made
}

// withoutDeadline reports whether e makes a request with a context that never ends.
func (c *clients) withoutDeadline(e ast.Expr) bool {
	info := c.pass.TypesInfo
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := named(info, call.Fun)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != nethttp.Path || len(call.Args) == 0 {
		return false
	}
	switch fn.Name() {
	case "NewRequest":
		return true
	case "NewRequestWithContext":
		ctx, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr)
		if !ok {
			return false
		}
		made := named(info, ctx.Fun)
		return made != nil && made.Pkg() != nil && made.Pkg().Path() == "context" && (made.Name() == "Background" || made.Name() == "TODO")
	}
	return false
}

// readAtOnce reports whether the response of the call at cur goes to a variable, its body
// is read as a whole or not at all, and nothing else gets it.
func (c *clients) readAtOnce(root inspector.Cursor, call inspector.Cursor) bool {
	info := c.pass.TypesInfo
	lhs, ok := holder(call)
	if !ok || lhs.Name == "_" || info.Defs[lhs] == nil {
		return false
	}
	for cur := range root.Preorder((*ast.Ident)(nil)) {
		if info.Uses[cur.Node().(*ast.Ident)] != info.Defs[lhs] {
			continue
		}
		if cur.ParentEdgeKind() != edge.SelectorExpr_X {
			return false
		}
		sel := cur.Parent()
		if sel.Node().(*ast.SelectorExpr).Sel.Name != "Body" {
			continue
		}
		switch outer := climb(sel, edge.ParenExpr_X); outer.ParentEdgeKind() {
		case edge.SelectorExpr_X:
			if outer.Parent().Node().(*ast.SelectorExpr).Sel.Name != "Close" {
				return false
			}
		case edge.CallExpr_Args:
			if !c.readsAll(outer.Parent()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// readsAll reports whether the call at cur reads all of its argument: io.ReadAll, or a JSON
// decoder that is made to decode once.
func (c *clients) readsAll(cur inspector.Cursor) bool {
	fn := named(c.pass.TypesInfo, cur.Node().(*ast.CallExpr).Fun)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() + "." + fn.Name() {
	case "io.ReadAll", "io/ioutil.ReadAll":
		return true
	case "encoding/json.NewDecoder":
		outer := climb(cur, edge.ParenExpr_X)
		return outer.ParentEdgeKind() == edge.SelectorExpr_X && outer.Parent().Node().(*ast.SelectorExpr).Sel.Name == "Decode"
	}
	return false
}
