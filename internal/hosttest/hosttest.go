// Package hosttest is what the tests of the hosts share: the fixtures as a
// module, what the command finds in them by hand, the comparison with what it
// finds elsewhere, and the lines of the table that make integration prints.
package hosttest

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

// Findings runs tool, which is httpleak, in dir with args, -json added, and
// returns what it finds. Env is added to the environment.
func Findings(t testing.TB, tool, dir string, env []string, args ...string) []vetjson.Diagnostic {
	t.Helper()
	out := Output(t, dir, env, 3, tool, append([]string{"-json"}, args...)...)
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

// VetFindings returns what go vet or another command finds that prints what go
// vet -json does.
func VetFindings(t testing.TB, dir string, env []string, name string, args ...string) []vetjson.Diagnostic {
	t.Helper()
	all, err := vetjson.Decode(bytes.NewReader(Output(t, dir, env, 0, name, args...)))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Same wants the same findings of two hosts. It returns how many only one of
// them has.
func Same(t testing.TB, nameA string, a []vetjson.Diagnostic, nameB string, b []vetjson.Diagnostic) (differences int) {
	t.Helper()
	for _, side := range []struct {
		name         string
		list, others []vetjson.Diagnostic
	}{{nameA, a, b}, {nameB, b, a}} {
		for _, d := range side.list {
			if !slices.Contains(side.others, d) {
				t.Errorf("only %s: %s", side.name, d)
				differences++
			}
		}
	}
	return differences
}

// Output runs a program in dir and returns what it prints. Its exit code has to
// be 0 or may.
func Output(t testing.TB, dir string, env []string, may int, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == may) {
		t.Fatalf("%s: %v\n%s%s", cmd, err, stderr.Bytes(), out)
	}
	return out
}
