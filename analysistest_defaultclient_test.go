package httpleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpleak/httpleak/defaultclient"
)

func TestDefaultClient(t *testing.T) {
	wantExplained(t, analysistest.Run(t, analysistest.TestData(), defaultclient.Analyzer,
		"defaultclient/uses", "defaultclient/imports", "defaultclient/generated", "defaultclient/tests",
		"defaultclient/wrap", "defaultclient/wrapped", "defaultclient/ignored"))
}

func TestDefaultClientTimeout(t *testing.T) {
	analyzer := defaultclient.New(defaultclient.DefaultConfig())
	if err := analyzer.Flags.Set("timeout", "true"); err != nil {
		t.Fatal(err)
	}
	wantExplained(t, analysistest.Run(t, analysistest.TestData(), analyzer, "defaultclient/timeout"))
}

func TestDefaultClientTests(t *testing.T) {
	analyzer := defaultclient.New(defaultclient.DefaultConfig())
	if err := analyzer.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, analysistest.TestData(), analyzer, "defaultclient/testson")
}
