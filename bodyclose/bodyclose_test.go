package bodyclose_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/internal/fixture"
	"github.com/httpleak/httpleak/internal/oracle"
)

func TestFixtures(t *testing.T) {
	paths := fixture.All(t, "bodyclose", "bodyclose_x", "bodyclose_directive", "bodyclose_ignore")
	fixture.Run(t, bodyclose.Analyzer, paths...)
}

// TestFixturesRun runs the fixtures against a server: their want comments must agree with what happened.
func TestFixturesRun(t *testing.T) {
	// Those of bodyclose/fresh are run by internal/fresh.
	patterns := fixture.All(t, "bodyclose", "bodyclose_x")
	paths := slices.Clone(patterns)
	picked := func(file string) bool {
		folder := filepath.ToSlash(filepath.Dir(file))
		return slices.ContainsFunc(paths, func(p string) bool { return strings.HasSuffix(folder, "/src/"+p) })
	}
	if fixture.Picked() && slices.ContainsFunc(patterns, func(p string) bool { return strings.HasPrefix(p, "bodyclose_x/") }) {
		patterns = append(patterns, "bodyclose_x/...") // they import each other
	}
	report, err := oracle.Run(t.Context(), oracle.Config{Root: fixture.Dir(t), Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("report:\n%s", report)
	for _, d := range report.Disagreements {
		if fixture.Picked() && (!picked(d.File) || strings.Contains(d.What, "is never run")) {
			t.Log(d) // without the other fixtures, there may be nothing to call a function with
			continue
		}
		t.Error(d)
	}
}

// TestUnusedIgnores compares what -unused-ignores finds, and what is left after
// its fixes, with the fixtures. That of the other analyzers is the same code.
func TestUnusedIgnores(t *testing.T) {
	cfg := bodyclose.DefaultConfig()
	cfg.Ignores.Unused = true
	fixture.RunFixes(t, bodyclose.New(cfg), "bodyclose_unused/unused")
}
