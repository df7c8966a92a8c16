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
	// Compiled, as what is worked on is. One of the fixtures has a function without a body.
	hosttest.Output(t, dir, nil, 0, "go", "list", "-e", "-export", "-deps", "-test", "./...")
	var byHand []vetjson.Diagnostic
	for _, host := range []struct {
		name string
		run  func(t *testing.T, tool string) []vetjson.Diagnostic
	}{
		{"by hand", func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.Findings(t, tool, dir, nil, "./...")
		}},
		{"by hand, -inprocess", func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.Findings(t, tool, dir, nil, "-inprocess", "./...")
		}},
		{"go vet -vettool", func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.VetFindings(t, dir, nil, "go", "vet", "-json", "-vettool="+tool, "./...")
		}},
		{"go fix -fixtool", func(t *testing.T, tool string) []vetjson.Diagnostic {
			return hosttest.VetFindings(t, dir, nil, "go", "fix", "-json", "-fixtool="+tool, "./...")
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
			row.Add(t)
		})
	}
	if len(byHand) == 0 {
		t.Error("nothing is found by hand")
	}
}
