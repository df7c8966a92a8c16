package bodyclose

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/httpleak/httpleak/internal/edit"
	"github.com/httpleak/httpleak/internal/nethttp"
)

// A spot is a place between two statements: before l.Stmts[at], or at the end.
type spot struct {
	l  *edit.List
	at int
}

// A verdict says what a condition tells about a call that acquires.
type verdict int

const (
	failed verdict = iota - 1 // it holds exactly if there is no body
	silent                    // nothing certain
	worked                    // it holds exactly if there is one
)

// judge says what cond tells, if status is the error (or bool) of the call and value the response. Both may be nil.
func (f *fixer) judge(cond ast.Expr, status, value *types.Var) verdict {
	switch e := ast.Unparen(cond).(type) {
	case *ast.Ident:
		if f.is(e, status) && isBool(status.Type()) {
			return worked
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return -f.judge(e.X, status, value)
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LOR:
			if f.judge(e.X, status, value) == failed && f.judge(e.Y, status, value) == failed {
				return failed
			}
		case token.LAND:
			if f.judge(e.X, status, value) == worked && f.judge(e.Y, status, value) == worked {
				return worked
			}
		case token.EQL, token.NEQ:
			x, y := e.X, e.Y
			if f.isNil(x) {
				x, y = y, x
			}
			if !f.isNil(y) {
				return silent
			}
			isStatus, isValue := f.is(x, status), f.is(x, value)
			switch {
			case !isStatus && !isValue:
			case isStatus == (e.Op == token.EQL):
				return worked
			default:
				return failed
			}
		}
	}
	return silent
}

// is reports whether e is the variable v.
func (f *fixer) is(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && v != nil && f.pass.TypesInfo.ObjectOf(id) == v
}

func (f *fixer) isNil(e ast.Expr) bool {
	tv, ok := f.pass.TypesInfo.Types[ast.Unparen(e)]
	return ok && tv.IsNil()
}

// checked returns where, at the earliest, there surely is a body: behind the check of the
// error, or where the program would panic anyway if there was none.
func (f *fixer) checked(s *site, status, value *types.Var) (spot, bool) {
	sure := func(sp spot, ok bool) (spot, bool) {
		if s.leak.Nilable && ok {
			ok = sp.at < len(sp.l.Stmts) && f.derefs(sp.l.Stmts[sp.at], value)
		}
		return sp, ok
	}
	if s.init != nil {
		var behind spot
		if s.l != nil && !s.defines() { // the variables live on behind the if statement
			behind = spot{s.l, s.index + 1}
		}
		return sure(f.branch(s.init, status, value, behind))
	}
	at := s.index + 1
	for i := at; i < len(s.l.Stmts); i++ {
		stmt := s.l.Stmts[i]
		if check, ok := stmt.(*ast.IfStmt); ok && check.Init == nil {
			if sp, ok := f.branch(check, status, value, spot{s.l, i + 1}); ok {
				return sure(sp, ok)
			}
		}
		switch {
		case f.derefs(stmt, value):
			return spot{s.l, at}, s.status < 0 || at > s.index+1 // else it looks like a missing check, and is one
		case f.mentions(stmt, value), jumps(stmt), f.assigns(stmt, status):
			return spot{}, false
		case f.mentions(stmt, status):
			at = i + 1
		}
	}
	return spot{}, false
}

// branch returns where there is a body if check tells: in one of its branches, or else at behind.
func (f *fixer) branch(check *ast.IfStmt, status, value *types.Var, behind spot) (spot, bool) {
	switch f.judge(check.Cond, status, value) {
	case worked:
		return spot{edit.ListOf(check.Body), 0}, true
	case failed:
		if block, ok := check.Else.(*ast.BlockStmt); ok {
			return spot{edit.ListOf(block), 0}, true
		}
		return behind, behind.l != nil && check.Else == nil && f.leaves(check.Body)
	}
	return spot{}, false
}

// leaves reports whether what follows stmt is never reached from its end.
func (f *fixer) leaves(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
		return ok && f.noReturn(call)
	case *ast.BlockStmt:
		return len(stmt.List) > 0 && f.leaves(stmt.List[len(stmt.List)-1])
	case *ast.IfStmt:
		return stmt.Else != nil && f.leaves(stmt.Body) && f.leaves(stmt.Else)
	}
	return false
}

// noReturn reports whether the call never returns.
func (f *fixer) noReturn(call *ast.CallExpr) bool {
	switch callee := typeutil.Callee(f.pass.TypesInfo, call).(type) {
	case *types.Builtin:
		return callee.Name() == "panic"
	case *types.Func:
		contract, _ := nethttp.ContractOf(callee)
		return contract.NoReturn || f.model.NoReturn(callee)
	}
	return false
}

// derefs reports whether stmt begins with the evaluation of an expression that panics if v is nil.
func (f *fixer) derefs(stmt ast.Stmt, v *types.Var) bool {
	if v == nil {
		return false
	}
	found := false
	evaluated(stmt, func(e ast.Expr) {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok || !f.is(sel.X, v) {
			return
		}
		s := f.pass.TypesInfo.Selections[sel]
		if s == nil {
			return
		}
		_, pointer := s.Recv().Underlying().(*types.Pointer)
		found = found || s.Kind() == types.FieldVal && pointer || s.Kind() == types.MethodVal && types.IsInterface(s.Recv())
	})
	return found
}

// evaluated calls visit for the expressions that are evaluated whenever stmt is reached.
func evaluated(stmt ast.Stmt, visit func(ast.Expr)) {
	var exprs func(list ...ast.Expr)
	exprs = func(list ...ast.Expr) {
		for _, e := range list {
			if e == nil {
				continue
			}
			ast.Inspect(e, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncLit:
					return false
				case *ast.BinaryExpr:
					if n.Op == token.LAND || n.Op == token.LOR {
						exprs(n.X)
						return false
					}
				}
				if e, ok := n.(ast.Expr); ok {
					visit(e)
				}
				return true
			})
		}
	}
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		exprs(stmt.X)
	case *ast.AssignStmt:
		exprs(stmt.Rhs...)
	case *ast.ReturnStmt:
		exprs(stmt.Results...)
	case *ast.IncDecStmt:
		exprs(stmt.X)
	case *ast.DeclStmt:
		if decl, ok := stmt.Decl.(*ast.GenDecl); ok {
			for _, spec := range decl.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					exprs(v.Values...)
				}
			}
		}
	case *ast.IfStmt:
		evaluated(stmt.Init, visit)
		exprs(stmt.Cond)
	case *ast.SwitchStmt:
		evaluated(stmt.Init, visit)
		exprs(stmt.Tag)
	case *ast.ForStmt:
		evaluated(stmt.Init, visit)
		exprs(stmt.Cond)
	case *ast.RangeStmt:
		exprs(stmt.X)
	}
}

// mentions reports whether n refers to v.
func (f *fixer) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && f.is(id, v)
		return !found
	})
	return found
}

// jumps reports whether control may go from inside n to somewhere else than behind it.
func jumps(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			found = true
		case *ast.FuncLit:
			return false
		}
		return !found
	})
	return found
}

// assigns reports whether n assigns to v, or takes its address.
func (f *fixer) assigns(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				found = found || f.is(e, v)
			}
		case *ast.RangeStmt:
			found = found || n.Key != nil && f.is(n.Key, v) || n.Value != nil && f.is(n.Value, v)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && f.is(n.X, v)
		}
		return !found
	})
	return found
}
