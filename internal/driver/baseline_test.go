package driver

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/ignore"
)

func TestAsks(t *testing.T) {
	a, b := &analysis.Analyzer{Name: "a"}, &analysis.Analyzer{Name: "b"}
	for _, name := range []string{"tests", "timeout", "unused-ignores"} {
		a.Flags.Bool(name, false, "")
	}
	cmd := &command{all: []*analysis.Analyzer{a, b}, analyzers: []*analysis.Analyzer{a}}
	for _, test := range []struct {
		analyzer, category string
		test               bool
		want               bool
		flag               string // with which it is true
	}{
		{"a", "", false, true, ""},
		{"a", "path", false, true, ""},
		{"a", "path", true, false, "tests"},
		{"a", "timeout", false, false, "timeout"},
		{"a", ignore.UnusedCategory, false, false, "unused-ignores"},
		{"b", "", false, false, ""},
		{"gone", "timeout", true, true, ""},
	} {
		if got := cmd.asks(test.analyzer, test.category, test.test); got != test.want {
			t.Errorf("%v: got %t", test, got)
		}
		if test.flag == "" {
			continue
		}
		if err := a.Flags.Set(test.flag, "true"); err != nil {
			t.Fatal(err)
		}
		if !cmd.asks(test.analyzer, test.category, test.test) {
			t.Errorf("%v: still not with -%s", test, test.flag)
		}
		if err := a.Flags.Set(test.flag, "false"); err != nil {
			t.Fatal(err)
		}
	}
}
