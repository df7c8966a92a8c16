package httpleak_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/rules"
)

// TestUnusedIgnores compares what -unused-ignores of bodyclose finds, and what is left after
// its fixes, with the fixtures. That of the others is the same code.
func TestUnusedIgnores(t *testing.T) {
	cfg := bodyclose.DefaultConfig()
	cfg.Ignores.Unused = true
	wantExplained(t, analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), bodyclose.New(cfg), "bodyclose_unused/unused"))
}

// TestIgnoreNames wants comments to be able to name each analyzer and category, but those
// that are about comments.
func TestIgnoreNames(t *testing.T) {
	var want []string
	for _, a := range httpleak.Analyzers() {
		want = append(want, a.Name)
		for _, r := range rules.Of(a) {
			if r.Category != "directive" && r.Category != ignore.UnusedCategory {
				want = append(want, r.Name())
			}
		}
	}
	slices.Sort(want)
	if got := ignore.Known(); !slices.Equal(got, want) {
		t.Errorf("comments can name %q, want %q", got, want)
	}
}
