package defaultclient

import (
	"go/ast"
	"go/types"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// holds reports whether the variable v holds a client without a timeout, as far as this
// package has a say in it.
func (c *clients) holds(v *types.Var) bool {
	if nethttp.IsDefaultClient(v) {
		c.scan()
		return !c.timed
	}
	if does, ok := c.done[v]; ok {
		return does != 0
	}
	c.done[v] = 0
	c.scan()
	if value := c.values[v]; value != nil && !c.assigned[v] && c.untimed(value, 0) {
		c.done[v] = returnsUntimed
	}
	return c.done[v] != 0
}

// untimed reports whether e makes a client without a timeout, or a struct that holds one.
func (c *clients) untimed(e ast.Expr, depth int) bool {
	if depth > 5 || c.timed {
		return false
	}
	info := c.pass.TypesInfo
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return c.untimed(e.X, depth+1)
	case *ast.Ident:
		v, ok := info.Uses[e].(*types.Var)
		return ok && c.holds(v)
	case *ast.SelectorExpr:
		return nethttp.IsDefaultClient(info.Uses[e.Sel])
	case *ast.CallExpr:
		if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok && info.Types[e.Fun].IsBuiltin() && id.Name == "new" && len(e.Args) == 1 {
			return info.Types[e.Args[0]].IsType() && nethttp.IsClient(info.TypeOf(e.Args[0]))
		}
		fn, ok := named(info, e.Fun).(*types.Func)
		return ok && c.of(fn)&(returnsDefault|returnsUntimed) != 0
	case *ast.CompositeLit:
		return c.literal(e, depth)
	}
	return false
}

// literal judges a literal of a client, or of a struct with one.
func (c *clients) literal(lit *ast.CompositeLit, depth int) bool {
	info := c.pass.TypesInfo
	t := info.TypeOf(lit)
	if t == nil {
		return false
	}
	isClient, found := nethttp.IsClient(t), false
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := kv.Key.(*ast.Ident)
		switch {
		case !ok:
			return false
		case isClient && key.Name == "Timeout":
			return false
		case isClient && key.Name == "Transport":
			// A round tripper of its own may have a limit of its own.
			if !nethttp.IsDefaultTransport(named(info, kv.Value)) && !c.patient(kv.Value) {
				return false
			}
		case !isClient && holdsClient(info.TypeOf(kv.Value)):
			if found || !c.untimed(kv.Value, depth+1) {
				return false
			}
			found = true
		}
	}
	return isClient || found
}

// patient reports whether e makes an http.Transport without a ResponseHeaderTimeout.
func (c *clients) patient(e ast.Expr) bool {
	if !nethttp.IsPointerTo(c.pass.TypesInfo.TypeOf(e), nethttp.Path, "Transport") {
		return false
	}
	patient := true
	ast.Inspect(e, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "ResponseHeaderTimeout" {
				patient = false
			}
		}
		return patient
	})
	return patient
}
