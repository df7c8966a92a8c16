// Package nogo runs httpleak under nogo, the analysis of Bazel's rules for Go.
// Bazel is not needed: what it would run is run package by package.
package nogo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/hosttest"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// TestNogo wants nogo to find in the fixtures what the command finds by hand,
// although nogo has no facts for the standard library.
func TestNogo(t *testing.T) {
	var names []string
	for _, a := range httpleak.Analyzers() {
		names = append(names, "github.com/httpleak/httpleak/"+a.Name)
	}
	if got := analyzerPaths(t); !slices.Equal(got, names) {
		t.Errorf("BUILD.bazel has the analyzers %q, want %q", got, names)
	}
	dir, packages := hosttest.Fixtures(t)
	program := buildNogo(t)
	t.Run("nolint", func(t *testing.T) { testNolint(t, program) })
	t.Run("fixes", func(t *testing.T) { testFixes(t, program) })
	byHand := hosttest.Findings(t, hosttest.Command(t), dir, nil, "./...")
	targets := list(t, dir)
	row := hosttest.Row{Host: "Bazel nogo", Fixtures: packages}
	start := time.Now()
	found := runAll(t, program, dir, targets, true)
	row.Cold = time.Since(start) // each time: what is kept, Bazel keeps
	if len(found) == 0 {
		t.Error("nothing is found")
	}
	row.Findings = len(found)
	row.Differences = hosttest.Same(t, "by hand", byHand, "nogo", found)
	row.Add(t)

	// That facts come from one package to the next is seen by what is missing without them.
	alone := runAll(t, program, dir, targets, false)
	if missing := slices.DeleteFunc(slices.Clone(byHand), func(d vetjson.Diagnostic) bool { return slices.Contains(alone, d) }); len(missing) == 0 {
		t.Error("nothing is missing without the facts of imported packages")
	}
}

// testNolint shows what docs/hosts.md says of //nolint: nogo obeys it before the
// analyzers do, and lets one behind the last declaration speak of the whole file.
func testNolint(t *testing.T, program string) {
	dir := folder(t)
	const get = "package quiet\n\nimport \"net/http\"\n\nfunc get(url string) {\n\thttp.Get(url)\n}\n\nfunc last() {}"
	found := func(comment string) (n int) {
		write(t, filepath.Join(dir, "go.mod"), "module example.com/quiet\n\ngo 1.26.0\n")
		write(t, filepath.Join(dir, "quiet.go"), get+comment+"\n")
		return len(runAll(t, program, dir, list(t, dir), true))
	}
	all := found("")
	if all == 0 {
		t.Error("nothing is found")
	}
	if n := found(" //nolint"); n != 0 {
		t.Errorf("with //nolint behind the last declaration, %d findings are left: docs/hosts.md says none", n)
	}
	if n := found(" //httpleak:ignore bodyclose for the sake of it"); n != all {
		t.Errorf("with //httpleak:ignore there, %d of %d findings are left", n, all)
	}
}

// testFixes applies the patch that nogo writes, and wants nothing to leak then.
func testFixes(t *testing.T, program string) {
	dir := folder(t)
	write(t, filepath.Join(dir, "go.mod"), "module example.com/fixed\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "fixed.go"), "package fixed\n\nimport \"net/http\"\n\nfunc get(c *http.Client, url string) (int, error) {\n\tresp, err := c.Get(url)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\treturn resp.StatusCode, nil\n}\n")
	targets := list(t, dir)
	if found := runAll(t, program, dir, targets, true); len(found) != 1 {
		t.Fatalf("found is %q", found)
	}
	hosttest.Output(t, dir, nil, 0, "git", "apply", filepath.Join(dir, "nogo.patch"))
	if found := runAll(t, program, dir, targets, true); len(found) > 0 {
		t.Errorf("with the patch, there is still %q:\n%s", found, hosttest.Read(t, filepath.Join(dir, "fixed.go")))
	}
}

// folder returns a new one, by the name that the go command has for it.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// A target is a package as Bazel compiles it: a library, the same with its test
// files, or an external test.
type target struct {
	ImportPath string // of the package, and of the test that it is for
	Dir        string
	Export     string // the file with the export data
	Standard   bool
	ForTest    string
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
	ImportMap  map[string]string
	Module     *struct{ Main bool }
}

