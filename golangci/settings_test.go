package golangci

import (
	"flag"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/report"
)

type m = map[string]any

// TestEveryFlag sets each flag of each analyzer by the settings, and wants it,
// and nothing else, to change.
func TestEveryFlag(t *testing.T) {
	n := 0
	for _, a := range httpleak.New() {
		a.Flags.VisitAll(func(f *flag.Flag) {
			n++
			value, want := other(t, f)
			s, err := decode(m{a.Name: m{f.Name: value}}, httpleak.New())
			if err != nil {
				t.Errorf("%s.%s: %v", a.Name, f.Name, err)
				return
			}
			for i, b := range httpleak.Analyzers() {
				b.Flags.VisitAll(func(g *flag.Flag) {
					got, wanted := s.analyzers[i].Flags.Lookup(g.Name).Value.String(), g.DefValue
					if a.Name == b.Name && f.Name == g.Name {
						wanted = want
					}
					if got != wanted {
						t.Errorf("%s.%s: %v makes %s.%s %s, want %s", a.Name, f.Name, value, b.Name, g.Name, got, wanted)
					}
					if g.Value.String() != g.DefValue {
						t.Errorf("%s.%s: %v changes the flag %s of all", a.Name, f.Name, value, g.Name)
					}
				})
			}
		})
	}
	if n < 6 {
		t.Errorf("only %d flags", n)
	}
}

// other returns a value for f that is not its default, and the text of the flag then.
func other(t *testing.T, f *flag.Flag) (value any, text string) {
	switch f.Name {
	case "acquires":
		return []any{"example.com/a.F", "example.com/b.F"}, "example.com/a.F,example.com/b.F"
	case "closes":
		return []any{"example.com/a.F#1", "example.com/b.F#1"}, "example.com/a.F#1,example.com/b.F#1"
	}
	getter, ok := f.Value.(flag.Getter)
	if !ok {
		t.Fatalf("flag %s has a value of its own type: say here what it takes", f.Name)
	}
	switch v := getter.Get().(type) {
	case bool:
		if v {
			return false, "false"
		}
		return true, "true"
	case int, int64, uint, uint64, float64:
		return 7, "7"
	case string:
		return "seven", "seven"
	}
	t.Fatalf("flag %s is of an unknown kind: say here what it takes", f.Name)
	return nil, ""
}

// suite returns analyzers with flags of all kinds.
func suite() []*analysis.Analyzer {
	a, b := &analysis.Analyzer{Name: "first"}, &analysis.Analyzer{Name: "second"}
	a.Flags.Bool("tests", true, "")
	a.Flags.Int("limit", 1, "")
	a.Flags.Duration("wait", 0, "")
	a.Flags.String("name", "", "")
	a.Flags.Var(new(words), "word", "may be repeated")
	b.Flags.Bool("tests", false, "")
	return []*analysis.Analyzer{a, b}
}

type words []string

func (w *words) String() string     { return strings.Join(*w, " ") }
func (w *words) Set(s string) error { *w = append(*w, s); return nil }

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		name      string
		conf      any
		analyzers string
		level     report.Level
		flags     m // of the first analyzer
	}{
		{"none", nil, "first second", report.Advice, nil},
		{"empty", m{}, "first second", report.Advice, nil},
		{"empty analyzer", m{"first": nil}, "first second", report.Advice, nil},
		{"enable", m{"enable": []any{"second"}}, "second", report.Advice, nil},
		{"disable", m{"disable": []any{"second"}}, "first", report.Advice, nil},
		{"level", m{"level": "leak"}, "first second", report.Leak, nil},
		{"bool", m{"first": m{"tests": false}}, "first second", report.Advice, m{"tests": "false"}},
		{"int", m{"first": m{"limit": 1000000}}, "first second", report.Advice, m{"limit": "1000000"}},
		{"int of JSON", m{"first": m{"limit": 1e6}}, "first second", report.Advice, m{"limit": "1000000"}},
		{"duration", m{"first": m{"wait": "90s"}}, "first second", report.Advice, m{"wait": "1m30s"}},
		{"string", m{"first": m{"name": "x"}}, "first second", report.Advice, m{"name": "x"}},
		{"one", m{"first": m{"word": "x"}}, "first second", report.Advice, m{"word": "x"}},
		{"list", m{"first": m{"word": []any{"x", "y"}}}, "first second", report.Advice, m{"word": "x y"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			all := suite()
			s, err := decode(test.conf, all)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, a := range s.analyzers {
				names = append(names, a.Name)
			}
			if got := strings.Join(names, " "); got != test.analyzers {
				t.Errorf("runs %s, want %s", got, test.analyzers)
			}
			if s.level != test.level {
				t.Errorf("level is %s, want %s", s.level, test.level)
			}
			for name, want := range test.flags {
				if got := all[0].Flags.Lookup(name).Value.String(); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, test := range []struct {
		conf any
		want string
	}{
		{[]any{"first"}, `want a mapping, not [first]`},
		{m{"third": m{}}, `there is no "third" (but first, second, disable, enable, level)`},
		{m{"first": m{"test": true}}, `first: there is no "test" (but limit, name, tests, wait, word)`},
		{m{"first": true}, `first: want a mapping, not true`},
		{m{"first": m{"tests": "yes"}}, `first: tests: want true or false, not yes`},
		{m{"first": m{"tests": nil}}, `first: tests: want true or false, not nothing`},
		{m{"first": m{"tests": 1}}, `first: tests: want true or false, not 1`},
		{m{"first": m{"limit": "1"}}, `first: limit: want a number, not 1`},
		{m{"first": m{"limit": 1.5}}, `first: limit: "1.5": parse error`},
		{m{"first": m{"wait": 5}}, `first: wait: want a text, not 5`},
		{m{"first": m{"wait": "soon"}}, `first: wait: "soon": parse error`},
		{m{"first": m{"name": true}}, `first: name: want a text, not true`},
		{m{"first": m{"name": []any{"x"}}}, `first: name: want a text, not [x]`},
		{m{"first": m{"word": []any{m{}}}}, `first: word: want a text, not map[]`},
		{m{"enable": "first"}, `enable: want a list of analyzers, not first`},
		{m{"enable": nil}, `enable: want a list of analyzers, not <nil>`},
		{m{"enable": []any{"third"}}, `enable: no analyzer is called "third"`},
		{m{"enable": []any{1}}, `enable: no analyzer is called "1"`},
		{m{"enable": []any{}}, `no analyzer is left to run`},
		{m{"disable": []any{"first", "second"}}, `no analyzer is left to run`},
		{m{"enable": []any{"first"}, "disable": []any{"second"}}, `enable and disable exclude each other`},
		{m{"level": "lake"}, `level: no level is called "lake" (there are leak, churn, advice)`},
		{m{"level": 1}, `level: want the name of a level, not 1`},
	} {
		_, err := decode(test.conf, suite())
		if err == nil || err.Error() != test.want {
			t.Errorf("%v:\ngot  %v\nwant %s", test.conf, err, test.want)
		}
	}
}
