package bodyclose

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/edit"
	"github.com/httpleak/httpleak/internal/nethttp"
)

// discard gives a name to a response that has none, and closes its body at once: nobody reads it.
func (f *fixer) discard(s *site) *analysis.SuggestedFix {
	name := f.freshName(s)
	c := release(name, s.typ)
	if !f.effective(c) {
		return nil
	}
	var edits []analysis.TextEdit
	switch {
	case s.allBlank() && s.status < 0:
		return f.chain(s)
	case s.allBlank():
		edits = f.wrapInIf(s, name, c)
	case f.variable(s, s.status) != nil:
		edits = f.nameBlank(s, name, c)
	}
	if edits == nil {
		return nil
	}
	f.give(s, name)
	return &analysis.SuggestedFix{Message: fmt.Sprintf("name the result %s, and add %q", name, f.closeText(c)), TextEdits: edits}
}

// allBlank reports whether no result is assigned to anything.
func (s *site) allBlank() bool {
	for i := range s.names {
		if !s.isBlank(i) {
			return false
		}
	}
	return true
}

// chain closes what a call without an error returns: get(url).Body.Close().
func (f *fixer) chain(s *site) *analysis.SuggestedFix {
	if s.l == nil || s.result != 0 || len(s.names) > 1 || !certain(s.leak) {
		return nil
	}
	if _, ok := f.pass.TypesInfo.TypeOf(s.call).(*types.Tuple); ok {
		return nil
	}
	c := release("", s.typ)
	edits := []analysis.TextEdit{{Pos: s.call.End(), End: s.call.End(), NewText: []byte(c.text)}}
	switch {
	case s.names == nil:
		edits = append(edits, analysis.TextEdit{Pos: s.call.Pos(), End: s.call.Pos(), NewText: []byte(f.closeText(closing{results: c.results}))})
	case !c.results:
		return nil
	}
	return &analysis.SuggestedFix{Message: fmt.Sprintf("add %q to the call", c.text), TextEdits: edits}
}

// wrapInIf makes of a call whose results nobody uses: if resp, err := call; err == nil { resp.Body.Close() }.
func (f *fixer) wrapInIf(s *site, name string, c closing) []analysis.TextEdit {
	if s.l == nil || !f.layout.OwnLine(s.l, s.index) || s.leak.Nilable || opensBlock(s.call.Fun) {
		return nil
	}
	tuple, ok := f.pass.TypesInfo.TypeOf(s.call).(*types.Tuple)
	if !ok {
		return nil
	}
	status, cond := "err", "err == nil"
	if isBool(tuple.At(s.status).Type()) {
		status, cond = "ok", "ok"
	}
	names := make([]string, tuple.Len())
	for i := range names {
		names[i] = "_"
	}
	names[s.result], names[s.status] = name, status
	indent := f.layout.Indent(s.stmt.Pos())
	tail := edit.Indented("; "+cond+" {\n\t"+f.closeText(c)+"\n}", indent)
	return []analysis.TextEdit{
		{Pos: s.stmt.Pos(), End: s.call.Pos(), NewText: []byte("if " + strings.Join(names, ", ") + " := ")},
		{Pos: s.call.End(), End: s.stmt.End(), NewText: []byte(tail)},
	}
}

// opensBlock reports whether e contains a composite literal, whose brace would open the block of an if statement.
func opensBlock(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, ok := n.(*ast.CompositeLit)
		found = found || ok
		return !found
	})
	return found
}

