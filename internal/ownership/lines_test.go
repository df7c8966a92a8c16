package ownership_test

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"
)

// large are the functions that are longer, or nest deeper, than others may, and why.
var large = map[string]string{}

// TestFunctionsAreSmall wants functions that can be read in one go, comments aside, but for those of which large says why not.
func TestFunctionsAreSmall(t *testing.T) {
	const mostLines, deepest = 60, 4
	longest, name := 0, ""
	seen := make(map[string]bool)
	for _, r := range rooms(t) {
		for _, file := range r.files {
			for _, decl := range file.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				id := path.Base(importPath(r.name)) + "." + fn.Name.Name
				lines := r.codeLines(file, fn)
				if lines > longest {
					longest, name = lines, id
				}
				depth := nesting(fn.Body)
				isLarge := lines > mostLines || depth > deepest
				switch {
				case isLarge && large[id] == "":
					t.Errorf("%s: %s has %d lines and nests %d deep, want at most %d and %d", r.fset.Position(fn.Pos()), id, lines, depth, mostLines, deepest)
				case isLarge:
					seen[id] = true
				}
			}
		}
	}
	for id, why := range large {
		if !seen[id] {
			t.Errorf("%s is not large any more: %s", id, why)
		}
	}
	t.Logf("the largest function is %s, %d lines", name, longest)
}

// codeLines returns how many lines fn has, but for those of comments alone.
func (r *room) codeLines(file *ast.File, fn *ast.FuncDecl) int {
	code := make(map[int]bool) // lines on which a part of the syntax begins
	for n := range ast.Preorder(fn) {
		code[r.fset.Position(n.Pos()).Line] = true
	}
	lines := r.fset.Position(fn.End()).Line - r.fset.Position(fn.Pos()).Line + 1
	for _, group := range file.Comments {
		if group.Pos() < fn.Body.Lbrace || group.End() > fn.Body.Rbrace {
			continue
		}
		for _, c := range group.List {
			if !code[r.fset.Position(c.Pos()).Line] {
				lines--
			}
		}
	}
	return lines
}

// nesting returns how deep the statements of body are nested: one for each statement around that has a body of its own. The
// branches of an else-if count like those of its if, and a case like its switch.
func nesting(body *ast.BlockStmt) int {
	deepest := 0
	var list func(stmts []ast.Stmt, depth int)
	var one func(s ast.Stmt, depth int)
	one = func(s ast.Stmt, depth int) {
		switch s := s.(type) {
		case *ast.BlockStmt:
			list(s.List, depth+1)
		case *ast.IfStmt:
			list(s.Body.List, depth+1)
			switch e := s.Else.(type) {
			case *ast.IfStmt:
				one(e, depth)
			case *ast.BlockStmt:
				list(e.List, depth+1)
			}
		case *ast.ForStmt:
			list(s.Body.List, depth+1)
		case *ast.RangeStmt:
			list(s.Body.List, depth+1)
		case *ast.SwitchStmt:
			cases(s.Body, depth, list)
		case *ast.TypeSwitchStmt:
			cases(s.Body, depth, list)
		case *ast.SelectStmt:
			cases(s.Body, depth, list)
		case *ast.LabeledStmt:
			one(s.Stmt, depth)
		}
	}
	list = func(stmts []ast.Stmt, depth int) {
		deepest = max(deepest, depth)
		for _, s := range stmts {
			one(s, depth)
		}
	}
	list(body.List, 0)
	for n := range ast.Preorder(body) {
		if literal, ok := n.(*ast.FuncLit); ok {
			deepest = max(deepest, nesting(literal.Body))
		}
	}
	return deepest
}

func cases(body *ast.BlockStmt, depth int, list func([]ast.Stmt, int)) {
	for _, clause := range body.List {
		switch c := clause.(type) {
		case *ast.CaseClause:
			list(c.Body, depth+1)
		case *ast.CommClause:
			list(c.Body, depth+1)
		}
	}
}

