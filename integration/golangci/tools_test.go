package golangci_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain builds the programs.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "golangci-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := 1
	if err := errors.Join(build(dir, ".", "./cmd/golangci-lint"), build(dir, "../..", "./cmd/httpleak")); err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

func build(out, dir, pkg string) error {
	cmd := exec.Command("go", "build", "-o", out+string(os.PathSeparator), pkg)
	cmd.Dir = dir
	if log, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, log)
	}
	return nil
}

// A finding is what a program says about a place.
type finding struct {
	file      string // relative to the folder in which the program runs
	line, col int
	text      string // message (analyzer/category)
}

func (f finding) String() string { return fmt.Sprintf("%s:%d:%d: %s", f.file, f.line, f.col, f.text) }

// byHand returns what the command finds.
func byHand(t *testing.T, dir string, args ...string) []finding {
	t.Helper()
	cmd := exec.Command("httpleak", slices.Concat([]string{"-json"}, args)...)
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() != 3 { // findings
		t.Fatalf("%s: %v\n%s", cmd, err, &stderr)
	}
	var run struct {
		Findings []struct {
			File, Analyzer, Category, Message string
			Line, Column                      int
		}
	}
	if err := json.Unmarshal(out, &run); err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	var found []finding
	for _, f := range run.Findings {
		rule := f.Analyzer
		if f.Category != "" {
			rule += "/" + f.Category
		}
		found = append(found, finding{filepath.FromSlash(f.File), f.Line, f.Column, f.Message + " (" + rule + ")"})
	}
	return found
}

// A lint is a run of golangci-lint.
type lint struct {
	found    []finding
	roots    int            // packages that were asked for
	analysed map[string]int // how many packages each analyzer saw, dependencies included
	seconds  float64
}

// runLint runs golangci-lint, with the configuration that is in dir.
func runLint(t *testing.T, dir, cache string, args ...string) lint {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.json")
	start := time.Now()
	log, code := golangci(t, dir, cache, slices.Concat([]string{"run", "--issues-exit-code=0", "--output.json.path=" + report}, args)...)
	l := lint{seconds: time.Since(start).Seconds(), analysed: make(map[string]int)}
	if code != 0 {
		t.Fatalf("golangci-lint exits %d:\n%s", code, log)
	}
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var run struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal(data, &run); err != nil {
		t.Fatal(err)
	}
	for _, issue := range run.Issues {
		if issue.FromLinter != "httpleak" {
			t.Errorf("an issue of %s: %s", issue.FromLinter, issue.Text)
			continue
		}
		l.found = append(l.found, finding{issue.Pos.Filename, issue.Pos.Line, issue.Pos.Column, issue.Text})
	}
	for line := range strings.Lines(log) {
		if _, rest, ok := strings.Cut(line, "go/analysis: metalinter: "); ok {
			analyzer, _, _ := strings.Cut(rest, ":")
			l.analysed[analyzer]++
		}
		if _, rest, ok := strings.Cut(line, ", analyzing "); ok {
			var some int
			if _, err := fmt.Sscanf(rest, "%d/%d packages", &some, &l.roots); err != nil {
				t.Errorf("%q: %v", rest, err)
			}
		}
	}
	if l.roots == 0 {
		t.Errorf("the log does not say how many packages are analysed:\n%s", log)
	}
	return l
}

// golangci runs golangci-lint and returns what it logs, and its exit code.
func golangci(t *testing.T, dir, cache string, args ...string) (log string, code int) {
	t.Helper()
	cmd := exec.Command("golangci-lint", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOLANGCI_LINT_CACHE="+cache, "GL_DEBUG=goanalysis/analyze,goanalysis/issues/cache")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// compare wants the same findings in two lists, and returns how many are in one only.
func compare(t *testing.T, nameA string, a []finding, nameB string, b []finding) int {
	t.Helper()
	differences := 0
	for _, side := range []struct {
		name         string
		list, others []finding
	}{{nameA, a, b}, {nameB, b, a}} {
		count := make(map[finding]int)
		for _, f := range side.others {
			count[f]++
		}
		for _, f := range side.list {
			if count[f]--; count[f] < 0 {
				differences++
				t.Errorf("only %s: %s", side.name, f)
			}
		}
	}
	return differences
}