// nameBlank puts name in the place of the blank, and closes where there is a body.
func (f *fixer) nameBlank(s *site, name string, c closing) []analysis.TextEdit {
	blank := s.name(s.result)
	edits := []analysis.TextEdit{{Pos: blank.Pos(), End: blank.End(), NewText: []byte(name)}}
	if !s.defines() {
		declare, ok := f.declare(s, name)
		if !ok {
			return nil
		}
		edits = append(edits, declare)
	}
	status := f.variable(s, s.status)
	text := f.closeText(c)
	if sp, ok := f.checked(s, status, nil); ok {
		edit, ok := f.layout.Insert(sp.l, sp.at, text)
		if !ok {
			return nil
		}
		return append(edits, edit)
	}
	if s.leak.Nilable {
		return nil
	}
	check := s.init
	if check == nil && s.index+1 < len(s.l.Stmts) {
		check, _ = s.l.Stmts[s.index+1].(*ast.IfStmt)
	}
	if check != nil && (check == s.init || check.Init == nil) && check.Else == nil &&
		f.judge(check.Cond, status, nil) == failed && f.layout.Row(check.Body.Lbrace) < f.layout.Row(check.Body.Rbrace) {
		end := check.End()
		tail := edit.Indented(" else {\n\t"+text+"\n}", f.layout.Indent(check.Body.Rbrace))
		return append(edits, analysis.TextEdit{Pos: end, End: end, NewText: []byte(tail)})
	}
	if s.init != nil {
		return nil
	}
	edit, ok := f.layout.Insert(s.l, s.index+1, "if "+success(status)+" {\n\t"+text+"\n}")
	if !ok {
		return nil
	}
	return append(edits, edit)
}

// declare returns the edit that declares name for an assignment that declares nothing: it becomes a definition if
// all else on its left side is of the same scope, else a declaration goes before it.
func (f *fixer) declare(s *site, name string) (analysis.TextEdit, bool) {
	assign := s.stmt.(*ast.AssignStmt)
	if s.l == nil {
		return analysis.TextEdit{}, false
	}
	scope := f.scope(s)
	same := s.init == nil && scope != nil
	for i := range s.names {
		if s.isBlank(i) {
			continue
		}
		v := f.variable(s, i)
		same = same && v != nil && v.Parent() == scope // so it is no variable of a function around, either
	}
	if same {
		return analysis.TextEdit{Pos: assign.TokPos, End: assign.TokPos + 1, NewText: []byte(":=")}, true
	}
	typ, ok := f.typeText(s)
	if !ok {
		return analysis.TextEdit{}, false
	}
	return f.layout.Before(s.l, s.index, "var "+name+" "+typ)
}

// scope returns the scope of the statements of the list that s is in.
func (f *fixer) scope(s *site) *types.Scope {
	if s.l.Node == s.body { // whose statements share the scope of the parameters
		return f.pass.TypesInfo.Scopes[s.signature()]
	}
	return f.pass.TypesInfo.Scopes[s.l.Node]
}

// typeText returns the type of the result as it is written where the call stands, if it has a name that can be used there.
func (f *fixer) typeText(s *site) (string, bool) {
	star, t := "", types.Unalias(s.typ)
	if ptr, ok := t.(*types.Pointer); ok {
		star, t = "*", types.Unalias(ptr.Elem())
	}
	named, ok := t.(*types.Named)
	here := f.pass.Pkg.Scope().Innermost(s.call.Pos())
	if !ok || named.TypeArgs().Len() > 0 || here == nil {
		return "", false
	}
	obj := named.Obj()
	if obj.Pkg() == f.pass.Pkg {
		_, seen := here.LookupParent(obj.Name(), s.call.Pos())
		return star + obj.Name(), seen == obj
	}
	if obj.Pkg() == nil || !obj.Exported() {
		return "", false
	}
	for scope := here; scope != nil; scope = scope.Parent() {
		for _, name := range scope.Names() {
			if p, ok := scope.Lookup(name).(*types.PkgName); ok && p.Imported() == obj.Pkg() {
				_, seen := here.LookupParent(name, s.call.Pos())
				return star + name + "." + obj.Name(), seen == p
			}
		}
	}
	return "", false
}

// freshName returns a name for the result that occurs nowhere in the function, nor in other fixes.
func (f *fixer) freshName(s *site) string {
	used := make(map[string]bool)
	ast.Inspect(s.decl, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			used[id.Name] = true
		}
		return true
	})
	base := "resp"
	if !nethttp.IsResponse(s.typ) {
		base = "body"
	}
	name := base
	for i := 2; used[name] || f.given[s.decl][name]; i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	return name
}

// give notes that a fix introduces name.
func (f *fixer) give(s *site, name string) {
	if f.given[s.decl] == nil {
		f.given[s.decl] = make(map[string]bool)
	}
	f.given[s.decl][name] = true
}
