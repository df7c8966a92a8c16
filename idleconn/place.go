package idleconn

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A place is what a transport is known by: the variable or field that holds it, or
// the function that returns it. A field of another package's struct, such as
// http.Client.Transport, is no place of its own: what holds the struct is. Nil
// stands for a transport without a place.
type place types.Object

// places knows the places of one package, and which of them may hold the same
// transport: those are made one (union-find). Everything set through one of them
// then counts for all, on whatever path: the price of a rule that is seldom wrong
// when it reports.
type places struct {
	info   *types.Info
	pkg    *types.Package
	parent map[place]place

	tuningOf func(*types.Func) tuning // what functions of other packages do

	unknown place // of transports that code which we do not see may configure
	blank   place // of what is assigned to the blank identifier
}

func newPlaces(info *types.Info, pkg *types.Package, tuningOf func(*types.Func) tuning) *places {
	mark := func(name string) place { return types.NewVar(token.NoPos, nil, name, types.Typ[types.Invalid]) }
	return &places{info: info, pkg: pkg, parent: make(map[place]place), tuningOf: tuningOf, unknown: mark("unknown"), blank: mark("_")}
}

// find returns the place that stands for all that are one with p.
func (ps *places) find(p place) place {
	for p != nil && ps.parent[p] != nil {
		p = ps.parent[p]
	}
	return p
}

// unite notes that a and b may hold the same transport.
func (ps *places) unite(a, b place) {
	a, b = ps.find(a), ps.find(b)
	if a != nil && b != nil && a != b {
		ps.parent[a] = b
	}
}

// link unites the places between which the package hands transports on.
func (ps *places) link(root inspector.Cursor) {
	for cur := range root.Preorder((*ast.Ident)(nil), (*ast.SelectorExpr)(nil), (*ast.CallExpr)(nil)) {
		e := cur.Node().(ast.Expr)
		if !carries(ps.info.TypeOf(e)) {
			continue
		}
		if from := ps.of(e); from != nil {
			to, tuned := ps.holder(cur)
			if to != ps.blank {
				ps.unite(from, to)
			}
			if tuned {
				ps.unite(from, ps.unknown)
			}
		}
	}
}

// carries reports whether a value of type t holds a transport or leads to one.
func carries(t types.Type) bool {
	for {
		if t == nil {
			return false
		}
		switch u := types.Unalias(t).(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		default:
			return nethttp.IsTransport(t) || nethttp.IsHTTP2Transport(t) || nethttp.IsClient(t) || types.IsInterface(t) && nethttp.IsRoundTripper(t)
		}
	}
}

// of returns the place of the transport that e holds or leads to, or nil.
func (ps *places) of(e ast.Expr) place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return ps.variable(ps.info.ObjectOf(e))
	case *ast.SelectorExpr:
		if sel, ok := ps.info.Selections[e]; ok {
			if obj := ps.field(sel.Obj()); obj != nil {
				return obj
			}
			return ps.base(e)
		}
		return ps.variable(ps.info.Uses[e.Sel])
	case *ast.StarExpr:
		return ps.of(e.X)
	case *ast.UnaryExpr:
		return ps.of(e.X)
	case *ast.TypeAssertExpr:
		return ps.of(e.X)
	case *ast.IndexExpr:
		return ps.of(e.X)
	case *ast.SliceExpr:
		return ps.of(e.X)
	case *ast.CallExpr:
		if ps.passesOn(e) && len(e.Args) > 0 {
			return ps.of(e.Args[0])
		}
		fn := ps.callee(e)
		if fn != nil && nethttp.ClientMethodOf(fn) == nethttp.Copies {
			// A clone is configured as the original is. What is set on the one is held to
			// count for the other, which may be there to be cloned only.
			if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
				return ps.base(sel)
			}
			return nil
		}
		if fn != nil && nethttp.KeepsClient(fn) {
			return ps.unknown
		}
		if fn != nil && fn.Pkg() == ps.pkg {
			return fn
		}
		if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
			return ps.variable(ps.info.Uses[id]) // a function literal in a variable
		}
	}
	return nil
}

// base returns the place of the struct whose field or method the selector names:
// that of the embedded field, if there is one between, else that of X.
func (ps *places) base(e *ast.SelectorExpr) place {
	sel, ok := ps.info.Selections[e]
	if !ok {
		return nil
	}
	t := sel.Recv()
	var found place
	for _, i := range sel.Index()[:len(sel.Index())-1] {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		if obj := ps.field(st.Field(i)); obj != nil {
			found = obj
		}
		t = st.Field(i).Type()
	}
	if found != nil {
		return found
	}
	return ps.of(e.X)
}

// variable returns the place of the variable obj, or nil if it is something else, or a
// variable of another package such as http.DefaultTransport.
func (ps *places) variable(obj types.Object) place {
	if v, ok := obj.(*types.Var); ok && v.Name() != "_" && v.Pkg() == ps.pkg {
		return v.Origin()
	}
	return nil
}

// field returns the place of the field obj, or nil if it is no field of a struct
// of this package.
func (ps *places) field(obj types.Object) place {
	if v, ok := obj.(*types.Var); ok && v.IsField() && v.Pkg() == ps.pkg {
		return v.Origin()
	}
	return nil
}

// callee returns the function or method that call calls statically, or nil.
func (ps *places) callee(call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	var obj types.Object
	switch f := fun.(type) {
	case *ast.Ident:
		obj = ps.info.Uses[f]
	case *ast.SelectorExpr:
		obj = ps.info.Uses[f.Sel]
		if sel, ok := ps.info.Selections[f]; ok && (sel.Kind() != types.MethodVal || types.IsInterface(sel.Recv())) {
			return nil
		}
	}
	if fn, ok := obj.(*types.Func); ok {
		return fn.Origin()
	}
	return nil
}

// passesOn reports whether the value of call is its first argument, or holds it:
// a conversion, append, or new(expr).
func (ps *places) passesOn(call *ast.CallExpr) bool {
	tv := ps.info.Types[call.Fun]
	if tv.IsType() {
		return true
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && tv.IsBuiltin() && (id.Name == "append" || id.Name == "new")
}
