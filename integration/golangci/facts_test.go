package golangci_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestFacts wants what is known of a function to cross packages and modules,
// what is cached to be used, and nothing to be used that is out of date.
func TestFacts(t *testing.T) {
	root := t.TempDir()
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
	dir, cache := filepath.Join(root, "app"), t.TempDir()
	write(t, filepath.Join(dir, ".golangci.yml"), everything)

	const (
		leakInMain  = "main.go"
		leakInOther = "other/other.go"
	)
	check := func(step string, roots int, deps bool, leaks ...string) {
		t.Helper()
		l := runLint(t, dir, cache, "./...")
		compare(t, step+", by hand", byHand(t, dir, "./..."), "in golangci-lint", l.found)
		var files []string
		for _, f := range l.found {
			if strings.Contains(f.text, "bodyclose/") {
				files = append(files, filepath.ToSlash(f.file))
			}
		}
		if got, want := strings.Join(files, " "), strings.Join(leaks, " "); got != want {
			t.Errorf("%s: bodies leak in %q, want %q", step, got, want)
		}
		n := l.analysed["httpleak_ownership"]
		t.Logf("%s: %d of %d packages and %d dependencies analysed, %.1f s", step, l.analysed["httpleak"], l.roots, n-l.analysed["httpleak"], l.seconds)
		if l.analysed["httpleak"] != roots || (n > roots) != deps {
			t.Errorf("%s: %d packages are analysed, want %d; %d more for facts, want some: %t", step, l.analysed["httpleak"], roots, n-roots, deps)
		}
	}
	check("cold", 3, true, leakInMain, leakInOther)
	check("warm", 0, false, leakInMain, leakInOther)

	edit := func(name string, change func(string) string) {
		t.Helper()
		name = filepath.Join(root, filepath.FromSlash(name))
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, name, change(string(data)))
	}
	edit("app/main.go", func(src string) string { return src + "\n// Changed.\n" })
	check("one file touched", 1, false, leakInMain, leakInOther)

	edit("dep/inner/inner.go", func(string) string { return string(archive.Files[len(archive.Files)-1].Data) })
	check("a dependency closes", 2, true, leakInOther)
	check("warm again", 0, false, leakInOther)
}