// path returns the import path without the test that the target is for.
func (p *target) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}

// list returns the targets in dir and what they import, each behind its imports.
func list(t *testing.T, dir string) []*target {
	t.Helper()
	out := hosttest.Output(t, dir, nil, 0, "go", "list", "-export", "-deps", "-test",
		"-json=ImportPath,Dir,Export,Standard,ForTest,GoFiles,CgoFiles,Imports,ImportMap,Module", "./...")
	var targets []*target
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(target)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return targets
		} else if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, p)
	}
}

// runAll runs nogo on the targets, one after the other: on modules of others for
// their facts only, on the standard library not at all. Without facts, the
// targets do not get those of what they import. It returns what is found.
func runAll(t *testing.T, program, dir string, targets []*target, withFacts bool) []vetjson.Diagnostic {
	t.Helper()
	work := t.TempDir()
	var exports bytes.Buffer
	for _, p := range targets {
		if p.Export != "" && p.ForTest == "" {
			fmt.Fprintf(&exports, "packagefile %s=%s\n", p.ImportPath, p.Export)
		}
	}
	byPath := make(map[string]*target)
	facts := make(map[string]string) // by import path with the test, the file
	var all []vetjson.Diagnostic
	for i, p := range targets {
		byPath[p.ImportPath] = p
		if p.Standard || strings.HasSuffix(p.path(), ".test") {
			continue
		}
		if len(p.CgoFiles) > 0 {
			t.Errorf("%s uses cgo, which this test does not preprocess", p.ImportPath)
		}
		if len(p.GoFiles) == 0 {
			continue
		}
		config := filepath.Join(work, fmt.Sprintf("%d.cfg", i))
		facts[p.ImportPath] = filepath.Join(work, fmt.Sprintf("%d.facts", i))
		args := []string{"-p", p.path(), "-importcfg", config, "-go_version", strings.TrimPrefix(runtime.Version(), "go"), "-fix_dir", dir, "-x", facts[p.ImportPath]}
		imports := bytes.Clone(exports.Bytes())
		for _, path := range p.Imports {
			if imp := byPath[path]; imp != nil && imp.ForTest != "" { // comes later, and wins
				imports = fmt.Appendf(imports, "packagefile %s=%s\n", imp.path(), imp.Export)
			}
			if file := facts[path]; file != "" && withFacts {
				args = append(args, "-fact", byPath[path].path()+"="+file)
			}
		}
		if err := os.WriteFile(config, imports, 0o666); err != nil {
			t.Fatal(err)
		}
		own := p.Module != nil && p.Module.Main
		if !own {
			args = append(args, "-facts_only")
		}
		for _, name := range p.GoFiles {
			rel, err := filepath.Rel(dir, filepath.Join(p.Dir, name)) // as Bazel names files
			if err != nil {
				t.Fatal(err)
			}
			args = append(args, rel)
		}
		found := run(t, dir, program, args...)
		if own { // Bazel does not ask for what was found otherwise
			all = append(all, found...)
		}
	}
	set := make(map[vetjson.Diagnostic]bool) // a library's files are in its test, too
	for _, d := range all {
		set[d] = true
	}
	return slices.Collect(maps.Keys(set))
}

var diagnostic = regexp.MustCompile(`^(\S+:\d+:\d+): (.*) \((\w+)\)$`)

// run runs nogo on one target and returns what it finds.
func run(t *testing.T, dir, program string, args ...string) []vetjson.Diagnostic {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOARCH="+runtime.GOARCH) // the sizes of types
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil && len(out) == 0:
		return nil
	case !errors.As(err, &exit) || exit.ExitCode() != 3: // what findings are for
		t.Errorf("%s: %v\n%s", cmd, err, out)
		return nil
	}
	var all []vetjson.Diagnostic
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if m := diagnostic.FindStringSubmatch(line); m != nil {
			all = append(all, vetjson.Diagnostic{Posn: filepath.Join(dir, m[1]), Analyzer: m[3], Message: m[2]})
		} else if !strings.HasPrefix(line, "nogo: errors found by nogo") {
			t.Errorf("nogo says: %s", line)
		}
	}
	return all
}
