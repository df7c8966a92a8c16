package ownership_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak/internal/fixture"
	"github.com/httpleak/httpleak/internal/ownership"
)

// TestFixtures compares the facts about functions with those that the fixtures want.
func TestFixtures(t *testing.T) {
	analysistest.Run(t, fixture.Dir(t), ownership.Analyzer, fixture.All(t, "ownership")...)
}
