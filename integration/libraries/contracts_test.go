package libraries

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/packages"

	_ "github.com/Azure/azure-sdk-for-go/sdk/azcore/policy" // so that go.mod has the module

	"github.com/httpleak/httpleak/internal/nethttp"
)

// TestContractsResolve looks up every function that has a contract in a library.
func TestContractsResolve(t *testing.T) {
	nethttp.LibraryContracts(func(path, recv, fn string) {
		cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile}
		pkgs, err := packages.Load(cfg, path)
		if err != nil || len(pkgs) != 1 || len(pkgs[0].Errors) > 0 {
			t.Fatalf("package %s: %v, %v", path, err, pkgs)
		}
		obj := pkgs[0].Types.Scope().Lookup(recv)
		if obj == nil {
			t.Errorf("%s has no type %s", path, recv)
			return
		}
		if fn == "" {
			if tn, ok := obj.(*types.TypeName); !ok || !nethttp.OwnsBody(tn) {
				t.Errorf("%s.%s is no type that owns a body", path, recv)
			}
			return
		}
		method, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkgs[0].Types, fn)
		f, ok := method.(*types.Func)
		if !ok {
			t.Errorf("%s.%s has no method %s", path, recv, fn)
			return
		}
		if _, ok := nethttp.ContractOf(f); !ok {
			t.Errorf("ContractOf(%s) finds no contract", f.FullName())
		}
	})
}
