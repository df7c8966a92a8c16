package idleconn

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// holder returns the place into which the value of the expression at cur goes, or nil.
// It also reports whether code that we do not see gets hold of the transport
// there in a way that invites it to set its fields.
func (ps *places) holder(cur inspector.Cursor) (p place, tuned bool) {
	for {
		parent := cur.Parent()
		switch kind, i := cur.ParentEdge(); kind {
		case edge.ParenExpr_X, edge.UnaryExpr_X, edge.StarExpr_X, edge.TypeAssertExpr_X, edge.SliceExpr_X, edge.IndexExpr_X, edge.KeyValueExpr_Value:
			// the value goes where the parent's goes
		case edge.CompositeLit_Elts:
			if obj := ps.element(parent.Node().(*ast.CompositeLit), i); obj != nil {
				return obj, false
			}
		case edge.CallExpr_Args:
			call := parent.Node().(*ast.CallExpr)
			if !ps.passesOn(call) {
				return ps.argument(call, i)
			}
		case edge.AssignStmt_Rhs:
			if lhs := parent.Node().(*ast.AssignStmt).Lhs; i < len(lhs) {
				return ps.target(lhs[i]), false
			}
			return nil, false
		case edge.ValueSpec_Values:
			if names := parent.Node().(*ast.ValueSpec).Names; i < len(names) {
				return ps.target(names[i]), false
			}
			return nil, false
		case edge.RangeStmt_X:
			if value := parent.Node().(*ast.RangeStmt).Value; value != nil {
				return ps.target(value), false
			}
			return nil, false
		case edge.ReturnStmt_Results:
			return ps.returned(parent), false
		default:
			return nil, false
		}
		cur = parent
	}
}

// target returns the place of the assignable expression e.
func (ps *places) target(e ast.Expr) place {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && id.Name == "_" {
		return ps.blank
	}
	return ps.of(e)
}

// element returns the place of the i-th element of the literal: a field of a struct
// of this package, or nil.
func (ps *places) element(lit *ast.CompositeLit, i int) place {
	if kv, ok := lit.Elts[i].(*ast.KeyValueExpr); ok {
		if key, ok := kv.Key.(*ast.Ident); ok {
			return ps.field(ps.info.Uses[key])
		}
		return nil
	}
	t := ps.info.TypeOf(lit)
	if t == nil {
		return nil
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if st, ok := t.Underlying().(*types.Struct); ok && i < st.NumFields() {
		return ps.field(st.Field(i))
	}
	return nil
}

// argument returns the place of the i-th argument of call: the parameter, if
// the function is one of this package. Otherwise it reports whether the type of the
// parameter invites the function to set fields of a transport.
func (ps *places) argument(call *ast.CallExpr, i int) (place, bool) {
	arg := ps.info.TypeOf(call.Args[i])
	var sig *types.Signature
	fn := ps.callee(call)
	if fn != nil {
		sig = fn.Signature()
	} else if t := ps.info.TypeOf(call.Fun); t != nil {
		sig, _ = t.Underlying().(*types.Signature)
	}
	if sig == nil || sig.Params().Len() == 0 {
		return nil, true
	}
	i = min(i, sig.Params().Len()-1)
	param := sig.Params().At(i)
	if fn != nil && fn.Pkg() == ps.pkg {
		return param, false
	}
	if fn != nil {
		switch does := ps.tuningOf(fn); {
		case does.has(does.Sets, i):
			return nil, true
		case does.has(does.Leaves, i):
			return nil, false
		}
	}
	t := param.Type()
	if slice, ok := t.(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
		t = slice.Elem()
	}
	if ptr, ok := types.Unalias(arg).(*types.Pointer); ok && nameOf(ptr.Elem()) != "" {
		return nil, !(types.IsInterface(t) && nethttp.IsRoundTripper(t))
	}
	return nil, false
}

// returned returns the place of what the return statement at cur returns: the
// function, or the variable in which the function literal is.
func (ps *places) returned(cur inspector.Cursor) place {
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		if decl, ok := fn.Node().(*ast.FuncDecl); ok {
			if obj, ok := ps.info.Defs[decl.Name].(*types.Func); ok {
				return obj
			}
			return nil
		}
		p, _ := ps.holder(fn)
		return p
	}
	return nil
}
