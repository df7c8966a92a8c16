package golangci

import (
	"os"
	"regexp"
	"testing"
)

// TestVersions wants the file for golangci-lint custom to name the version of
// golangci-lint that is tested with, and the one of this module that is released with
// the rest.
func TestVersions(t *testing.T) {
	for _, test := range []struct {
		what          string
		file, version string // a regular expression for the version
		other, same   string
	}{
		{
			"golangci-lint",
			"example/.custom-gcl.yml", `(?m)^version: (v\S+)$`,
			"../integration/golangci/go.mod", `github\.com/golangci/golangci-lint/v2 (v\S+)`,
		},
		{
			"httpleak",
			"example/.custom-gcl.yml", `module: github\.com/httpleak/httpleak/golangci\n +version: (v\S+)`,
			"go.mod", `github\.com/httpleak/httpleak (v\S+)`,
		},
	} {
		a, b := find(t, test.file, test.version), find(t, test.other, test.same)
		if a != b {
			t.Errorf("version of %s is %s in %s, but %s in %s", test.what, a, test.file, b, test.other)
		}
	}
}

// find returns what the group of the expression matches in a file.
func find(t *testing.T, file, expr string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(expr).FindSubmatch(data)
	if m == nil {
		t.Fatalf("%s has nothing like %s", file, expr)
	}
	return string(m[1])
}
