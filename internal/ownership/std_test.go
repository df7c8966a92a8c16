package ownership

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// derived is the analyzer without its knowledge of what it may skip: it computes the
// effects of the standard library, too, one function at a time, and believes the
// contracts of what that calls.
var derived = &analysis.Analyzer{
	Name:      "httpleak_derived",
	Doc:       "compute effects of any package",
	FactTypes: []analysis.Fact{new(effect.Body)},
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Path() == "unsafe" {
			return nil, nil
		}
		b, _ := build(pass, nil, nil)
		b.Export(pass, b.Funcs)
		return nil, nil
	},
}

// explained are the differences between what internal/nethttp says of a function and what its
// source shows, each with the reason.
var explained = map[string]string{}

// TestContracts compares the contracts of internal/nethttp with what the source of the standard
// library shows, where both say something.
func TestContracts(t *testing.T) {
	facts := deriveStd(t, "net/http", "net/http/httputil", "net/http/httptest", "io", "context", "sync", "errors",
		"fmt", "log", "os", "runtime", "syscall", "testing")
	got := make(map[string][]string)
	confirmed := make(map[string]int)
	for fn, eff := range facts {
		contract, ok := nethttp.ContractOf(fn)
		if !ok && !returnsResponse(fn) || !nameable(fn) {
			continue
		}
		agree, differences := disagreements(fn, contract, eff)
		if agree > 0 {
			confirmed[fn.FullName()] = agree
		}
		if len(differences) > 0 {
			got[fn.FullName()] = differences
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if explained[name] == "" {
			t.Errorf("%s: %q", name, got[name])
		} else {
			t.Logf("%s: %q: %s", name, got[name], explained[name])
		}
	}
	for name := range explained {
		if len(got[name]) == 0 {
			t.Errorf("%s is explained, and does not differ", name)
		}
	}
	t.Logf("confirmed, with the number of statements: %v", confirmed)
	for _, name := range []string{"(*net/http.Client).Do", "net/http.Post", "net/http/httputil.DumpResponse", "errors.As", "log.Fatal"} {
		if confirmed[name] == 0 {
			t.Errorf("nothing of %s was compared", name)
		}
	}
}

// deriveStd returns the derived effects of the exported functions of these packages.
func deriveStd(t *testing.T, paths ...string) map[*types.Func]*effect.Body {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{derived}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	facts := make(map[*types.Func]*effect.Body)
	for _, root := range graph.Roots {
		if root.Err != nil {
			t.Fatal(root.Err)
		}
		for _, f := range root.AllObjectFacts() {
			if fn, ok := f.Object.(*types.Func); ok && fn.Pkg() == root.Package.Types {
				facts[fn] = f.Fact.(*effect.Body)
			}
		}
	}
	return facts
}

// nameable reports whether fn is a function, or a method of a type, that other packages can name.
func nameable(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil {
		return true
	}
	t := recv.Type()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := t.(*types.Named)
	return ok && named.Obj().Exported()
}

func returnsResponse(fn *types.Func) bool {
	for v := range fn.Signature().Results().Variables() {
		if nethttp.IsResponse(v.Type()) {
			return true
		}
	}
	return false
}

// disagreements returns how many statements of a contract the effects confirm, and those that they
// contradict. What one of the two does not speak of is not compared.
func disagreements(fn *types.Func, c nethttp.Contract, eff *effect.Body) (agree int, differences []string) {
	claim := func(right bool, format string, args ...any) {
		if right {
			agree++
		} else {
			differences = append(differences, fmt.Sprintf(format, args...)+": "+eff.String())
		}
	}
	for i := range effect.MaxParams {
		p := eff.Param(i)
		if !p.Known() {
			continue
		}
		switch {
		case c.Closes.Has(i) && c.ClosesIf > 0:
			claim(p.Any()&effect.Released != 0, "closes(%d), depending on a parameter", i)
		case c.Closes.Has(i):
			claim(p.Any()&effect.Left == 0, "closes(%d)", i)
		case c.Borrows.Has(i):
			claim(p.Only(effect.Left) && p.Result == 0, "borrows(%d)", i)
		case c.Lends.Has(i):
			claim(p.Result != 0, "lends(%d)", i)
		case c.Runs.Has(i), c.RunsUnlessStopped.Has(i):
			claim(p.Any()&(effect.Released|effect.Kept) != 0, "runs(%d)", i)
		}
	}
	if eff.Has(effect.ResultsKnown) {
		switch open := eff.Result(0)&effect.OpenOnSuccess != 0; {
		case c.NotOpened:
			claim(!open, "opens nothing")
		case returnsResponse(fn):
			claim(open && eff.Result(0)&effect.OpenOnError == 0, "opens")
		}
	}
	if on := eff.OnNil; c.NilForNil && on != effect.AnswerUnknown {
		claim(on == effect.AnswerNil || on == effect.AnswerFalse, "nil for nil")
	}
	if c.NeverNil || eff.Has(effect.ErrNeverNil) {
		claim(c.NeverNil == eff.Has(effect.ErrNeverNil), "never nil is %v", c.NeverNil)
	}
	if c.NoReturn || eff.Has(effect.NoReturn) {
		claim(c.NoReturn == eff.Has(effect.NoReturn), "never returns is %v", c.NoReturn)
	}
	return agree, differences
}
