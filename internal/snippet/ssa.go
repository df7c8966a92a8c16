package snippet

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// SSA returns the SSA form of the last package of a snippet, as [Analyze] takes them. Of what it imports there are only
// the types.
func SSA(t testing.TB, src string) *ssa.Package {
	t.Helper()
	pkgs, err := load(src)
	if err != nil {
		t.Fatal(err)
	}
	p := pkgs[len(pkgs)-1]
	prog := ssa.NewProgram(p.Fset, 0)
	created := make(map[*types.Package]bool)
	var create func(list []*types.Package)
	create = func(list []*types.Package) {
		for _, imp := range list {
			if !created[imp] {
				created[imp] = true
				prog.CreatePackage(imp, nil, nil, true)
				create(imp.Imports())
			}
		}
	}
	create(p.Types.Imports())
	pkg := prog.CreatePackage(p.Types, p.Syntax, p.TypesInfo, false)
	pkg.Build()
	return pkg
}
