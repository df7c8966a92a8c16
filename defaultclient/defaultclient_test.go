package defaultclient_test

import (
	"testing"

	"github.com/httpleak/httpleak/defaultclient"
	"github.com/httpleak/httpleak/internal/fixture"
)

func TestFixtures(t *testing.T) {
	fixture.Run(t, defaultclient.Analyzer,
		"defaultclient/uses", "defaultclient/imports", "defaultclient/generated", "defaultclient/tests",
		"defaultclient/wrap", "defaultclient/wrapped", "defaultclient/ignored")
}

func TestTimeout(t *testing.T) {
	analyzer := defaultclient.New(defaultclient.DefaultConfig())
	if err := analyzer.Flags.Set("timeout", "true"); err != nil {
		t.Fatal(err)
	}
	fixture.Run(t, analyzer, "defaultclient/timeout")
}

func TestTests(t *testing.T) {
	analyzer := defaultclient.New(defaultclient.DefaultConfig())
	if err := analyzer.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	fixture.Run(t, analyzer, "defaultclient/testson")
}
