// Package hosts runs httpleak where people run it, and wants the same findings
// everywhere. Hosts that need modules of others have modules of their own.
package hosts

import (
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/hosttest"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// TestHosts runs the hosts that come with Go over the fixtures, each with a
// program of its own, so that nothing is in the cache the first time, and again.
func TestHosts(t *testing.T) {
	dir, packages := hosttest.Fixtures(t)
	// Compiled, as what is worked on is.
	hosttest.Output(t, dir, nil, 0, "go", "list", "-export", "-deps", "-test", "./...")
	var byHand []vetjson.Diagnostic
	for _, host := range []struct {
		name string
		run  func(t *testing.T, tool string) []vetjson.Diagnostic
		fix  func(t *testing.T, tool, dir string) // applies the fixes in its own way
	}{
		{name: "by hand", run: func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.Findings(t, tool, dir, nil, "./...")
		}},
		{name: "by hand, -inprocess", run: func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.Findings(t, tool, dir, nil, "-inprocess", "./...")
		}},
		{name: "go vet -vettool", run: func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.VetFindings(t, dir, nil, "go", "vet", "-json", "-vettool="+tool, "./...")
		}, fix: func(t *testing.T, tool, dir string) {
			hosttest.Output(t, dir, nil, 0, "go", "vet", "-fix", "-vettool="+tool, "./...")
		}},
		{name: "go fix -fixtool", run: func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.VetFindings(t, dir, nil, "go", "fix", "-json", "-fixtool="+tool, "./...")
		}, fix: func(t *testing.T, tool, dir string) {
			hosttest.Output(t, dir, nil, 0, "go", "fix", "-fixtool="+tool, "./...")
		}},
	} {
		t.Run(host.name, func(t *testing.T) {
			tool := hosttest.Command(t)
			row := hosttest.Row{Host: host.name, Fixtures: packages}
			start := time.Now()
			found := host.run(t, tool)
			row.Cold = time.Since(start)
			start = time.Now()
			again := host.run(t, tool)
			row.Warm = time.Since(start)
			if byHand == nil {
				byHand = found
			}
			row.Findings = len(found)
			row.Differences = hosttest.Same(t, "by hand", byHand, host.name, found)
			hosttest.Same(t, "the first time", found, "again", again)
			if host.fix != nil {
				row.Differences += hosttest.SameFixes(t, func(dir string) { host.fix(t, tool, dir) }, func(dir string) {
					hosttest.Output(t, dir, nil, 3, tool, "-fix", "./...")
				})
			}
			row.Add(t)
		})
	}
	if len(byHand) == 0 {
		t.Error("nothing is found by hand")
	}
}
