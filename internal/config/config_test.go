package config

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/funcname"
)

// analyzers returns one with a flag of each kind, and one without flags.
func analyzers() []*analysis.Analyzer {
	a := &analysis.Analyzer{Name: "a"}
	a.Flags.Bool("tests", false, "")
	a.Flags.Int("limit", 1, "")
	a.Flags.Var(new(funcname.List), "acquires", "")
	return []*analysis.Analyzer{a, {Name: "b"}}
}

func write(t testing.TB, file, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestParse(t *testing.T) {
	const name = "dir/" + Name
	for text, want := range map[string][]Setting{
		"":                                  nil,
		"# nothing\n---\n":                  nil,
		"~\n":                               nil,
		"exclude:\nanalyzers:\n":            nil,
		"{tests: on, acquires: [x.F, x.G]}": {{"a.tests", "true", 1}, {"a.acquires", "x.F", 1}, {"a.acquires", "x.G", 1}},
		"analyzers:\n  b: no\n  a: yes\nlevel: leak\n":                              {{"b", "false", 2}, {"level", "leak", 4}},
		"acquires: x.F\nanalyzers:\n  a:\n    limit: 3\n    acquires:\n    - x.G\n": {{"a.limit", "3", 4}, {"a.acquires", "x.G", 6}},
		"exclude: &all\n- ./x\n- y\nbaseline: k\n":                                  {{"exclude", "./x", 2}, {"exclude", "y", 3}, {"baseline", "k", 4}},
	} {
		f, err := Parse(name, []byte(text), analyzers())
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if !reflect.DeepEqual(f.Settings, want) {
			t.Errorf("%q: got %v, want %v", text, f.Settings, want)
		}
	}
	for text, want := range map[string]string{
		"a: b: c":                           "1: not YAML: mapping values are not allowed in this context",
		"\n\tlevel: leak":                   "2: not YAML: ",
		"level: *x":                         "1: not YAML: ",
		"analyzers: &x\n  a: *x\n":          `2: unknown key "a" in a`,
		"<<: {level: leak}":                 `1: unknown key "<<" in the file`,
		"? [a]\n: b":                        "1: unknown key",
		"analyzers:\n  a:\n    limit: [1]":  "3: limit: want one value",
		"analyzers:\n  a:\n    limit:\n":    "3: limit: want one value",
		"analyzers:\n  b:\n    tests: true": `3: unknown key "tests" in b (there are no keys)`,
		"exclude:\n  - [a]":                 "2: exclude: want a value or a list of values",
		"level: leak\n---\n":                "2: a second document",
	} {
		_, err := Parse(name, []byte(text), analyzers())
		if err == nil || !strings.HasPrefix(err.Error(), name+":"+want) {
			t.Errorf("%q: %v, want %s:%s", text, err, name, want)
		}
	}
}

func TestDecode(t *testing.T) {
	type m = map[string]any
	got, err := Decode(m{"level": "leak", "tests": true, "analyzers": m{"b": false, "a": m{"limit": 3, "acquires": []any{"x.F", "x.G"}}}}, analyzers(), "level")
	want := map[Setting]bool{{"level", "leak", 0}: true, {"a.tests", "true", 0}: true, {"b", "false", 0}: true, {"a.limit", "3", 0}: true, {"a.acquires", "x.F", 0}: true, {"a.acquires", "x.G", 0}: true}
	for _, s := range got {
		s.Line = 0
		if !want[s] {
			t.Errorf("got %v", s)
		}
		delete(want, s)
	}
	if err != nil || len(want) > 0 {
		t.Errorf("error %v, missing %v", err, want)
	}
	if got, err := Decode(nil, analyzers()); got != nil || err != nil {
		t.Errorf("of nothing: %v, %v", got, err)
	}
	for want, v := range map[string]any{
		`the settings: want keys with values`: []any{"a"},
		`unknown key "level" in the settings`: m{"level": "leak"},
		`unknown key "test" in a`:             m{"analyzers": m{"a": m{"test": true}}},
		`tests: want true or false`:           m{"analyzers": m{"a": m{"tests": "true"}}},
	} {
		if _, err := Decode(v, analyzers()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: %v, want %s", v, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	find := func(dir, want string) {
		t.Helper()
		if want != "" {
			want = at(want)
		}
		if got, err := Find(at(dir)); got != want || err != nil {
			t.Errorf("in %s: %s, %v, want %s", dir, got, err, want)
		}
	}
	write(t, at("outside/"+Name), "")
	write(t, at("outside/mod/go.mod"), "")
	write(t, at("outside/mod/x/y/z.go"), "")
	find("outside/mod/x/y", "")
	find("outside", "outside/"+Name)
	write(t, at("outside/mod/"+Name), "")
	find("outside/mod/x/y", "outside/mod/"+Name)
	write(t, at("outside/mod/x/"+Name), "")
	find("outside/mod/x/y", "outside/mod/x/"+Name)
	find("outside/mod", "outside/mod/"+Name)

	write(t, at("space/go.work"), "")
	write(t, at("space/"+Name), "")
	write(t, at("space/mod/go.mod"), "")
	find("space/mod", "space/"+Name)

	write(t, at("repo/.git"), "gitdir: elsewhere")
	write(t, at("repo/"+Name), "")
	write(t, at("repo/space/go.work"), "")
	write(t, at("repo/space/mod/go.mod"), "")
	find("repo/space/mod", "repo/"+Name)

	write(t, at("repo/space/.httpleak.yml"), "")
	if _, err := Find(at("repo/space/mod")); err == nil {
		t.Error("a file with the wrong name is overlooked")
	}
}

// FuzzParse wants an error to begin with the name of the file, and with a line where it is about one.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"level: leak\n", "analyzers:\n  a: {tests: on}\n  b: false\n", "exclude: [a, *b]\n", "a: &a [*a]\n", "---\n---\n", "\xff", "level: !!int leak\n",
		"tests: 0x1\n", "? a\n", "%YAML 1.1\n", "\"\": \n",
	} {
		f.Add(text)
	}
	const name = "dir/" + Name
	placed := regexp.MustCompile(`^` + regexp.QuoteMeta(name) + `:[1-9]\d*: [^\n]+$`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse(name, []byte(text), analyzers()); err != nil && !placed.MatchString(err.Error()) {
			t.Errorf("%q", err)
		}
	})
}
