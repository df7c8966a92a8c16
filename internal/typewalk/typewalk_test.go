package typewalk

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

func check(t *testing.T, src string) *types.Scope {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", "package p\n"+src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Scope()
}

func TestSearch(t *testing.T) {
	scope := check(t, `
type wanted int
type A struct{ b *B }
type B struct{ c []C }
type C map[string]wanted
type Key map[wanted]bool
type List struct{ next *List }
type Tree []Tree
type Chan chan Chan
type Map map[string]Map
type Array [2]*Array
type Func func(Func) wanted
type Iface interface{ m() wanted }
type Pair struct{ l, r *Pair; w []wanted }
type G[T any] struct{ next *G[T]; v T }

type GW = G[wanted]
type GS = G[string]
`)
	for _, test := range []struct {
		name  string
		limit int
		want  Result
	}{
		{"wanted", 0, Found},
		{"A", 2, TooDeep}, // A, *B, B, []C, C, wanted
		{"A", 4, TooDeep},
		{"A", 5, Found},
		{"A", 9, Found},
		{"Key", 1, Found},
		{"List", 9, None},
		{"Tree", 9, None},
		{"Chan", 9, None},
		{"Map", 9, None},
		{"Array", 9, None},
		{"Func", 9, None},
		{"Iface", 9, None},
		{"Pair", 1, TooDeep},
		{"Pair", 2, Found},
		{"GW", 1, Found},
		{"GS", 1, None},
		{"GS", 9, None},
	} {
		wanted := scope.Lookup("wanted").Type()
		got := Search(scope.Lookup(test.name).Type(), test.limit, func(t types.Type, enter func(types.Type)) bool {
			Parts(t, enter)
			return t == wanted
		})
		if got != test.want {
			t.Errorf("%s, %d levels: got %d, want %d", test.name, test.limit, got, test.want)
		}
	}
}

// TestLooks wants every type to be looked at once, however many ways lead to it.
func TestLooks(t *testing.T) {
	const n = 200
	var src strings.Builder
	src.WriteString("type T struct {\n")
	for i := range n {
		fmt.Fprintf(&src, "\ta%d *T\n", i)
	}
	src.WriteString("}\n")
	looks := 0
	Search(check(t, src.String()).Lookup("T").Type(), 9, func(t types.Type, enter func(types.Type)) bool {
		looks++
		Parts(t, enter)
		return false
	})
	if want := 2; looks != want { // T and the pointer to it
		t.Errorf("looked at %d types, want %d", looks, want)
	}
}
