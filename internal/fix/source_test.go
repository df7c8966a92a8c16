package fix

import (
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/report"
)

// TestApply replaces "old" by "new" in a source, and wants everything else to stay.
func TestApply(t *testing.T) {
	for name, src := range map[string]string{
		"plain":                  "package f\n\nvar old int\n",
		"carriage returns":       "package f\r\n\r\n// f\r\nvar old int\r\n",
		"in strings":             "package f\r\n\r\nvar old = `a\r\nb`\r\n\r\nconst c = \"\r\"\r\n",
		"in comments":            "package f\r\n\r\n/* a\r\n * b\r\n */\r\nvar old int // c\r\n",
		"on some lines":          "package f\n\n// a\r\n// b\nvar old int\r\n\n// c\r\n",
		"byte order mark":        "\ufeffpackage f\n\nvar old int\n",
		"both":                   "\ufeffpackage f\r\n\r\nvar old int\r\n",
		"carriage returns alone": "package f\r\n\r\n// a\rb\r\nvar old int\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			at := strings.Index(src, "old")
			got, ok := newSource([]byte(src)).apply([]report.Edit{{Start: at, End: at + 3, New: "new"}})
			if want := strings.Replace(src, "old", "new", 1); !ok || string(got) != want {
				t.Errorf("got %q, %v, want %q", got, ok, want)
			}
		})
	}
}

func TestApplyAddsLines(t *testing.T) {
	for _, test := range []struct{ name, src, behind, want string }{
		{"with", "package f\r\n\r\nfunc f() {\r\n\tf()\r\n}\r\n", "\tf()", "package f\r\n\r\nfunc f() {\r\n\tf()\r\n\tg()\r\n}\r\n"},
		{"without", "package f\r\n\r\nfunc f() {\n\tf()\n}\r\n", "\tf()", "package f\r\n\r\nfunc f() {\n\tf()\n\tg()\n}\r\n"},
		{"in a doc comment that gofmt changes", "package f\r\n\r\n// f\r\n//\r\nfunc f() {\r\n\tf()\r\n}\r\n", "\tf()", "package f\r\n\r\n// f\r\nfunc f() {\r\n\tf()\r\n\tg()\r\n}\r\n"},
		{"the last without an end", "package f\r\n\r\nfunc f() {\r\n\tf()\r\n}", "\tf()", "package f\r\n\r\nfunc f() {\r\n\tf()\r\n\tg()\r\n}\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			at := strings.Index(test.src, test.behind) + len(test.behind)
			got, ok := newSource([]byte(test.src)).apply([]report.Edit{{Start: at, End: at, New: "\n\tg()"}})
			if !ok || string(got) != test.want {
				t.Errorf("got %q, %v, want %q", got, ok, test.want)
			}
		})
	}
}

// TestWithin inserts at every place, and wants that to be possible only between tokens: an edit
// elsewhere was made for another file, or by somebody who does not know how long a token is.
func TestWithin(t *testing.T) {
	const between = '|'
	for name, marked := range map[string]string{
		"words":     "|package| |p|\n|\n|var| |abc| |=| |1.5| |<<| |2|\n|",
		"strings":   "|package| |p|\n|var| |s| |=| |\"a b\"| |+| |`c\r\nd`|\r|\n|",
		"comments":  "|package| |p|\n|// a b|\r|\n|/* c\r\n d */| |/**/|\n|",
		"the end":   "|package| |p| |// a|",
		"no string": "|package| |p|\n|var| |s| |=| |`abc|",
	} {
		t.Run(name, func(t *testing.T) {
			src := newSource([]byte(strings.ReplaceAll(marked, string(between), "")))
			at := 0
			for i := range len(marked) {
				if marked[i] == between {
					continue
				}
				if want := i == 0 || marked[i-1] != between; src.within(at) != want {
					t.Errorf("in front of %q, %d: %v, want %v", marked[i:], at, !want, want)
				}
				at++
			}
		})
	}
}
