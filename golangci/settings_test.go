package golangci

import (
	"flag"
	"strings"
	"testing"

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
			s, err := decode(m{"analyzers": m{a.Name: m{f.Name: value}}}, httpleak.New())
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

func TestDecode(t *testing.T) {
	const all = "bodyclose defaultclient idleconn percallclient"
	for _, test := range []struct {
		conf      any
		analyzers string
		level     report.Level
		changed   string // flags that are not as they are by default
	}{
		{nil, all, report.Advice, ""},
		{m{}, all, report.Advice, ""},
		{m{"analyzers": nil}, all, report.Advice, ""},
		{m{"analyzers": m{"idleconn": nil}}, all, report.Advice, ""},
		{m{"analyzers": m{"idleconn": true}}, all, report.Advice, ""},
		{m{"analyzers": m{"idleconn": false, "defaultclient": false}}, "bodyclose percallclient", report.Advice, ""},
		{m{"level": "leak"}, all, report.Leak, ""},
		{m{"tests": true}, all, report.Advice, "defaultclient.tests idleconn.tests percallclient.tests"},
		{m{"tests": true, "analyzers": m{"idleconn": m{"tests": false}}}, all, report.Advice, "defaultclient.tests percallclient.tests"},
		{m{"acquires": "x.F"}, all, report.Advice, "bodyclose.acquires"},
	} {
		s, err := decode(test.conf, httpleak.New())
		if err != nil {
			t.Errorf("%v: %v", test.conf, err)
			continue
		}
		var names, changed []string
		for _, a := range s.analyzers {
			names = append(names, a.Name)
			a.Flags.VisitAll(func(f *flag.Flag) {
				if f.Value.String() != f.DefValue {
					changed = append(changed, a.Name+"."+f.Name)
				}
			})
		}
		if got := strings.Join(names, " "); got != test.analyzers || s.level != test.level {
			t.Errorf("%v: level %s of %s, want %s of %s", test.conf, s.level, got, test.level, test.analyzers)
		}
		if got := strings.Join(changed, " "); got != test.changed {
			t.Errorf("%v: changes %s, want %s", test.conf, got, test.changed)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	analyzer := func(v any) any { return m{"analyzers": m{"bodyclose": v}} }
	for _, test := range []struct {
		conf any
		want string
	}{
		{[]any{"bodyclose"}, `the settings: want keys with values`},
		{m{"bodyclose": m{}}, `unknown key "bodyclose" in the settings (there are acquires, analyzers, closes, level, `},
		{m{"exclude": "x"}, `unknown key "exclude" in the settings`},
		{m{"analyzers": m{"bodyclos": m{}}}, `unknown key "bodyclos" in analyzers (there are bodyclose, `},
		{m{"analyzers": []any{"bodyclose"}}, `analyzers: want keys with values`},
		{m{"level": "lake"}, `level: no level is called "lake" (there are leak, churn, advice)`},
		{m{"level": []any{}}, `level: want one value`},
		{m{"tests": 1}, `tests: want true or false`},
		{m{"acquires": "F"}, `bodyclose.acquires: "F": want the form`},
		{analyzer("never"), `bodyclose: want true, false or flags of the analyzer`},
		{analyzer(m{"drian": true}), `unknown key "drian" in bodyclose (there are acquires, `},
		{analyzer(m{"tests": "maybe"}), `tests: want true or false`},
		{analyzer(m{"tests": nil}), `tests: want true or false`},
		{analyzer(m{"acquires": m{}}), `acquires: want a value or a list of values`},
		{m{"analyzers": m{"bodyclose": false, "defaultclient": false, "idleconn": false, "percallclient": false}}, `no analyzer is left to run`},
	} {
		_, err := decode(test.conf, httpleak.New())
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%v:\ngot  %v\nwant %s", test.conf, err, test.want)
		}
	}
}
