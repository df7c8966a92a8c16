package httpleak_test

import (
	"bytes"
	"context"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/driver"
)

func TestAnalyzers(t *testing.T) {
	analyzers := httpleak.Analyzers()
	if err := analysis.Validate(analyzers); err != nil {
		t.Error(err)
	}
	readme := readFile(t, "README.md")
	for _, a := range analyzers {
		if a.URL == "" {
			t.Errorf("%s has no URL", a.Name)
		}
		if !strings.Contains(readme, "\n| `"+a.Name+"` |") {
			t.Errorf("README.md has no row for %s in its table of analyzers", a.Name)
		}
		if want := docText(t, a.Name); !strings.Contains(helpText(t, a.Name), want) {
			t.Errorf("httpleak help %s does not show the text of %s/doc.go", a.Name, a.Name)
		}
	}
}

// docText returns the package comment of the analyzer's doc.go, from the line
// that opens the user's text to the end.
func docText(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(name, "doc.go")
	syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(syntax.Doc.Text(), "\n# Analyzer "+name+"\n\n")
	if !found || !strings.HasPrefix(text, name+": ") {
		t.Fatalf("the text under the heading %q of %s does not open with %q", "# Analyzer "+name, file, name+": ")
	}
	return strings.TrimSpace(text)
}

func helpText(t *testing.T, name string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := driver.Main(context.Background(), []string{"help", name}, &stdout, &stderr, httpleak.Analyzers())
	if code != driver.ExitClean || stderr.Len() > 0 {
		t.Errorf("httpleak help %s exits %d and says %s", name, code, &stderr)
	}
	return stdout.String()
}

// TestFlags wants every flag of the command in README.md and in a script.
func TestFlags(t *testing.T) {
	var help bytes.Buffer
	driver.Main(context.Background(), []string{"help"}, &help, io.Discard, httpleak.Analyzers())
	flags := regexp.MustCompile(`(?m)^  -([a-z-]+)\b`).FindAllStringSubmatch(help.String(), -1)
	if len(flags) < 10 {
		t.Fatalf("httpleak help shows %d flags:\n%s", len(flags), &help)
	}
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var scripts strings.Builder
	for _, file := range files {
		scripts.WriteString(readFile(t, file))
	}
	readme := readFile(t, "README.md")
	for _, flag := range flags {
		if !regexp.MustCompile(`(?m)^exits .*leak.* -` + flag[1] + `\b`).MatchString(scripts.String()) {
			t.Errorf("no script of testdata/script runs the command with -%s", flag[1])
		}
		if !strings.Contains(readme, "`-"+flag[1]) {
			t.Errorf("README.md does not tell of -%s", flag[1])
		}
	}
}

func TestMainIsSmall(t *testing.T) {
	const limit = 45
	if n := strings.Count(readFile(t, "cmd/httpleak/main.go"), "\n"); n >= limit {
		t.Errorf("cmd/httpleak/main.go has %d lines, want fewer than %d: the command is in internal/driver", n, limit)
	}
}

// TestReadmeFindings wants every finding that README.md shows to be a real one.
func TestReadmeFindings(t *testing.T) {
	out, _ := exec.Command("httpleak", "./examples/...").Output() // exits 3
	real := make(map[string]bool)
	for line := range strings.Lines(string(out)) {
		real[strings.TrimSpace(line)] = true
	}
	shown := regexp.MustCompile(`(?m)^\s*(examples/\S+:\d+:\d+: .*)$`).FindAllStringSubmatch(readFile(t, "README.md"), -1)
	if len(shown) == 0 {
		t.Error("README.md shows no finding in the examples")
	}
	for _, m := range shown {
		if !real[m[1]] {
			t.Errorf("README.md shows a finding that is none: %s\nhave:\n%s", m[1], out)
		}
	}
}

// TestWeekly wants the weekly workflow to run every target of the Makefile that is
// not for each change, or for a person.
func TestWeekly(t *testing.T) {
	others := []string{"all", "test", "lint", "plugin", "cross", "examples", "corpus-update", "golangci"} // golangci is a part of integration
	names := func(file, expr string) []string {
		m := regexp.MustCompile(expr).FindStringSubmatch(readFile(t, file))
		if m == nil {
			t.Fatalf("%s does not match %s", file, expr)
		}
		list := strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == ',' })
		slices.Sort(list)
		return list
	}
	want := slices.DeleteFunc(names("Makefile", `(?m)^\.PHONY: (.*)$`), func(target string) bool { return slices.Contains(others, target) })
	if got := names(".github/workflows/weekly.yml", `(?m)^ +target: \[(.*)\]$`); !slices.Equal(got, want) {
		t.Errorf("weekly.yml runs make %q, the Makefile has %q", got, want)
	}
}

// TestWords wants no left-over notes, no path of somebody's machine and no name
// of a registry host in what belongs to the project.
func TestWords(t *testing.T) {
	unwanted := regexp.MustCompile(`(//|#) *(TODO|FIXME|XXX)\b|(/home|/Users|/root|/work)/\w|\b(proxy|sum)\.golang\.org`)
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == ".git" || path == "bin":
			return fs.SkipDir
		case entry.IsDir() || path == "repo_test.go":
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range bytes.Split(data, []byte("\n")) {
			if word := unwanted.Find(line); word != nil && bytes.IndexByte(data, 0) < 0 {
				t.Errorf("%s:%d: contains %q", path, i+1, word)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
