package httpleak_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/httpleak/httpleak/internal/vetjson"
)

// TestDrivers wants the same findings by hand and under go vet -vettool, where
// every package is analysed in a process of its own and what is known of others
// comes from files.
//
// Each set of packages is analysed by one go vet, always the same: Go 1.26.0 to
// 1.26.8 forget the findings of packages that an earlier go vet, with the same
// tool, saw as dependencies only.
func TestDrivers(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, dir, pattern string
		env                []string
	}{
		{name: "examples", pattern: "./examples/..."},
		{
			// As analysistest sees them: the import path is the path below src.
			name: "fixtures", dir: filepath.Join(testdata, "src"), pattern: "./...",
			env: []string{"GO111MODULE=off", "GOFLAGS=", "GOPATH=" + testdata},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run := func(name string, args ...string) []vetjson.Diagnostic {
				return runJSON(t, test.dir, test.env, name, args...)
			}
			tool, err := exec.LookPath("httpleak")
			if err != nil {
				t.Fatal(err)
			}
			byHand := run(tool, "-json", test.pattern)
			underVet := run("go", "vet", "-json", "-vettool="+tool, test.pattern)
			if len(byHand) == 0 {
				t.Error("nothing is found by hand")
			}
			without := func(list, others []vetjson.Diagnostic) []vetjson.Diagnostic {
				return slices.DeleteFunc(slices.Clone(list), func(d vetjson.Diagnostic) bool { return slices.Contains(others, d) })
			}
			for _, d := range without(byHand, underVet) {
				t.Errorf("only by hand: %s", d)
			}
			for _, d := range without(underVet, byHand) {
				t.Errorf("only under go vet: %s", d)
			}
		})
	}
}

// runJSON runs a program in dir and returns the findings that it prints as
// JSON. It may exit 3, which is what findings are for.
func runJSON(t *testing.T, dir string, env []string, name string, args ...string) []vetjson.Diagnostic {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) {
		t.Fatalf("%s: %v\n%s", cmd, err, stderr.Bytes())
	}
	found, err := vetjson.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	return found
}
