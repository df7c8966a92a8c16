package idleconn

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// partial reports whether t, which is made in a function, is configured by assignments in that
// function alone, and is not on a path that passes by all of them. A condition that has to do
// with what is assigned, or with the transport, makes no such path.
func (s *settings) partial(t transport) bool {
	obj, ok := t.place.(*types.Var)
	if !ok || !isLocal(t.place) {
		return false
	}
	fn := function(t.cur)
	if fn == nil {
		return false
	}
	b := branches{info: s.places.info, obj: obj, sets: make(map[ast.Node]ast.Expr)}
	for _, set := range s.reaped[s.places.find(t.place)] {
		assign, ok := set.cur.Node().(*ast.AssignStmt)
		if !ok || function(set.cur) != fn || set.value == nil || assign.Pos() < t.node.End() || !b.names(set.base) {
			return false
		}
		b.sets[assign] = set.value
	}
	for cur := t.cur; cur.Node() != fn; cur = cur.Parent() {
		switch cur.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return false // what comes before may come after
		}
		rest, _ := following(cur)
		for _, stmt := range rest {
			if _, returns := stmt.(*ast.ReturnStmt); returns {
				return true
			}
			if b.stmt(stmt) {
				return false
			}
		}
	}
	return true
}

// function returns the function declaration or literal around cur, or nil.
func function(cur inspector.Cursor) ast.Node {
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return fn.Node()
	}
	return nil
}

// following returns the statements after the one at cur in the same list.
func following(cur inspector.Cursor) ([]ast.Stmt, bool) {
	_, i := cur.ParentEdge()
	stmt, ok := cur.Node().(ast.Stmt)
	if !ok || i < 0 {
		return nil, false
	}
	var list []ast.Stmt
	switch parent := cur.Parent().Node().(type) {
	case *ast.BlockStmt:
		list = parent.List
	case *ast.CaseClause:
		list = parent.Body
	case *ast.CommClause:
		list = parent.Body
	}
	if i >= len(list) || list[i] != stmt {
		return nil, false
	}
	return list[i+1:], true
}

// branches finds out whether statements configure the transport in variable obj whatever path
// is taken.
type branches struct {
	info *types.Info
	obj  *types.Var
	sets map[ast.Node]ast.Expr // the assignments that do, with the value
}

// names reports whether e is the variable, or what it points to.
func (b *branches) names(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return b.info.Uses[e] == b.obj
	case *ast.StarExpr:
		return b.names(e.X)
	}
	return false
}

// list reports whether the statements configure it, overwrite it or end the function on
// every path, as far as that can be seen.
func (b *branches) list(stmts []ast.Stmt) bool {
	for _, stmt := range stmts {
		if b.stmt(stmt) {
			return true
		}
	}
	return false
}

func (b *branches) stmt(stmt ast.Stmt) bool {
	switch s := stmt.(type) {
	case *ast.AssignStmt:
		if b.sets[s] != nil {
			return true
		}
		for _, lhs := range s.Lhs {
			if s.Tok == token.ASSIGN && b.names(lhs) {
				return true
			}
		}
	case *ast.ReturnStmt:
		return !b.variables(s)[b.obj]
	case *ast.BranchStmt:
		return true
	case *ast.BlockStmt:
		return b.list(s.List)
	case *ast.LabeledStmt:
		return b.stmt(s.Stmt)
	case *ast.IfStmt:
		return b.related(s, s.Init, s.Cond) || b.list(s.Body.List) && s.Else != nil && b.stmt(s.Else)
	case *ast.SwitchStmt:
		return b.related(s, s.Init, s.Tag) || b.clauses(s, s.Body.List)
	case *ast.TypeSwitchStmt:
		return b.related(s, s.Init, s.Assign) || b.clauses(s, s.Body.List)
	case *ast.ForStmt, *ast.RangeStmt, *ast.SelectStmt:
		return len(b.within(s)) > 0 // it is not known how often
	}
	return false
}

// clauses reports whether all the cases of s configure it.
func (b *branches) clauses(s ast.Stmt, clauses []ast.Stmt) bool {
	all, complete := true, false
	for _, c := range clauses {
		c := c.(*ast.CaseClause)
		complete = complete || c.List == nil
		all = all && b.list(c.Body)
		for _, e := range c.List {
			if b.related(s, e) {
				return true
			}
		}
	}
	return all && complete
}

// within returns the values that are assigned in n.
func (b *branches) within(n ast.Node) (values []ast.Expr) {
	for set, value := range b.sets {
		if n.Pos() <= set.Pos() && set.End() <= n.End() {
			values = append(values, value)
		}
	}
	return values
}

// related reports whether the parts of s, which decide where it goes, name the transport or a
// variable that a value assigned in s is made of.
func (b *branches) related(s ast.Node, parts ...ast.Node) bool {
	values := b.within(s)
	if len(values) == 0 {
		return false
	}
	of := map[types.Object]bool{b.obj: true}
	for _, v := range values {
		for obj := range b.variables(v) {
			of[obj] = true
		}
	}
	for _, part := range parts {
		for obj := range b.variables(part) {
			if of[obj] {
				return true
			}
		}
	}
	return false
}

// variables returns the variables and fields that n names.
func (b *branches) variables(n ast.Node) map[types.Object]bool {
	vars := make(map[types.Object]bool)
	if n == nil {
		return vars
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := b.info.ObjectOf(id).(*types.Var); ok {
				vars[v] = true
			}
		}
		return true
	})
	return vars
}
