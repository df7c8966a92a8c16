package oracle

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/oracle/run"
)

// TestRun runs fixtures that are right about themselves and fixtures that are
// wrong on purpose: each wrong line must be found, and nothing else.
func TestRun(t *testing.T) {
	report, err := Run(t.Context(), Config{Root: "testdata", Patterns: []string{"agree", "wrong/..."}})
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, d := range report.Disagreements {
		got[fmt.Sprintf("%s:%d", filepath.Base(d.File), d.Line)] += d.Scenario + ": " + d.What + "\n"
	}
	want := []struct{ file, line, what string }{
		{"leaks.go", "// silent leak", "404: leaves the body open"},
		{"leaks.go", "// leak of the caller", "200: leaves the body open"},
		{"leaks.go", "// leak of a method's goroutine", "200: leaves the body open"},
		{"leaks.go", "// leak of a goroutine that waits", "200: leaves the body open"},
		{"wants.go", `.Get(url) // want "is not closed"`, "no run leaves the body open while another releases it"},
		{"wants.go", `.Get(url) // want "is never closed"`, "or one releases it"},
		{"wants.go", `// want "defer in a loop"`, "no run holds two bodies at once"},
		{"wants.go", `// want "overwritten"`, "acquires the next"},
		{"wants.go", "//oracle:miss", "said to be a miss"},
		{"wants.go", "//oracle:leak", "is said to leak, but no run"},
		{"wants.go", `// want "is discarded"`, "no run acquired a body here"},
		{"ends.go", "// always", "panics in every scenario"},
		{"ends.go", "// silent leak unless", "200: leaves the body open"},
		{"ends.go", "// nobody calls this", "never run (no value for parameter k ends.key)"},
	}
	for _, w := range want {
		for _, at := range linesWith(t, w.file, w.line) {
			if !strings.Contains(got[at], w.what) {
				t.Errorf("%s: got %q, want %q", at, got[at], w.what)
			}
			delete(got, at)
		}
	}
	for at, what := range got {
		t.Errorf("%s: unexpected disagreement: %s", at, what)
	}
	// The innocent half of the wrong ones: a 404 of get is its own leak, not that
	// of its caller, and what exits does not leak.
	for _, d := range report.Disagreements {
		if d.Func == "caller" && d.Scenario == "404" || d.Func == "exits" && d.Scenario == "500" {
			t.Errorf("unexpected disagreement: %s", d)
		}
	}
	if text := report.String(); !strings.Contains(text, "13 scenarios") || !strings.Contains(text, "nobody reads the channel") {
		t.Errorf("report does not name scenarios and misses:\n%s", text)
	}
}

// linesWith returns the lines that hold text, as base:line.
func linesWith(t *testing.T, base, text string) (lines []string) {
	t.Helper()
	names, err := filepath.Glob("testdata/src/wrong/*/" + base)
	if err != nil || len(names) != 1 {
		t.Fatalf("find %s: %v %v", base, names, err)
	}
	f, err := os.Open(names[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		if strings.Contains(s.Text(), text) {
			lines = append(lines, fmt.Sprintf("%s:%d", base, n))
		}
	}
	if len(lines) == 0 {
		t.Fatalf("no line of %s holds %q", base, text)
	}
	return lines
}

// TestOverlay runs a fixture as a fix leaves it.
func TestOverlay(t *testing.T) {
	name, err := filepath.Abs("testdata/src/wrong/leaks/leaks.go")
	if err != nil {
		t.Fatal(err)
	}
	fixed := `package leaks

import "net/http"

func silent(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
`
	report, err := Run(t.Context(), Config{
		Root: "testdata", Patterns: []string{"wrong/leaks"}, Overlay: map[string][]byte{name: []byte(fixed)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Disagreements) > 0 || len(report.Runs) != len(run.Scenarios) {
		t.Errorf("fixed fixture: %d runs, disagreements %v", len(report.Runs), report.Disagreements)
	}
	for _, r := range report.Runs {
		for _, b := range r.Bodies {
			if b.State != run.Closed {
				t.Errorf("%s: body is %s, want closed", r.Scenario, b.State)
			}
		}
	}
}

func TestRunErrors(t *testing.T) {
	if _, err := Run(t.Context(), Config{Root: "testdata", Patterns: []string{"absent/..."}}); err == nil {
		t.Error("no error for a pattern without fixtures")
	}
}

func TestParseWant(t *testing.T) {
	tests := []struct {
		text string
		want kind
		err  bool
	}{
		{`"is not closed"`, notClosed, false},
		{`"is never closed"`, never | discarded, false},
		{"`is discarded`", discarded, false},
		{`"is not closed|overwritten"`, notClosed | overwritten, false},
		{`"is not closed" "defer in a loop"`, notClosed | loopDefer, false},
		{`get:"closes 0"`, 0, false},
		{`get:"closes 0" "is not closed"`, notClosed, false},
		{`"a wording of nobody"`, 0, true},
		{`"("`, 0, true},
		{`without quotes`, 0, true},
	}
	for _, test := range tests {
		got, err := parseWant(test.text)
		if got != test.want && !test.err || (err != nil) != test.err {
			t.Errorf("parseWant(%s) = %b, %v; want %b, error %t", test.text, got, err, test.want, test.err)
		}
	}
}
