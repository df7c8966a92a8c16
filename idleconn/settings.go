package idleconn

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// settings are the assignments to transports of a package.
type settings struct {
	places  *places
	reaped  map[place][]setting // by found place
	emptied map[place]bool      // CloseIdleConnections is called
	zeroed  map[place]zeroed
	zeros   []transport          // assignments of 0 to IdleConnTimeout
	written map[place][]ast.Expr // values that a whole transport is overwritten with
}

// A setting is an assignment because of which a transport keeps no idle connections, or not
// for ever.
type setting struct {
	cur   inspector.Cursor // the assignment, or another node that may change the field
	value ast.Expr         // what is assigned, or nil
	base  ast.Expr         // the transport, as it is named there
}

// fine reports whether t is configured by assignments, or overwritten by another
// transport, or emptied: in the function that makes it, for one that lives longer
// keeps its idle connections until then.
func (s *settings) fine(t transport) bool {
	p := s.places.find(t.place)
	if p == nil {
		return false
	}
	if len(s.reaped[p]) > 0 && !s.partial(t) || p == s.places.find(s.places.unknown) || s.emptied[p] && isLocal(t.place) {
		return true
	}
	for _, value := range s.written[p] {
		if value != t.node {
			return true
		}
	}
	return false
}

// A zeroed is an assignment of 0 to IdleConnTimeout.
type zeroed struct {
	node  ast.Node
	value ast.Expr
}

// isLocal reports whether p is a variable of a function.
func isLocal(p place) bool {
	v, ok := p.(*types.Var)
	return ok && !v.IsField() && v.Pkg() != nil && v.Parent() != v.Pkg().Scope()
}

// findSettings collects the assignments to transports and to their fields.
func findSettings(ps *places, root inspector.Cursor) *settings {
	s := &settings{
		places:  ps,
		reaped:  make(map[place][]setting),
		emptied: make(map[place]bool),
		zeroed:  make(map[place]zeroed),
		written: make(map[place][]ast.Expr),
	}
	for cur := range root.Preorder((*ast.SelectorExpr)(nil), (*ast.AssignStmt)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.SelectorExpr:
			switch obj := ps.info.Uses[n.Sel].(type) {
			case *types.Var:
				if isField(obj) {
					s.field(cur, n)
				}
			case *types.Func:
				if nethttp.ClientMethodOf(obj) == nethttp.Reaps {
					s.emptied[ps.find(ps.base(n))] = true
				}
			}
		case *ast.AssignStmt:
			s.whole(n)
		}
	}
	return s
}

// isField reports whether v is one of the fields that effect knows. No other struct
// of these packages has fields of these names.
func isField(v *types.Var) bool {
	if !v.IsField() || v.Pkg() == nil || v.Pkg().Path() != nethttp.Path && v.Pkg().Path() != nethttp.HTTP2Path {
		return false
	}
	switch v.Name() {
	case "IdleConnTimeout", "DisableKeepAlives", "MaxIdleConnsPerHost":
		return true
	}
	return false
}

// field notes what the expression at cur, which selects a field of a transport, does
// to it.
func (s *settings) field(cur inspector.Cursor, sel *ast.SelectorExpr) {
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	var value ast.Expr
	parent := cur.Parent().Node()
	switch kind, i := cur.ParentEdge(); kind {
	case edge.AssignStmt_Lhs:
		if stmt := parent.(*ast.AssignStmt); stmt.Tok == token.ASSIGN && len(stmt.Lhs) == len(stmt.Rhs) {
			value = stmt.Rhs[i]
		}
	case edge.UnaryExpr_X:
		if parent.(*ast.UnaryExpr).Op != token.AND {
			return
		}
	case edge.RangeStmt_Key, edge.RangeStmt_Value:
	default:
		return // it is read
	}
	name := "http.Transport"
	if s.places.info.Uses[sel.Sel].Pkg().Path() == nethttp.HTTP2Path {
		name = "http2.Transport"
	}
	at := s.places.base(sel)
	found := s.places.find(at)
	switch effect(s.places.info, sel.Sel.Name, value) {
	case reaps:
		if found != nil {
			s.reaped[found] = append(s.reaped[found], setting{cur.Parent(), value, sel.X})
		}
	case forever:
		s.zeros = append(s.zeros, transport{cur: cur.Parent(), node: parent, name: name, place: at, in: enclosing(cur), zero: value})
		if found != nil {
			s.zeroed[found] = zeroed{parent, value}
		}
	}
}

// whole notes the transports that stmt overwrites.
func (s *settings) whole(stmt *ast.AssignStmt) {
	for i, lhs := range stmt.Lhs {
		t := s.places.info.TypeOf(lhs)
		if t == nil || nameOf(t) == "" || len(stmt.Lhs) != len(stmt.Rhs) {
			continue
		}
		if id, ok := ast.Unparen(lhs).(*ast.Ident); ok && s.places.info.Defs[id] != nil {
			continue // declares it
		}
		if p := s.places.find(s.places.of(lhs)); p != nil {
			s.written[p] = append(s.written[p], ast.Unparen(stmt.Rhs[i]))
		}
	}
}
