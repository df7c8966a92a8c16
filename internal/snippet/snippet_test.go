package snippet_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/httpleak/httpleak/internal/snippet"
)

// A calls is the fact of how many calls there are in a function, and below it.
type calls struct{ N int }

func (*calls) AFact()           {}
func (c *calls) String() string { return fmt.Sprintf("%d calls", c.N) }

// counter reports each call of a function, with the calls in there.
var counter = &analysis.Analyzer{
	Name:       "counter",
	Doc:        "count calls",
	Requires:   []*analysis.Analyzer{inspect.Analyzer},
	FactTypes:  []analysis.Fact{new(calls)},
	ResultType: reflect.TypeFor[int](),
	Run: func(pass *analysis.Pass) (any, error) {
		total := 0
		in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		for cur := range in.Root().Preorder((*ast.FuncDecl)(nil)) {
			fact := new(calls)
			for call := range cur.Preorder((*ast.CallExpr)(nil)) {
				node := call.Node().(*ast.CallExpr)
				var callee types.Object
				switch fun := node.Fun.(type) {
				case *ast.Ident:
					callee = pass.TypesInfo.Uses[fun]
				case *ast.SelectorExpr:
					callee = pass.TypesInfo.Uses[fun.Sel]
				}
				var below calls
				if callee != nil && pass.ImportObjectFact(callee, &below) {
					pass.Report(analysis.Diagnostic{Pos: node.Pos(), Category: "call", Message: fmt.Sprintf("%s: %d", callee.Name(), below.N)})
				}
				fact.N += 1 + below.N
			}
			pass.ExportObjectFact(pass.TypesInfo.Defs[cur.Node().(*ast.FuncDecl).Name], fact)
			total += fact.N
		}
		return total, nil
	},
}

func TestAnalyze(t *testing.T) {
	r := snippet.Analyze(t, counter, `
-- a/b/b.go --
import "a/c"

func F() { fmt.Println(http.StatusOK, c.G()); c.T{}.M() }
-- a/b/other.go --
func other() { F() }
-- a/c/c.go --
package c

import "fmt"

func G() string { return fmt.Sprint() + fmt.Sprint() }

type T struct{}

func (T) M() { G() }
`)
	var paths []string
	for _, p := range r.Packages {
		paths = append(paths, p.Types.Path())
	}
	if want := []string{"a/b", "a/c"}; !slices.Equal(paths, want) {
		t.Errorf("got packages %q, want %q", paths, want)
	}
	want := []string{"a/b/b.go:3: call: G: 2", "a/b/b.go:3: call: M: 3", "a/b/other.go:1: call: F: 8", "9: call: G: 2"}
	if got := r.Findings(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	facts := []map[string]string{{"F": "8 calls", "other": "9 calls"}, {"G": "2 calls", "T.M": "3 calls"}}
	for i, p := range r.Packages {
		if got := p.Facts(); !reflect.DeepEqual(got, facts[i]) {
			t.Errorf("%s: got facts %v, want %v", p.Types.Path(), got, facts[i])
		}
	}
	if got := r.Last().Result; got != 5 {
		t.Errorf("got the result %v, want 5", got)
	}
}

// TestErrors wants a snippet that cannot be analysed to end its test with a reason.
func TestErrors(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"func f() { return 1 }", "p/p.go:1:"},
		{"func f() {", "p/p.go:1:"},
		{"\n\nfunc f() { unknown() }", "p/p.go:3:12: undefined: unknown"},
		{"package p\nimport _ \"net/rpc\"", "a snippet cannot import \"net/rpc\""},
		{"-- a/a.go --\nimport _ \"b\"\n-- b/b.go --\nimport _ \"a\"\n", "import cycle through a"},
	} {
		fake := &failing{TB: t}
		fake.run(func() { snippet.Analyze(fake, counter, test.src) })
		if !strings.Contains(fake.said, test.want) {
			t.Errorf("%q: the test fails with %q, want %q", test.src, fake.said, test.want)
		}
	}
}

// A failing is a test that fails without an effect on the one that runs.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Fatal(args ...any) {
	f.said = fmt.Sprint(args...)
	runtime.Goexit()
}

func (f *failing) Fatalf(format string, args ...any) { f.Fatal(fmt.Sprintf(format, args...)) }

// run runs a test to its end, be that by Fatal.
func (f *failing) run(test func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		test()
	}()
	<-done
}

func BenchmarkAnalyze(b *testing.B) {
	for b.Loop() {
		snippet.Analyze(b, counter, "func F(u string) { resp, _ := http.Get(u); resp.Body.Close() }")
	}
}

// TestSSA wants the SSA form of a function that calls into another package.
func TestSSA(t *testing.T) {
	fn := snippet.SSA(t, `func F(u string) (*http.Response, error) { return http.Get(u) }`).Func("F")
	if fn == nil || len(fn.Blocks) != 1 {
		t.Fatalf("F has the form %v", fn)
	}
	if got := fn.Blocks[0].Instrs[0].String(); got != "net/http.Get(u)" {
		t.Errorf("F begins with %s", got)
	}
}
