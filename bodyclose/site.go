package bodyclose

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/httpleak/httpleak/internal/edit"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership"
)

// A site is the statement that a leaking call stands in, as a fix sees it.
type site struct {
	leak   *ownership.Leak
	call   *ast.CallExpr
	decl   *ast.FuncDecl
	fn     ast.Node       // the innermost function around the call, declaration or literal
	body   *ast.BlockStmt // of fn
	loop   bool           // the call lies in a loop of fn
	stmt   ast.Stmt       // assigns the results of the call, or consists of it
	l      *edit.List     // that stmt, or the if statement that it belongs to, is in; nil if in none
	index  int            // in l
	init   *ast.IfStmt    // stmt is its init statement
	names  []ast.Expr     // of the results; nil if stmt consists of the call
	result int            // number of the result with the body
	status int            // number of the error, or of the bool that stands for one; -1 if there is none
	typ    types.Type     // of the result with the body
}

// site returns where call stands, or nil if that is no statement that a fix could change.
func (f *fixer) site(leak *ownership.Leak, call *ast.CallExpr) *site {
	s := &site{leak: leak, call: call, status: -1}
	path := f.path(call) // ends with the call
	i := len(path) - 2
	for i >= 0 {
		if _, ok := path[i].(*ast.ParenExpr); !ok {
			break
		}
		i--
	}
	for i > 0 && f.passesOn(path[i], path[i+1]) { // resp := must(c.Get(url))
		s.call = path[i].(*ast.CallExpr)
		i--
	}
	if i < 1 || !s.assigned(path[i]) {
		return nil
	}
	if spec, ok := path[i].(*ast.ValueSpec); ok {
		i -= 2 // GenDecl, DeclStmt
		if i < 1 {
			return nil
		}
		s.stmt, _ = path[i].(*ast.DeclStmt)
		for _, id := range spec.Names {
			s.names = append(s.names, id)
		}
	}
	s.stmt, _ = path[i].(ast.Stmt)
	if s.stmt == nil || !s.around(path[:i]) || !s.types(f.pass.TypesInfo) {
		return nil
	}
	return s
}

// passesOn reports whether n is a call with the results of another for arguments, whose type says that
// it returns the first of them: func(T, error) T for any T.
func (f *fixer) passesOn(n, results ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || call.Args[0] != results {
		return false
	}
	fn, _ := typeutil.Callee(f.pass.TypesInfo, call).(*types.Func)
	if fn == nil {
		return false
	}
	sig := fn.Origin().Signature()
	if sig.Params().Len() == 0 || sig.Results().Len() != 1 {
		return false
	}
	t, ok := types.Unalias(sig.Results().At(0).Type()).(*types.TypeParam)
	if !ok {
		return false
	}
	for i := range sig.Params().Len() {
		if (sig.Params().At(i).Type() == t) != (i == 0) {
			return false
		}
	}
	return true
}

// path returns the nodes from the file down to call.
func (f *fixer) path(call *ast.CallExpr) []ast.Node {
	var path []ast.Node
	for _, file := range f.pass.Files {
		if call.Pos() < file.FileStart || file.FileEnd <= call.Pos() {
			continue
		}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if n == call {
				path = append(slices.Clone(stack), n)
			}
			return path == nil && n.Pos() <= call.Pos() && call.End() <= n.End()
		})
	}
	return path
}

// assigned looks at the node that the call is in. It reports whether it assigns the results, or nothing does.
func (s *site) assigned(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ExprStmt:
		return true
	case *ast.AssignStmt:
		s.names = n.Lhs
		return len(n.Rhs) == 1 && (n.Tok == token.DEFINE || n.Tok == token.ASSIGN)
	case *ast.ValueSpec:
		return len(n.Values) == 1
	}
	return false
}

