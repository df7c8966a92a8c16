package httpleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak/internal/ownership"
)

// TestEffects compares the facts about functions with those that the fixtures want.
func TestEffects(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), ownership.Analyzer, fixtures(t, "ownership")...)
}
