package directive

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// FuzzDirectives wants comments on functions to be read without harm: what they declare is about parameters
// that there are, and the effects that come of it are those of some function.
func FuzzDirectives(f *testing.F) {
	for _, c := range []string{
		"//httpleak:closes a", "//httpleak:closes t, a // why", "//httpleak:borrows a b", "//httpleak:closes c", "//httpleak:closes",
		"//httpleak:returns open", "//httpleak:returns closed", "//httpleak:returns", "//bodyclose:handled", "//httpleak:closes \x1b", "/*httpleak:closes a*/",
	} {
		f.Add(c, "//httpleak:closes _")
		f.Add("// Text.\n"+c, c)
	}
	f.Fuzz(func(t *testing.T, method, fn string) {
		const closer = "interface{ Close() error }"
		src := "package p\n\ntype T struct{}\n\n" + method + "\nfunc (t *T) M(a " + closer + ", b int) (" + closer + ", error) { return nil, nil }\n\n" +
			"type I interface {\n" + fn + "\n\tF(a, _ " + closer + ")\n}\n"
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Skip()
		}
		info := &types.Info{Defs: make(map[*ast.Ident]types.Object)}
		if _, err := new(types.Config).Check("p", fset, []*ast.File{file}, info); err != nil {
			t.Skip()
		}
		all, problems := Directives(&analysis.Pass{Fset: fset, Files: []*ast.File{file}, TypesInfo: info})
		for _, p := range problems {
			if strings.Contains(p.Message, "\n") || !p.Pos.IsValid() {
				t.Errorf("%q", p.Message)
			}
		}
		for fn, d := range all {
			n := len(ssaquery.Params(fn.Signature()))
			for i := range d.Params {
				if i < 0 || i >= n {
					t.Errorf("%s has no parameter %d", fn, i)
				}
			}
			if eff := d.Apply(effect.Body{}); eff.Params>>(8*n) != 0 {
				t.Errorf("%s: effects %x on %d parameters", fn, eff.Params, n)
			}
		}
	})
}
