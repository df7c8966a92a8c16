package mutants

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"strings"
)

// A piece is a part of a file: a function, or what is between two.
type piece struct {
	text   string
	mutant string // "" if nothing is changed
	what   []string
	name   string // of the function; "" if it is none
}

func (p *piece) now() string {
	if p.mutant != "" {
		return p.mutant
	}
	return p.text
}

// pieces cuts a file.
func pieces(f file) ([]*piece, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, f.name, f.text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var list []*piece
	at := 0
	for _, decl := range syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		start, end := fset.PositionFor(fn.Pos(), false).Offset, fset.PositionFor(fn.End(), false).Offset
		list = append(list, &piece{text: f.text[at:start]}, &piece{text: f.text[start:end], name: fn.Name.Name})
		at = end
	}
	return append(list, &piece{text: f.text[at:]}), nil
}

// mutate changes a function in one to three ways, as text. What comes out is formatted Go, but need not compile. The text
// stays the same if there is nothing to change.
func mutate(rng *rand.Rand, text string) (mutant string, what []string) {
	for range 1 + rng.IntN(3) {
		changed, how, err := mutateOnce(rng, text)
		if err == nil && changed != text {
			text, what = changed, append(what, how)
		}
	}
	return text, what
}

const header = "package p\n\n"

func mutateOnce(rng *rand.Rand, text string) (string, string, error) {
	fset := token.NewFileSet()
	src := header + text
	syntax, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "", "", err
	}
	lists := statements(syntax)
	if len(lists) == 0 {
		return text, "", nil
	}
	list := lists[rng.IntN(len(lists))]
	m := mutation{fset: fset, syntax: syntax, src: src}
	from := rng.IntN(len(list))
	to := from + 1
	if rng.IntN(2) == 0 { // more than one statement: to the end, or a few
		to = from + 1 + rng.IntN(len(list)-from)
		if rng.IntN(2) == 0 {
			to = len(list)
		}
	}
	a, b := m.lines(list[from], list[to-1])
	body := src[a:b]
	how := ""
	switch rng.IntN(6) {
	case 0, 1:
		a, b = m.lines(list[from], list[from])
		how, body = "delete", ""
	case 2:
		if from+1 == len(list) {
			return text, "", nil
		}
		c, d := m.lines(list[from+1], list[from+1])
		a, b = m.lines(list[from], list[from])
		if b > c {
			return text, "", nil // on one line
		}
		how, body = "swap", src[c:d]+src[b:c]+src[a:b]
		b = d
	case 3:
		how, body = "repeat", body+"{\n"+body+"}\n"
	case 4:
		how, body = "loop", "for range 2 {\n"+body+"}\n"
	case 5:
		loops := []string{"for {\n%sbreak\n}\n", "for i := 0; i < 3; i++ {\n%s}\n", "func() {\n%s}()\n", "if true {\n%s}\n", "switch {\ndefault:\n%s}\n"}
		how, body = "wrap", fmt.Sprintf(loops[rng.IntN(len(loops))], body)
	}
	line := fset.Position(list[from].Pos()).Line - strings.Count(header, "\n")
	out, err := format.Source([]byte(src[:a] + body + src[b:]))
	if err != nil {
		return "", "", err
	}
	changed := strings.TrimSpace(strings.TrimPrefix(string(out), strings.TrimSpace(header)))
	return changed, fmt.Sprintf("%s line %d", how, line), nil
}

// statements returns the lists of statements in a file.
func statements(syntax *ast.File) (lists [][]ast.Stmt) {
	ast.Inspect(syntax, func(n ast.Node) bool {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		if len(list) > 0 {
			if _, clauses := list[0].(*ast.CaseClause); clauses {
				return true
			}
			if _, clauses := list[0].(*ast.CommClause); clauses {
				return true
			}
			lists = append(lists, list)
		}
		return true
	})
	return lists
}

// A mutation is what mutateOnce looks at.
type mutation struct {
	fset   *token.FileSet
	syntax *ast.File
	src    string
}

// lines returns where the lines begin and end on which the statements from first to last are; of statements
// that share a line with others, where they themselves do.
func (m *mutation) lines(first, last ast.Stmt) (start, end int) {
	start, end = m.fset.Position(first.Pos()).Offset, m.fset.Position(last.End()).Offset
	before := strings.LastIndexByte(m.src[:start], '\n') + 1
	if strings.TrimSpace(m.src[before:start]) == "" {
		start = before
	}
	after := end + strings.IndexByte(m.src[end:]+"\n", '\n')
	if rest := strings.TrimSpace(m.src[end:after]); rest == "" || strings.HasPrefix(rest, "//") {
		end = min(after+1, len(m.src))
	}
	return start, end
}
