package golangci_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestFacts wants what is known of a function to cross packages and modules,
// what is cached to be used, and nothing to be used that is out of date.
func TestFacts(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir()) // as the go command names it
	if err != nil {
		t.Fatal(err)
	}
	archive, err := txtar.ParseFile("testdata/facts.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, name, string(f.Data))
	}
	dir, cache, tool := filepath.Join(root, "app"), t.TempDir(), hosttest.Command(t)
	configure(t, dir, everything)

	const (
		leakInMain  = "main.go"
		leakInOther = "other/other.go"
	)
	check := func(step string, roots int, deps bool, leaks ...string) {
		t.Helper()
		l := runLint(t, dir, cache, "./...")
		same(t, step+", by hand", hosttest.Findings(t, tool, dir, nil, "./..."), "in golangci-lint", l.found)
		var files []string
		for _, f := range l.found {
			if file, _, _ := strings.Cut(f.Posn, ":"); f.Analyzer == "bodyclose" {
				name, err := filepath.Rel(dir, file)
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, filepath.ToSlash(name))
			}
		}
		if got, want := strings.Join(files, " "), strings.Join(leaks, " "); got != want {
			t.Errorf("%s: bodies leak in %q, want %q", step, got, want)
		}
		n := l.analysed["httpleak_ownership"]
		t.Logf("%s: %d of %d packages and %d dependencies analysed, %v", step, l.analysed["httpleak"], l.roots, n-l.analysed["httpleak"], l.took)
		if l.analysed["httpleak"] != roots || (n > roots) != deps {
			t.Errorf("%s: %d packages are analysed, want %d; %d more for facts, want some: %t", step, l.analysed["httpleak"], roots, n-roots, deps)
		}
	}
	check("cold", 3, true, leakInMain, leakInOther)
	check("warm", 0, false, leakInMain, leakInOther)

	edit := func(name string, change func(string) string) {
		t.Helper()
		name = filepath.Join(root, filepath.FromSlash(name))
		write(t, name, change(hosttest.Read(t, name)))
	}
	edit("app/main.go", func(src string) string { return src + "\n// Changed.\n" })
	check("one file touched", 1, false, leakInMain, leakInOther)

	edit("dep/inner/inner.go", func(string) string { return string(archive.Files[len(archive.Files)-1].Data) })
	check("a dependency closes", 2, true, leakInOther)
	check("warm again", 0, false, leakInOther)
}
