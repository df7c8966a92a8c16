package edit

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// parse returns the source that text is, and its file.
func parse(t *testing.T, text string) (Source, *ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	other, err := parser.ParseFile(fset, "other.go", "package p\n\n// in another file\n", parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(fset, "p.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return Source{fset, []*ast.File{other, file}}, file
}

// find returns the first node of type T in file.
func find[T ast.Node](t *testing.T, file *ast.File) T {
	t.Helper()
	for n := range ast.Preorder(file) {
		if n, ok := n.(T); ok {
			return n
		}
	}
	t.Fatal("there is no such node")
	panic("unreachable")
}

// check applies edits to text and wants the outcome to be want, which has to be formatted.
func check(t *testing.T, src Source, text string, edits []analysis.TextEdit, want string) {
	t.Helper()
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int { return cmp.Compare(a.Pos, b.Pos) })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		file := src.Fset.File(e.Pos)
		out.WriteString(text[at:file.Offset(e.Pos)])
		out.Write(e.NewText)
		at = file.Offset(e.End)
	}
	out.WriteString(text[at:])
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if formatted, err := format.Source([]byte(want)); err != nil || string(formatted) != want {
		t.Errorf("not formatted, %v:\n%s\nshould be\n%s", err, want, formatted)
	}
}

// A stmtTest edits the statements of a function.
type stmtTest struct {
	name, text string // the statements, indented
	at         int    // the place of the statement
	want       string // "" if it is not possible
}

func (test stmtTest) run(t *testing.T, edit func(src Source, l *List, i int) (analysis.TextEdit, bool)) {
	t.Run(test.name, func(t *testing.T) {
		inBlock := func(body string) string { return "package p\n\nfunc f() {\n" + body + "}\n" }
		text := inBlock(test.text)
		src, file := parse(t, text)
		l := ListOf(find[*ast.FuncDecl](t, file).Body)
		got, ok := edit(src, l, test.at)
		switch {
		case ok != (test.want != ""):
			t.Fatalf("possible: %v", ok)
		case ok:
			check(t, src, text, []analysis.TextEdit{got}, inBlock(test.want))
		}
	})
}

func TestInsert(t *testing.T) {
	for _, test := range []stmtTest{
		{"into nothing", "", 0, "\tnew()\n"},
		{"first", "\ta()\n", 0, "\tnew()\n\ta()\n"},
		{"first, in front of a comment", "\t// a\n\ta()\n", 0, "\tnew()\n\t// a\n\ta()\n"},
		{"between", "\ta()\n\tb()\n", 1, "\ta()\n\tnew()\n\tb()\n"},
		{"last", "\ta()\n\tb()\n", 2, "\ta()\n\tb()\n\tnew()\n"},
		{"behind a comment", "\ta() // a\n\tb()\n", 1, "\ta() // a\n\tnew()\n\tb()\n"},
		{"behind two comments", "\ta() /* a */ // and\n\t// b\n\tb()\n", 1, "\ta() /* a */ // and\n\tnew()\n\t// b\n\tb()\n"},
		{"in front of a blank line", "\ta()\n\n\tb()\n", 1, "\ta()\n\tnew()\n\n\tb()\n"},
		{"behind what takes several lines", "\ta(\n\t\t1,\n\t)\n\tb()\n", 1, "\ta(\n\t\t1,\n\t)\n\tnew()\n\tb()\n"},
		{"behind one of two on a line", "\ta(); b()\n", 1, ""},
		{"behind the second on a line", "\ta(); b()\n", 2, ""},
	} {
		test.run(t, func(src Source, l *List, i int) (analysis.TextEdit, bool) { return src.Insert(l, i, "new()") })
	}
	stmtTest{"several lines", "\ta()\n", 1, "\ta()\n\tif x {\n\t\tnew()\n\t}\n"}.run(t, func(src Source, l *List, i int) (analysis.TextEdit, bool) {
		return src.Insert(l, i, "if x {\n\tnew()\n}")
	})
}

// TestInsertElsewhere inserts at the end of lists that are not the body of a function.
func TestInsertElsewhere(t *testing.T) {
	t.Run("in a case", func(t *testing.T) {
		text := "package p\n\nfunc f() {\n\tswitch {\n\tcase a:\n\t\tb() // b\n\tcase c:\n\t}\n}\n"
		src, file := parse(t, text)
		e, ok := src.Insert(ListOf(find[*ast.CaseClause](t, file)), 1, "new()")
		if !ok {
			t.Fatal("not possible")
		}
		check(t, src, text, []analysis.TextEdit{e}, strings.Replace(text, "// b\n", "// b\n\t\tnew()\n", 1))
	})
	t.Run("in an empty case", func(t *testing.T) {
		text := "package p\n\nfunc f() {\n\tselect {\n\tcase <-a: // a\n\tdefault:\n\t}\n}\n"
		src, file := parse(t, text)
		e, ok := src.Insert(ListOf(find[*ast.CommClause](t, file)), 0, "new()")
		if !ok {
			t.Fatal("not possible")
		}
		check(t, src, text, []analysis.TextEdit{e}, strings.Replace(text, "// a\n", "// a\n\t\tnew()\n", 1))
	})
	t.Run("in a block on a line", func(t *testing.T) {
		src, file := parse(t, "package p\n\nfunc f() { a() }\n")
		l := ListOf(find[*ast.BlockStmt](t, file))
		for i := range 2 {
			if _, ok := src.Insert(l, i, "new()"); ok {
				t.Errorf("possible at %d", i)
			}
		}
	})
	t.Run("below a line comment", func(t *testing.T) {
		text := "package p\n\nfunc f() {\n//line q.go:3\n\ta()\n//line q.go:3\n\tb()\n}\n"
		src, file := parse(t, text)
		if _, ok := src.Insert(ListOf(find[*ast.BlockStmt](t, file)), 1, "new()"); !ok {
			t.Error("two statements are taken to be on one line")
		}
	})
}

