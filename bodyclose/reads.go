package bodyclose

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A reading knows the variables through which a body can be read within some statements, in which
// the response was declared. It follows variables by name, so it gives up on all that is not plain.
type reading struct {
	*fixer
	s        *site
	from, to token.Pos // what is declared in between ends with the iteration
	vars     map[types.Object]bool
	except   ast.Stmt // is not looked at
	grown    bool
	unclear  bool
}

// newReading looks at the statements. It is unclear if the body may be read behind them.
func (f *fixer) newReading(s *site, value *types.Var, stmts []ast.Stmt, except ast.Stmt) *reading {
	r := &reading{fixer: f, s: s, vars: map[types.Object]bool{value: true}, except: except}
	if len(stmts) == 0 {
		return r
	}
	r.from, r.to = stmts[0].Pos(), stmts[len(stmts)-1].End()
	for r.grown = true; r.grown && !r.unclear; {
		r.grown = false
		for _, stmt := range stmts {
			if stmt != except {
				ast.Inspect(stmt, r.look)
			}
		}
	}
	return r
}

// local reports whether v is declared among the statements.
func (r *reading) local(v types.Object) bool { return r.from <= v.Pos() && v.Pos() < r.to }

// add enters the variable e, which now leads to the body.
func (r *reading) add(e ast.Expr) {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		r.unclear = true
		return
	}
	obj := r.pass.TypesInfo.ObjectOf(id)
	if id.Name == "_" || obj == nil || r.vars[obj] {
		return
	}
	if !r.local(obj) {
		r.unclear = true
		return
	}
	r.vars[obj] = true
	r.grown = true
}

// tracked reports whether e is one of the variables.
func (r *reading) tracked(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && r.vars[r.pass.TypesInfo.ObjectOf(id)]
}

// reads reports whether n mentions the body, or something that leads to it. The other
// fields of the response do not, nor does a comparison with nil.
func (r *reading) reads(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if sel := r.pass.TypesInfo.Selections[n]; sel != nil && r.tracked(n.X) && nethttp.IsResponse(sel.Recv()) &&
				sel.Kind() == types.FieldVal && sel.Obj().Name() != "Body" {
				return false
			}
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && (r.isNil(n.X) && r.tracked(n.Y) || r.isNil(n.Y) && r.tracked(n.X)) {
				return false
			}
		case *ast.Ident:
			found = found || r.vars[r.pass.TypesInfo.ObjectOf(n)]
		}
		return !found
	})
	return found
}

// look enters the variables that n makes lead to the body.
func (r *reading) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, e := range n.Lhs {
			from := n.Rhs[0]
			if len(n.Rhs) == len(n.Lhs) {
				from = n.Rhs[i]
			}
			r.assign(e, from)
		}
	case *ast.ValueSpec:
		for i, id := range n.Names {
			if len(n.Values) > 0 {
				from := n.Values[0]
				if len(n.Values) == len(n.Names) {
					from = n.Values[i]
				}
				r.assign(id, from)
			}
		}
	case *ast.RangeStmt:
		for _, e := range []ast.Expr{n.Key, n.Value} {
			if e != nil {
				r.assign(e, n.X)
			}
		}
	case *ast.TypeSwitchStmt:
		r.unclear = r.unclear || r.reads(n.Assign)
	case *ast.FuncLit:
		r.unclear = r.unclear || r.reads(n.Body)
		return false
	case *ast.GoStmt:
		r.unclear = r.unclear || r.reads(n.Call)
	case *ast.DeferStmt:
		r.unclear = r.unclear || r.reads(n.Call)
	case *ast.SendStmt:
		r.unclear = r.unclear || r.reads(n.Value)
	case *ast.UnaryExpr:
		r.unclear = r.unclear || n.Op == token.AND && r.tracked(n.X)
	case *ast.CallExpr:
		r.call(n)
	}
	return !r.unclear
}

// assign looks at the assignment of from, or a part of it, to e.
func (r *reading) assign(e, from ast.Expr) {
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && r.tracked(sel.X) || r.tracked(e) && !r.reads(from) {
		r.unclear = true // another body takes its place
		return
	}
	t := r.pass.TypesInfo.TypeOf(e)
	if id, ok := e.(*ast.Ident); ok && id.Name == "_" || t == nil || !nethttp.MayRead(t) || !r.reads(from) {
		return
	}
	r.add(e)
}

// call looks at a call that is given something that leads to the body.
func (r *reading) call(call *ast.CallExpr) {
	given := false
	for _, arg := range call.Args {
		given = given || r.reads(arg)
	}
	if !given {
		return
	}
	fn, _ := typeutil.Callee(r.pass.TypesInfo, call).(*types.Func)
	if fn == nil { // a function value, a conversion, a built-in function
		r.unclear = r.unclear || r.s.leak.Kept
		return
	}
	// In the package, it is known to keep nothing.
	known := r.s.leak.Confined && fn.Pkg() == r.pass.Pkg && !types.IsInterface(receiver(fn))
	if !r.s.leak.Confined && !nethttp.IsStd(fn.Pkg()) {
		r.unclear = true
		return
	}
	params := fn.Signature().Params()
	contract, _ := nethttp.ContractOf(fn)
	retains := false
	for i, arg := range call.Args {
		if params.Len() == 0 || !r.reads(arg) {
			continue
		}
		t := params.At(min(i, params.Len()-1)).Type()
		if nethttp.Prints(fn, t) || contract.Borrows.Has(i+1) {
			continue
		}
		r.unclear = r.unclear || r.s.leak.Kept && !known && nethttp.MayClose(t) // perhaps here
		retains = true
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !retains || fn.Signature().Recv() == nil || fn.Name() == "ReadFrom" || !nethttp.MayRead(fn.Signature().Recv().Type()) || r.reads(sel.X) {
		return
	}
	r.retain(sel.X)
}

// receiver returns the type of the receiver of fn, or an invalid type.
func receiver(fn *types.Func) types.Type {
	if recv := fn.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}

// retain looks at the receiver of a method that may remember there what it is given.
func (r *reading) retain(recv ast.Expr) {
	root := recv
	for {
		switch e := ast.Unparen(root).(type) {
		case *ast.SelectorExpr:
			root = e.X
			continue
		case *ast.Ident:
			obj := r.pass.TypesInfo.ObjectOf(e)
			switch {
			case obj == nil:
				r.unclear = true
			case r.local(obj):
				r.add(e)
			case r.s.leak.Confined && !r.inside(obj): // then it does not remember
			default:
				r.unclear = true
			}
			return
		}
		r.unclear = true
		return
	}
}

// inside reports whether obj is declared in the body of the function: something that ends with it.
func (r *reading) inside(obj types.Object) bool {
	return r.s.body.Pos() <= obj.Pos() && obj.Pos() < r.s.body.End()
}
