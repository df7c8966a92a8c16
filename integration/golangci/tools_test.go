package golangci_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/hosttest"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// TestMain builds golangci-lint with the plugin, and puts it first in PATH.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "golangci-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := 1
	cmd := exec.Command("go", "build", "-o", dir+string(os.PathSeparator), "./cmd/golangci-lint")
	if log, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n%s", cmd, err, log)
	} else {
		os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// text matches what the linter says: message (analyzer/category).
var text = regexp.MustCompile(`^(.*) \((\w+)/([\w-]+)\)$`)

// A lint is a run of golangci-lint.
type lint struct {
	found    []vetjson.Diagnostic
	rules    map[string]int // how often each rule is broken
	roots    int            // packages that were asked for
	analysed map[string]int // how many packages each analyzer saw, dependencies included
	took     time.Duration
}

// runLint runs golangci-lint, with the configuration that is in dir.
func runLint(t *testing.T, dir, cache string, args ...string) lint {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.json")
	start := time.Now()
	log, code := golangci(t, dir, cache, slices.Concat([]string{"run", "--issues-exit-code=0", "--output.json.path=" + report}, args)...)
	l := lint{took: time.Since(start), rules: make(map[string]int), analysed: make(map[string]int)}
	if code != 0 {
		t.Fatalf("golangci-lint exits %d:\n%s", code, log)
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
	if err := json.Unmarshal([]byte(hosttest.Read(t, report)), &run); err != nil {
		t.Fatal(err)
	}
	for _, issue := range run.Issues {
		if issue.FromLinter != "httpleak" {
			t.Errorf("an issue of %s: %s", issue.FromLinter, issue.Text)
			continue
		}
		m := text.FindStringSubmatch(issue.Text)
		if m == nil {
			t.Errorf("%q does not end with a rule", issue.Text)
			continue
		}
		l.rules[m[2]+"/"+m[3]]++
		file := filepath.Join(dir, issue.Pos.Filename)
		l.found = append(l.found, vetjson.Diagnostic{
			Posn:     fmt.Sprintf("%s:%d:%d", file, issue.Pos.Line, issue.Pos.Column),
			Analyzer: m[2],
			Message:  m[1],
		})
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

// same is hosttest.Same for lists in which nothing may be twice either.
func same(t *testing.T, nameA string, a []vetjson.Diagnostic, nameB string, b []vetjson.Diagnostic) (differences int) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%d findings %s, but %d %s", len(a), nameA, len(b), nameB)
	}
	return hosttest.Same(t, nameA, a, nameB, b)
}
