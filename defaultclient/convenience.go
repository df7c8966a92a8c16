package defaultclient

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A convenience is the fact that tells other packages which functions have to do with a
// client that has no timeout.
type convenience struct{ Does uint8 }

const (
	sendsShared    = 1 << iota // it sends through a package variable, and its caller cannot say for how long
	returnsDefault             // it returns http.DefaultClient
	returnsUntimed             // it returns a client without a timeout, or a struct that has one
)

func (*convenience) AFact() {}

func (c *convenience) String() string {
	var s []string
	for i, text := range []string{"sends through a shared client", "returns http.DefaultClient", "returns a client without a timeout"} {
		if c.Does&(1<<i) != 0 {
			s = append(s, text)
		}
	}
	return fmt.Sprint(s)
}

// clients knows which clients and functions of a package have no timeout.
type clients struct {
	pass  *analysis.Pass
	decls map[*types.Func]*ast.FuncDecl
	done  map[types.Object]uint8 // of functions; of variables, returnsUntimed if they hold such a client

	timed    bool                  // the package sets the Timeout of some client
	assigned map[types.Object]bool // variables that are assigned to, or whose address is taken
	values   map[types.Object]ast.Expr
}

func newClients(pass *analysis.Pass) *clients {
	return &clients{pass: pass, done: make(map[types.Object]uint8)}
}

// of returns what fn does, from this package or another.
func (c *clients) of(fn *types.Func) uint8 {
	if does, ok := c.done[fn]; ok {
		return does
	}
	c.done[fn] = 0
	if fn.Pkg() == nil || fn.Signature().Recv() != nil || nethttp.IsStd(fn.Pkg()) {
		return 0
	}
	if fn.Pkg() != c.pass.Pkg {
		var fact convenience
		c.pass.ImportObjectFact(fn, &fact)
		c.done[fn] = fact.Does
		return fact.Does
	}
	c.scan()
	if decl := c.decls[fn]; decl != nil && decl.Body != nil {
		c.done[fn] = c.declared(fn, decl)
	}
	return c.done[fn]
}

// export exports the facts about the functions that other packages can call.
func (c *clients) export() {
	for _, file := range c.pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Recv != nil || !decl.Name.IsExported() {
				continue
			}
			if fn, ok := c.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok && matters(fn.Signature()) {
				if does := c.of(fn); does != 0 {
					c.pass.ExportObjectFact(fn, &convenience{does})
				}
			}
		}
	}
}

// matters reports whether a function of type sig may have a fact.
func matters(sig *types.Signature) bool {
	results := sig.Results()
	if results.Len() == 0 || results.Len() > 2 {
		return false
	}
	t := results.At(0).Type()
	return nethttp.IsResponse(t) || holdsClient(t)
}

// holdsClient reports whether t, or what it points to, is an http.Client or a struct with one.
func holdsClient(t types.Type) bool {
	if t == nil {
		return false
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if nethttp.IsClient(t) {
		return true
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if t := f.Type(); nethttp.IsClient(t) || nethttp.IsPointerTo(t, nethttp.Path, "Client") {
			return true
		}
	}
	return false
}

// scan collects the declarations of the package, once.
func (c *clients) scan() {
	if c.decls != nil {
		return
	}
	c.decls = make(map[*types.Func]*ast.FuncDecl)
	c.assigned = make(map[types.Object]bool)
	c.values = make(map[types.Object]ast.Expr)
	info := c.pass.TypesInfo
	assign := func(e ast.Expr) {
		switch e := ast.Unparen(e).(type) {
		case *ast.Ident:
			if obj := info.Uses[e]; obj != nil {
				c.assigned[obj] = true
			}
		case *ast.SelectorExpr:
			obj := info.Uses[e.Sel]
			if v, ok := obj.(*types.Var); ok && v.IsField() {
				// Of any client, or a client somewhere else.
				c.timed = c.timed || v.Name() == "Timeout" && v.Pkg() != nil && v.Pkg().Path() == nethttp.Path
			} else if obj != nil {
				c.assigned[obj] = true
			}
		}
	}
	for _, file := range c.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if fn, ok := info.Defs[n.Name].(*types.Func); ok {
					c.decls[fn] = n
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if len(n.Values) == len(n.Names) {
						c.values[info.Defs[name]] = n.Values[i]
					}
				}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if id, ok := lhs.(*ast.Ident); ok && info.Defs[id] != nil {
						if len(n.Lhs) == len(n.Rhs) {
							c.values[info.Defs[id]] = n.Rhs[i]
						}
						continue
					}
					assign(lhs)
				}
			case *ast.UnaryExpr:
				if _, lit := ast.Unparen(n.X).(*ast.CompositeLit); !lit {
					assign(n.X)
				}
			}
			return true
		})
	}
}

// declared finds out what the function fn of this package does.
func (c *clients) declared(fn *types.Func, decl *ast.FuncDecl) uint8 {
	if t := fn.Signature().Results(); t.Len() == 0 {
		return 0
	} else if nethttp.IsResponse(t.At(0).Type()) {
		if c.takesNoLimit(fn.Signature()) && c.sends(decl) {
			return sendsShared
		}
		return 0
	}
	returns, all, untimed := 0, true, true
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				all, untimed = false, false
				return false
			}
			if tv := c.pass.TypesInfo.Types[n.Results[0]]; tv.IsNil() {
				return false
			}
			returns++
			all = all && nethttp.IsDefaultClient(named(c.pass.TypesInfo, n.Results[0]))
			untimed = untimed && c.untimed(n.Results[0], 0)
		}
		return true
	})
	switch {
	case returns == 0:
		return 0
	case all:
		return returnsDefault
	case untimed:
		return returnsUntimed
	}
	return 0
}

// takesNoLimit reports whether a caller of a function of type sig has no way to say how long
// to wait: by a context, a request, a client, an option.
func (c *clients) takesNoLimit(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		t := v.Type()
		if slice, ok := t.Underlying().(*types.Slice); ok {
			t = slice.Elem()
		}
		switch u := t.Underlying().(type) {
		case *types.Basic, *types.Map:
		case *types.Interface:
			for m := range u.Methods() {
				if m.Pkg() != nil && m.Pkg().Path() != "io" {
					return false
				}
			}
		default:
			if !nethttp.IsPointerTo(t, "net/url", "URL") {
				return false
			}
		}
	}
	return true
}

// sends reports whether the function sends through a package variable that holds a
// client without a timeout, and knows nothing of deadlines.
func (c *clients) sends(decl *ast.FuncDecl) bool {
	info := c.pass.TypesInfo
	sends, limited := false, false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if fn, ok := info.Uses[n].(*types.Func); ok && fn.Pkg() != nil && fn.Pkg().Path() == "context" {
				limited = limited || fn.Name() != "Background" && fn.Name() != "TODO"
			}
		case *ast.CallExpr:
			obj := named(info, n.Fun)
			fn, ok := obj.(*types.Func)
			switch {
			case !ok:
			case nethttp.IsConvenience(obj), c.of(fn)&sendsShared != 0:
				sends = true
			case fn.Signature().Recv() != nil && fn.Signature().Results().Len() > 0 && nethttp.IsResponse(fn.Signature().Results().At(0).Type()):
				if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
					v, ok := named(info, sel.X).(*types.Var)
					sends = sends || ok && !v.IsField() && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && c.holds(v)
				}
			}
		}
		return true
	})
	return sends && !limited
}