// TestComments wants each room to have a package comment, and the comments on what it declares to speak of that: all
// exported names have one, and one that opens with another name is left over from before a renaming.
func TestComments(t *testing.T) {
	all := rooms(t)
	explained := map[string]bool{"String": true, "AFact": true} // methods that an interface explains
	for _, r := range all {
		for name := range r.methods() {
			explained[name] = true
		}
	}
	for _, r := range all {
		documented := 0
		for _, syntax := range r.files {
			if syntax.Doc != nil {
				documented++
			}
			for _, decl := range syntax.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					r.comment(t, decl.Name, decl.Doc, isExported(decl) && !(decl.Recv != nil && explained[decl.Name.Name]))
				case *ast.GenDecl:
					r.comments(t, decl)
				}
			}
		}
		if documented != 1 {
			t.Errorf("%s has %d package comments, want one", importPath(r.name), documented)
		}
		body, comments := r.density()
		t.Logf("%s: %d lines, %d of tests; %d comment lines in %d of function bodies, %.1f per 100", r.name, r.lines[0], r.lines[1], comments, body, 100*float64(comments)/float64(max(body, 1)))
	}
}

// isExported reports whether others can name fn: a method of a type that they cannot name is for its interface to explain.
func isExported(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return fn.Name.IsExported()
	}
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
			continue
		case *ast.IndexExpr:
			t = x.X
			continue
		case *ast.IndexListExpr:
			t = x.X
			continue
		case *ast.Ident:
			return x.IsExported() && fn.Name.IsExported()
		}
		return false
	}
}

// methods are those of the interfaces of the room.
func (r *room) methods() map[string]bool {
	names := make(map[string]bool)
	for _, file := range r.files {
		for n := range ast.Preorder(file) {
			if iface, ok := n.(*ast.InterfaceType); ok {
				for _, m := range iface.Methods.List {
					for _, name := range m.Names {
						names[name.Name] = true
					}
				}
			}
		}
	}
	return names
}

func (r *room) comments(t *testing.T, decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil {
				doc = decl.Doc
			}
			r.comment(t, spec.Name, doc, spec.Name.IsExported())
			if iface, ok := spec.Type.(*ast.InterfaceType); ok {
				for _, m := range iface.Methods.List {
					for _, name := range m.Names {
						r.comment(t, name, m.Doc, false)
					}
				}
			}
		case *ast.ValueSpec:
			if !decl.Lparen.IsValid() && decl.Doc == nil && spec.Names[0].IsExported() {
				t.Errorf("%s: %s has no comment", r.fset.Position(spec.Pos()), spec.Names[0])
			}
		}
	}
}

// opensWith finds the name that a comment opens with.
var opensWith = regexp.MustCompile(`^(?:An? )?(\w+)`)

func (r *room) comment(t *testing.T, name *ast.Ident, doc *ast.CommentGroup, wanted bool) {
	m := opensWith.FindStringSubmatch(doc.Text())
	switch {
	case m == nil && wanted:
		t.Errorf("%s: %s has no comment", r.fset.Position(name.Pos()), name)
	case m != nil && m[1] != name.Name && strings.EqualFold(m[1][:1], name.Name[:1]) && strings.EqualFold(m[1], name.Name):
		t.Errorf("%s: the comment on %s speaks of %s", r.fset.Position(name.Pos()), name, m[1])
	case m != nil && m[1] != name.Name && wanted:
		t.Errorf("%s: the comment on %s opens with %q", r.fset.Position(name.Pos()), name, m[0])
	}
}

// density returns how many lines the bodies of the functions have, and how many of them hold a comment.
func (r *room) density() (lines, comments int) {
	for _, file := range r.files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			first, last := r.fset.Position(fn.Body.Lbrace).Line, r.fset.Position(fn.Body.Rbrace).Line
			lines += max(last-first-1, 0)
			for _, group := range file.Comments {
				if group.Pos() > fn.Body.Lbrace && group.End() < fn.Body.Rbrace {
					comments += r.fset.Position(group.End()).Line - r.fset.Position(group.Pos()).Line + 1
				}
			}
		}
	}
	return lines, comments
}
