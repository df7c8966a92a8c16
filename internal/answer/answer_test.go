package answer

import (
	"flag"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestHolds(t *testing.T) {
	on := func(name string) bool { return name == "a" || name == "b" }
	for _, test := range []struct {
		when When
		want bool
	}{
		{nil, true},
		{When{"a"}, true},
		{When{"a", "b"}, true},
		{When{"a", "c"}, false},
		{When{"!c"}, true},
		{When{"!a"}, false},
		{When{"b", "!c"}, true},
		{When{"b", "!a"}, false},
	} {
		if got := test.when.Holds(on); got != test.want {
			t.Errorf("%v holds: %t, want %t", test.when, got, test.want)
		}
	}
}

func TestAnd(t *testing.T) {
	w := append(make(When, 0, 4), "a")
	one, two := w.And("b"), w.And("c")
	if !slices.Equal(one, When{"a", "b"}) || !slices.Equal(two, When{"a", "c"}) {
		t.Errorf("got %v and %v", one, two)
	}
}

func TestJoin(t *testing.T) {
	for _, category := range []string{"", "path"} {
		for _, when := range []When{nil, {"a"}, {"a", "!b"}} {
			c, w := Split(Join(category, when))
			if c != category || !slices.Equal(w, when) {
				t.Errorf("%q, %v became %q, %v", category, when, c, w)
			}
		}
	}
}

func TestChoose(t *testing.T) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.Bool("tests", false, "")
	finding := func(message string, when ...string) Finding {
		return Finding{analysis.Diagnostic{Message: message}, when}
	}
	a := &Answer{Findings: []Finding{finding("always"), finding("with", "tests"), finding("without", "!tests"), finding("missing", "missing")}}
	for value, want := range map[string][]string{"false": {"always", "without"}, "true": {"always", "with"}} {
		if err := flags.Set("tests", value); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range a.Choose(flags) {
			got = append(got, d.Message)
		}
		if !slices.Equal(got, want) {
			t.Errorf("tests=%s: %q, want %q", value, got, want)
		}
	}
}