func TestListOf(t *testing.T) {
	if l := ListOf(&ast.ReturnStmt{}); l != nil {
		t.Errorf("got %v", l)
	}
}

func TestBefore(t *testing.T) {
	for _, test := range []stmtTest{
		{"first", "\ta()\n", 0, "\tnew()\n\ta()\n"},
		{"behind its comment", "\ta()\n\t// b\n\tb()\n", 1, "\ta()\n\t// b\n\tnew()\n\tb()\n"},
		{"second on a line", "\ta(); b()\n", 1, ""},
	} {
		test.run(t, func(src Source, l *List, i int) (analysis.TextEdit, bool) { return src.Before(l, i, "new()") })
	}
}

func TestRemove(t *testing.T) {
	for _, test := range []stmtTest{
		{"between", "\ta()\n\tb()\n\tc()\n", 1, "\ta()\n\tc()\n"},
		{"last", "\ta()\n\tb()\n", 1, "\ta()\n"},
		{"first", "\ta()\n\tb()\n", 0, ""},
		{"several lines", "\ta()\n\tb(\n\t\t1,\n\t)\n\tc()\n", 1, "\ta()\n\tc()\n"},
		{"between blank lines", "\ta()\n\n\tb()\n\n\tc()\n", 1, "\ta()\n\n\tc()\n"},
		{"behind a blank line", "\ta()\n\n\tb()\n\tc()\n", 1, "\ta()\n\n\tc()\n"},
		{"the last behind a blank line", "\ta()\n\n\tb()\n", 1, "\ta()\n"},
		{"with a comment beside it", "\ta()\n\tb() // b\n\tc()\n", 1, ""},
		{"with a comment above it", "\ta()\n\t// b\n\tb()\n\tc()\n", 1, ""},
		{"in front of a comment", "\ta()\n\n\tb()\n\n\t// c\n\tc()\n", 1, "\ta()\n\n\t// c\n\tc()\n"},
		{"first of two on a line", "\ta()\n\tb(); c()\n", 1, ""},
		{"second of two on a line", "\ta(); b()\n\tc()\n", 1, ""},
	} {
		test.run(t, func(src Source, l *List, i int) (analysis.TextEdit, bool) { return src.Remove(l, i) })
	}
}

func TestElement(t *testing.T) {
	for _, test := range []struct{ name, lit, want string }{
		{"into nothing", "T{}", "T{New: 1}"},
		{"on the line", "T{A: 0}", "T{A: 0, New: 1}"},
		{"a line of its own", "T{\n\tA: 0,\n}", "T{\n\tA:   0,\n\tNew: 1,\n}"},
		{"in the column", "T{\n\tLonger: 0,\n\tB:      0,\n}", "T{\n\tLonger: 0,\n\tB:      0,\n\tNew:    1,\n}"},
		{"no column across lines", "T{\n\tA: f(\n\t\t0,\n\t),\n}", "T{\n\tA: f(\n\t\t0,\n\t),\n\tNew: 1,\n}"},
		{"no column across a blank line", "T{\n\tLonger: 0,\n\n\tB: 0,\n}", "T{\n\tLonger: 0,\n\n\tB:   0,\n\tNew: 1,\n}"},
		{"behind comments", "T{\n\tA: 0, // a\n}", "T{\n\tA: 0, // a\n\n\tNew: 1,\n}"},
		{"empty, on two lines", "T{\n}", "T{\n\tNew: 1,\n}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			const before, after = "package p\n\nvar v = ", "\n"
			src, file := parse(t, before+test.lit+after)
			edits := src.Element(find[*ast.CompositeLit](t, file), "New", "1")
			check(t, src, before+test.lit+after, edits, before+test.want+after)
		})
	}
}

func TestImport(t *testing.T) {
	for _, test := range []struct{ name, imports, want string }{
		{"the only one", "", "\n\nimport \"m\""},
		{"behind one", "\n\nimport \"a\"", "\n\nimport (\n\t\"a\"\n\t\"m\"\n)"},
		{"before one", "\n\nimport \"z\"", "\n\nimport (\n\t\"m\"\n\t\"z\"\n)"},
		{"between two", "\n\nimport (\n\t\"a\"\n\t\"z\"\n)", "\n\nimport (\n\t\"a\"\n\t\"m\"\n\t\"z\"\n)"},
		{"before two", "\n\nimport (\n\t\"y\"\n\t\"z\"\n)", "\n\nimport (\n\t\"m\"\n\t\"y\"\n\t\"z\"\n)"},
		{"in the first block", "\n\nimport (\n\t\"a\"\n\n\t\"b\"\n)", "\n\nimport (\n\t\"a\"\n\t\"m\"\n\n\t\"b\"\n)"},
		{"behind a comment", "\n\nimport (\n\t\"a\" // a\n\t\"z\"\n)", "\n\nimport (\n\t\"a\" // a\n\t\"m\"\n\t\"z\"\n)"},
		{"beside one with a name", "\n\nimport x \"a\"", "\n\nimport (\n\tx \"a\"\n\t\"m\"\n)"},
		{"beside none", "\n\nimport ()", "\n\nimport \"m\"\n\nimport ()"},
	} {
		t.Run(test.name, func(t *testing.T) {
			const before, after = "package p", "\n\nvar v = m.V\n"
			src, file := parse(t, before+test.imports+after)
			check(t, src, before+test.imports+after, src.Import(file, "m"), before+test.want+after)
		})
	}
}
