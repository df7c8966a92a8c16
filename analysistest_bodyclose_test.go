package httpleak_test

import (
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak/bodyclose"
)

func TestBodyclose(t *testing.T) {
	paths := append(fixtures(t, "bodyclose"), fixtures(t, "bodyclose_x")...)
	paths = append(paths, "bodyclose_directive/misspelt", "bodyclose_ignore/ignored", "bodyclose_ignore/generated")
	wantExplained(t, analysistest.Run(t, analysistest.TestData(), bodyclose.Analyzer, paths...))
}

// fixtures returns the import paths of the fixture packages of an analyzer.
func fixtures(t *testing.T, analyzer string) []string {
	t.Helper()
	src := filepath.Join(analysistest.TestData(), "src")
	files, err := filepath.Glob(filepath.Join(src, analyzer, "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, file := range files {
		rel, err := filepath.Rel(src, filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, filepath.ToSlash(rel))
	}
	paths = slices.Compact(paths)
	if len(paths) == 0 {
		t.Fatalf("no fixtures of %s", analyzer)
	}
	return paths
}