// around looks at the nodes around the statement. It reports whether it is in a function without goto.
func (s *site) around(path []ast.Node) bool {
	for i, n := range slices.Backward(path) {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			s.loop = s.loop || s.fn == nil
		case *ast.FuncLit:
			if s.fn == nil {
				s.fn, s.body = n, n.Body
			}
		case *ast.FuncDecl:
			s.decl = n
			if s.fn == nil {
				s.fn, s.body = n, n.Body
			}
		case *ast.IfStmt:
			if i == len(path)-1 && n.Init == s.stmt {
				s.init = n
			}
		}
	}
	if s.decl == nil || s.body == nil {
		return false
	}
	var in ast.Node = s.stmt
	last := len(path) - 1
	if s.init != nil {
		in = s.init
		last--
	}
	if l := edit.ListOf(path[last]); l != nil {
		for i, stmt := range l.Stmts {
			if stmt == in {
				s.l, s.index = l, i
			}
		}
	}
	jumps := false
	ast.Inspect(s.body, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		jumps = jumps || ok && b.Tok == token.GOTO
		return !jumps
	})
	return !jumps && (s.l != nil || s.init != nil)
}

// signature returns the type of the innermost function.
func (s *site) signature() *ast.FuncType {
	if decl, ok := s.fn.(*ast.FuncDecl); ok {
		return decl.Type
	}
	return s.fn.(*ast.FuncLit).Type
}

// types finds out which of the results are the body and the error.
func (s *site) types(info *types.Info) bool {
	results := []types.Type{info.TypeOf(s.call)}
	if tuple, ok := results[0].(*types.Tuple); ok {
		results = nil
		for v := range tuple.Variables() {
			results = append(results, v.Type())
		}
	}
	if s.names != nil && len(s.names) != len(results) {
		return false
	}
	s.result = slices.IndexFunc(results, nethttp.IsResponse)
	if s.result < 0 {
		s.result = slices.IndexFunc(results, func(t types.Type) bool { return release("", t).text != "" })
	}
	if s.result < 0 {
		return false
	}
	s.typ = results[s.result]
	if last := len(results) - 1; last > 0 && last != s.result && (isError(results[last]) || isBool(results[last])) {
		s.status = last
	}
	return true
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// defines reports whether the statement declares the variables that it assigns to, or some of them.
func (s *site) defines() bool {
	assign, ok := s.stmt.(*ast.AssignStmt)
	return s.names != nil && (!ok || assign.Tok == token.DEFINE)
}

// name returns the identifier that result i is assigned to, or nil.
func (s *site) name(i int) *ast.Ident {
	if i < 0 || s.names == nil {
		return nil
	}
	id, _ := ast.Unparen(s.names[i]).(*ast.Ident)
	return id
}

// isBlank reports whether result i is not assigned to anything.
func (s *site) isBlank(i int) bool {
	id := s.name(i)
	return s.names == nil || id != nil && id.Name == "_"
}

// variable returns the variable that result i is assigned to, or nil.
func (f *fixer) variable(s *site, i int) *types.Var {
	id := s.name(i)
	if id == nil || id.Name == "_" {
		return nil
	}
	v, _ := f.pass.TypesInfo.ObjectOf(id).(*types.Var)
	return v
}

// owns reports whether v is a variable of the innermost function, not of one around it.
func (s *site) owns(v *types.Var) bool { return s.fn.Pos() <= v.Pos() && v.Pos() < s.fn.End() }

// A closing is a call that closes a body.
type closing struct {
	method  *types.Func // nil if it is that of the field Body
	text    string      // "" if there is none
	results bool        // it returns an error
}

// release returns the call that closes the body behind name, which is of type t.
func release(name string, t types.Type) closing {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Close")
	if fn, ok := obj.(*types.Func); ok {
		sig := fn.Signature()
		if sig.Params().Len() > 0 || sig.Results().Len() > 1 {
			return closing{}
		}
		return closing{fn, name + ".Close()", sig.Results().Len() == 1}
	}
	obj, _, _ = types.LookupFieldOrMethod(t, true, nil, "Body")
	if v, ok := obj.(*types.Var); ok && v.Pkg() != nil && v.Pkg().Path() == nethttp.Path && nethttp.HasClose(v.Type()) {
		return closing{nil, name + ".Body.Close()", true}
	}
	return closing{}
}
