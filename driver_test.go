package httpleak_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
// tool, saw as dependencies only. By hand that does not matter.
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
			tool, err := exec.LookPath("httpleak")
			if err != nil {
				t.Fatal(err)
			}
			byHand := findings(t, test.dir, test.env, test.pattern)
			inProcess := findings(t, test.dir, test.env, "-inprocess", test.pattern)
			underVet, err := vetjson.Decode(bytes.NewReader(output(t, test.dir, test.env, "go", "vet", "-json", "-vettool="+tool, test.pattern)))
			if err != nil {
				t.Fatal(err)
			}
			if len(byHand) == 0 {
				t.Error("nothing is found by hand")
			}
			same(t, "by hand", byHand, "under go vet", underVet)
			same(t, "by hand", byHand, "in process", inProcess)
		})
	}
}

// same wants the same findings in two lists.
func same(t *testing.T, nameA string, a []vetjson.Diagnostic, nameB string, b []vetjson.Diagnostic) {
	t.Helper()
	for _, side := range []struct {
		name         string
		list, others []vetjson.Diagnostic
	}{{nameA, a, b}, {nameB, b, a}} {
		for _, d := range side.list {
			if !slices.Contains(side.others, d) {
				t.Errorf("only %s: %s", side.name, d)
			}
		}
	}
}

// findings runs httpleak in dir, and returns what it finds.
func findings(t *testing.T, dir string, env []string, args ...string) []vetjson.Diagnostic {
	t.Helper()
	out := output(t, dir, env, "httpleak", append([]string{"-json"}, args...)...)
	var run struct {
		Findings []struct {
			File, Analyzer, Message string
			Line, Column            int
		}
	}
	if err := json.Unmarshal(out, &run); err != nil {
		t.Fatalf("httpleak -json: %v", err)
	}
	var all []vetjson.Diagnostic
	for _, f := range run.Findings {
		file, err := filepath.Abs(filepath.Join(dir, filepath.FromSlash(f.File)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, vetjson.Diagnostic{Posn: fmt.Sprintf("%s:%d:%d", file, f.Line, f.Column), Analyzer: f.Analyzer, Message: f.Message})
	}
	return all
}

// output runs a program in dir and returns what it prints. It may exit 3, which
// is what findings are for.
func output(t *testing.T, dir string, env []string, name string, args ...string) []byte {
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
	return out
}
