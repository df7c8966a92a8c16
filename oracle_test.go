package httpleak_test

import (
	"testing"

	"github.com/httpleak/httpleak/internal/oracle"
)

// TestBodycloseFixturesRun runs the fixtures of bodyclose against a server: their
// want comments must agree with what happened.
func TestBodycloseFixturesRun(t *testing.T) {
	// Those of bodyclose/fresh are run by internal/fresh.
	patterns := append(fixtures(t, "bodyclose"), "bodyclose_x/...")
	report, err := oracle.Run(t.Context(), oracle.Config{Root: "testdata", Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("report:\n%s", report)
	for _, d := range report.Disagreements {
		t.Error(d)
	}
}
