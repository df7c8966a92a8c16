// Package hosts runs httpleak where people run it, and wants the same findings
// everywhere. Hosts that need modules of others have modules of their own.
package hosts

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"

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
				row.Differences += sameFixes(t, func(dir string) { host.fix(t, tool, dir) }, func(dir string) {
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

// sameFixes wants two ways to apply the fixes to change the fixtures in the same
// way. It returns how many files differ.
func sameFixes(t *testing.T, fix, byHand func(dir string)) (differences int) {
	before, packages := hosttest.Fixtures(t)
	one, _ := hosttest.Fixtures(t)
	other, _ := hosttest.Fixtures(t)
	fix(one)
	byHand(other)
	files, changed := 0, 0
	err := filepath.WalkDir(before, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(before, file)
		if err != nil {
			return err
		}
		was, got, want := read(t, file), read(t, filepath.Join(one, rel)), read(t, filepath.Join(other, rel))
		if got != want {
			t.Errorf("%s differs from what httpleak -fix makes of it:\n%s", rel, diff.Diff("httpleak -fix", []byte(want), "host", []byte(got)))
			differences++
		}
		if files++; got != was {
			changed++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if changed == 0 {
		t.Error("nothing is fixed")
	}
	t.Logf("%d of %d files in %d packages fixed", changed, files, packages)
	return differences
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
