package httpleak_test

import (
	"slices"
	"testing"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/rules"
)

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
