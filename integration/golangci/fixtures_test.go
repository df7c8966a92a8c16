package golangci_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// everything is a configuration in which golangci-lint leaves out nothing of what the linter reports.
const everything = `version: "2"
linters:
  default: none
  enable: [httpleak]
  settings:
    custom:
      httpleak: {type: module}
  exclusions:
    generated: disable
issues:
  uniq-by-line: false
  max-same-issues: 0
  max-issues-per-linter: 0
`

// TestFixtures wants golangci-lint to find in the fixtures of all analyzers what
// the command finds, with nothing in its cache and from its cache.
func TestFixtures(t *testing.T) {
	dir, patterns := fixtures(t)
	write(t, filepath.Join(dir, ".golangci.yml"), everything)
	want := byHand(t, dir, patterns...)
	if len(want) < 500 {
		t.Errorf("only %d findings by hand", len(want))
	}
	cache := t.TempDir()
	cold := runLint(t, dir, cache, patterns...)
	differences := compare(t, "by hand", want, "in golangci-lint", cold.found)
	if n := cold.analysed["httpleak"]; n != cold.roots {
		t.Errorf("%d of %d packages are analysed", n, cold.roots)
	}
	warm := runLint(t, dir, cache, patterns...)
	differences += compare(t, "cold", cold.found, "warm", warm.found)
	if len(warm.analysed) > 0 {
		t.Errorf("analysed again: %v", warm.analysed)
	}
	row(t, "golangci-lint", cold.roots, len(want), differences, cold.seconds, warm.seconds)

	// The configuration that users copy.
	example, err := os.ReadFile("../../golangci/example/.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".golangci.yml"), string(example))
	if log, code := golangci(t, dir, cache, "config", "verify"); code != 0 {
		t.Errorf("golangci-lint config verify exits %d:\n%s", code, log)
	}
	found := runLint(t, dir, cache, append(patterns, "--default=none", "--enable=httpleak")...).found
	compare(t, "by hand, -generated=false", byHand(t, dir, append([]string{"-generated=false"}, patterns...)...), "with the example", found)
}

// TestFix wants golangci-lint to change the fixtures as the command does.
func TestFix(t *testing.T) {
	dir, patterns := fixtures(t)
	before := contents(t, dir)
	cmd := exec.Command("httpleak", append([]string{"-fix"}, patterns...)...)
	cmd.Dir = dir
	if log, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() != 3 {
		t.Fatalf("%s: %v\n%s", cmd, err, log)
	}
	want := contents(t, dir)

	dir, patterns = fixtures(t)
	write(t, filepath.Join(dir, ".golangci.yml"), everything)
	left := runLint(t, dir, t.TempDir(), append(patterns, "--fix")...).found
	if err := os.Remove(filepath.Join(dir, ".golangci.yml")); err != nil {
		t.Fatal(err)
	}
	got := contents(t, dir)
	changed := 0
	for name := range want {
		if want[name] != before[name] {
			changed++
		}
		if got[name] != want[name] {
			t.Errorf("%s: golangci-lint makes of it\n%s\nwant, as the command does,\n%s", name, got[name], want[name])
		}
	}
	t.Logf("%d files changed by both, %d findings left", changed, len(left))
	if changed < 20 {
		t.Errorf("only %d files change", changed)
	}
}

var modules = flag.String("modules", "", "folders of modules to compare in as well, separated by commas")

// TestModules wants the same findings in the modules that the flag names.
func TestModules(t *testing.T) {
	if *modules == "" {
		t.Skip("no -modules")
	}
	for name := range strings.SplitSeq(*modules, ",") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(name)); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, ".golangci.yml"), everything)
			want, cache := byHand(t, dir, "./..."), t.TempDir()
			cold := runLint(t, dir, cache, "./...")
			warm := runLint(t, dir, cache, "./...")
			n := compare(t, "by hand", want, "in golangci-lint", cold.found) + compare(t, "cold", cold.found, "warm", warm.found)
			t.Logf("%d packages, %d findings, %d differences, %.1f s cold, %.1f s warm", cold.roots, len(want), n, cold.seconds, warm.seconds)
		})
	}
}

// fixtures copies the fixtures to a new folder, as modules of one workspace. It
// returns the folder, and the patterns for all packages.
func fixtures(t *testing.T) (dir string, patterns []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/src")); err != nil {
		t.Fatal(err)
	}
	var paths []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == "." || !entry.IsDir() {
			return err
		}
		// The first element of an import path that others can fetch is a host: it has a dot.
		if host, rest, _ := strings.Cut(path, "/"); strings.Contains(host, ".") && strings.Count(rest, "/") != 1 {
			return nil
		}
		paths = append(paths, path)
		return fs.SkipDir
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatal("no fixtures")
	}
	work := "go 1.26.0\n"
	for _, path := range paths {
		write(t, filepath.Join(dir, path, "go.mod"), fmt.Sprintf("module %s\n\ngo 1.26.0\n", path))
		work += "use ./" + path + "\n"
		patterns = append(patterns, "./"+path+"/...")
	}
	write(t, filepath.Join(dir, "go.work"), work)
	return dir, slices.Clip(patterns)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// contents returns what the files below dir contain, by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		all[path] = string(bytes.TrimSpace(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// row says what was measured. It appends that to the file that HTTPLEAK_TABLE names, if
// it does, for the table of all hosts.
func row(t *testing.T, host string, fixtures, findings, differences int, cold, warm float64) {
	t.Helper()
	line := fmt.Sprintf("%s\t%d\t%d\t%d\t%.1f\t%.1f\n", host, fixtures, findings, differences, cold, warm)
	t.Logf("host, fixtures, findings, differences, seconds cold, seconds warm:\n%s", line)
	name := os.Getenv("HTTPLEAK_TABLE")
	if name == "" {
		return
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(line); err != nil {
		t.Fatal(err)
	}
}
