package idleconn

import (
	"go/ast"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A transport is one that the package makes, or (in settings.zeros) one whose
// IdleConnTimeout it sets to 0.
type transport struct {
	cur   inspector.Cursor // the literal, the call of new, the variable, or the assignment
	node  ast.Node         // what cur is at
	name  string           // "http.Transport" or "http2.Transport"
	place place            // where it goes, or nil
	in    string           // the function around it, or ""
	zero  ast.Node         // the element of the literal that sets IdleConnTimeout to 0, or nil
	fine  bool             // nothing is to be said about it
}

// nameOf returns the name of t in messages if it is the type of a transport that has a
// field IdleConnTimeout, or "". That of http2 got it late.
func nameOf(t types.Type) string {
	if nethttp.IsTransport(t) {
		return "http.Transport"
	}
	if nethttp.IsHTTP2Transport(t) {
		if st, ok := t.Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				if f.Name() == "IdleConnTimeout" {
					return "http2.Transport"
				}
			}
		}
	}
	return ""
}

// where names the transport for a message.
func (t transport) where() string {
	switch obj := t.place.(type) {
	case *types.Var:
		if obj.IsField() {
			return "in field " + obj.Name()
		}
		return "in variable " + obj.Name()
	case *types.Func:
		return "returned by " + obj.Name()
	}
	if t.in != "" {
		return "made in " + t.in
	}
	return "made here"
}

// findTransports returns the transports that the package makes: literals, calls of
// new, and variables that are declared without a value.
func findTransports(ps *places, root inspector.Cursor) (made []transport) {
	for cur := range root.Preorder((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.ValueSpec)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CompositeLit:
			if t := literalType(ps.info, n); t != nil && nameOf(t) != "" {
				tr := literal(ps.info, n)
				tr.name = nameOf(t)
				made = append(made, ps.made(cur, tr))
			}
		case *ast.CallExpr:
			if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && len(n.Args) == 1 && id.Name == "new" && ps.info.Types[n.Fun].IsBuiltin() {
				if arg := ps.info.Types[n.Args[0]]; arg.IsType() && nameOf(arg.Type) != "" {
					made = append(made, ps.made(cur, transport{node: n, name: nameOf(arg.Type)}))
				}
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				obj, ok := ps.info.Defs[name].(*types.Var)
				if !ok || len(n.Values) > 0 || name.Name == "_" {
					continue
				}
				if what := nameOf(elements(obj.Type())); what != "" {
					made = append(made, transport{cur: cur, node: name, name: what, place: obj})
				}
			}
		}
	}
	return made
}

// elements returns the type of the elements of an array type, or t.
func elements(t types.Type) types.Type {
	for {
		array, ok := t.Underlying().(*types.Array)
		if !ok {
			return t
		}
		t = array.Elem()
	}
}

// made completes t, which is made by the expression at cur.
func (ps *places) made(cur inspector.Cursor, t transport) transport {
	p, tuned := ps.holder(cur)
	t.place = p
	if tuned || p == ps.blank {
		t.fine = true
	}
	t.cur, t.in = cur, enclosing(cur)
	return t
}

// enclosing returns the name of the function declaration around cur, or "".
func enclosing(cur inspector.Cursor) string {
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		return fn.Node().(*ast.FuncDecl).Name.Name
	}
	return ""
}

// literalType returns the type that the literal makes a value of. For an element
// {…} of a []*T the type checker records *T.
func literalType(info *types.Info, lit *ast.CompositeLit) types.Type {
	t := info.TypeOf(lit)
	if t != nil && lit.Type == nil {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			return ptr.Elem()
		}
	}
	return t
}

// literal judges what the literal of a transport sets.
func literal(info *types.Info, lit *ast.CompositeLit) transport {
	t := transport{node: lit}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			t.fine = true // not valid outside net/http
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok {
			switch effect(info, key.Name, kv.Value) {
			case reaps:
				t.fine = true
			case forever:
				t.zero = kv
			}
		}
	}
	return t
}

// What an assignment to a field of a transport means for its idle connections.
type meaning int

const (
	nothing meaning = iota
	reaps           // there are none, or they are closed after a while, as far as one can see
	forever         // they are never closed
)

// effect says what setting the field of a transport to value means. A nil value is
// one that is not known.
func effect(info *types.Info, field string, value ast.Expr) meaning {
	var c constant.Value
	if value != nil {
		c = info.Types[value].Value
	}
	switch field {
	case "IdleConnTimeout":
		if c != nil && c.Kind() == constant.Int && constant.Sign(c) == 0 {
			return forever
		}
		return reaps
	case "DisableKeepAlives":
		if c == nil || c.Kind() == constant.Bool && constant.BoolVal(c) {
			return reaps
		}
	case "MaxIdleConnsPerHost":
		if c == nil || c.Kind() == constant.Int && constant.Sign(c) < 0 {
			return reaps
		}
	}
	return nothing
}
