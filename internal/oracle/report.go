package oracle

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/oracle/run"
)

// A Report says what ran and where it disagrees with the comments.
type Report struct {
	Functions     int // called
	Helpers       int // called by others only
	Leaking       int // of Functions: those that left a body open in some run
	Idle          []string
	Scenarios     int
	Runs          []run.Run
	NotRun        []NotRun
	Misses        []Miss
	Disagreements []Disagreement
}

// A NotRun is a function that the fixture excludes.
type NotRun struct{ Package, Func, Reason string }

// A Miss is a leak about which the analyzer is silent on purpose.
type Miss struct {
	File   string
	Line   int
	Reason string
}

// A Disagreement is a difference between a run and a comment.
type Disagreement struct {
	File           string
	Line           int
	Func, Scenario string // Scenario is empty if it is about all runs
	What           string
}

// String implements [fmt.Stringer].
func (d Disagreement) String() string {
	s := fmt.Sprintf("%s:%d: %s", d.File, d.Line, d.Func)
	if d.Scenario != "" {
		s += " [" + d.Scenario + "]"
	}
	return s + ": " + d.What
}

func newReport(fixtures []*fixture, results *run.Results) *Report {
	r := &Report{Scenarios: len(run.Scenarios), Runs: results.Runs, Helpers: len(results.Helpers)}
	asked, leaking := make(map[string]bool), make(map[string]bool)
	for _, run1 := range results.Runs {
		name := run1.Package + "." + run1.Func
		asked[name] = asked[name] || len(run1.Bodies) > 0
		for _, b := range run1.Bodies {
			leaking[name] = leaking[name] || run1.End == run.Returned && b.State == run.Open
		}
	}
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		r.Functions++
		if leaking[name] {
			r.Leaking++
		}
		if !asked[name] {
			r.Idle = append(r.Idle, name)
		}
	}
	for _, fx := range fixtures {
		for _, fn := range fx.functions {
			if fn.norun != "" {
				r.NotRun = append(r.NotRun, NotRun{fx.path, fn.name, fn.norun})
			}
		}
	}
	return r
}

func (r *Report) miss(at place, reason string) {
	m := Miss{at.file, at.line, reason}
	if !slices.Contains(r.Misses, m) {
		r.Misses = append(r.Misses, m)
	}
}

// String returns the report as text.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d functions run (%d leak, %d do not), %d more only as helpers, %d scenarios, %d runs, %d disagreements\n",
		r.Functions, r.Leaking, r.Functions-r.Leaking, r.Helpers, r.Scenarios, len(r.Runs), len(r.Disagreements))
	ends := make(map[string]int)
	for _, run := range r.Runs {
		ends[run.End]++
	}
	for _, end := range slices.Sorted(maps.Keys(ends)) {
		fmt.Fprintf(&b, "  %5d runs %s\n", ends[end], end)
	}
	section(&b, "acquired nothing in any scenario", r.Idle)
	var lines []string
	for _, n := range r.NotRun {
		lines = append(lines, fmt.Sprintf("%s.%s: %s", n.Package, n.Func, n.Reason))
	}
	section(&b, "not run", lines)
	lines = nil
	for _, m := range r.Misses {
		lines = append(lines, fmt.Sprintf("%s:%d: %s", filepath.Base(m.File), m.Line, m.Reason))
	}
	section(&b, "leaks that the analyzer is meant to miss", lines)
	return b.String()
}

func section(b *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "%s: %d\n", title, len(lines))
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintf(b, "  %s\n", line)
	}
}
