package funcname_test

import (
	"go/token"
	"go/types"
	"slices"
	"testing"

	"github.com/httpleak/httpleak/internal/funcname"
)

func TestPattern(t *testing.T) {
	pkg := types.NewPackage("example.com/api.v2", "api")
	named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "Client", nil), types.NewStruct(nil, nil), nil)
	function := func(name string, recv *types.Var) *types.Func {
		return types.NewFunc(token.NoPos, pkg, name, types.NewSignatureType(recv, nil, nil, nil, nil, false))
	}
	all := map[string]*types.Func{
		"function": function("Fetch", nil),
		"method":   function("Fetch", types.NewVar(token.NoPos, pkg, "c", types.NewPointer(named))),
		"longer":   function("Prefetch", nil),
	}
	for _, test := range []struct {
		pattern string
		matches []string
	}{
		{"Fetch", []string{"function", "method"}},
		{"Prefetch", []string{"longer"}},
		{"fetch", nil},
		{"Client.Fetch", []string{"method"}},
		{"(*Client).Fetch", []string{"method"}},
		{"(Client).Fetch", []string{"method"}},
		{"api.v2.Fetch", []string{"function"}},
		{"example.com/api.v2.Fetch", []string{"function"}},
		{"example.com/api.v2.(*Client).Fetch", []string{"method"}},
		{"example.com/api.v2.Client.Fetch", []string{"method"}},
		{"ple.com/api.v2.Fetch", nil},
		{"example.com/api.Fetch", nil},
	} {
		var p funcname.Pattern
		if err := p.Set(test.pattern); err != nil {
			t.Error(err)
			continue
		}
		var got []string
		for name, fn := range all {
			if p.Matches(fn) {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, test.matches) || p.String() != test.pattern || p.Empty() {
			t.Errorf("%s matches %v, want %v", test.pattern, got, test.matches)
		}
	}
}

func TestPatternErrors(t *testing.T) {
	var p funcname.Pattern
	for _, text := range []string{"", ".", ".F", "F.", "a b", "F#1", "F,G", "(*T)", "(*T).", "x(*T).F", "().F", "p.(*T[int]).F", "\x1b[31mF"} {
		if err := p.Set(text); err == nil {
			t.Errorf("%q is taken for a pattern", text)
		}
	}
	if !p.Empty() || p.Matches(types.NewFunc(token.NoPos, nil, "", types.NewSignatureType(nil, nil, nil, nil, nil, false))) {
		t.Error("a pattern that was not set matches")
	}
}
