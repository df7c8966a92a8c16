package golangci_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/hosttest"
	"github.com/httpleak/httpleak/internal/rules"
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

// TestFixtures wants golangci-lint to find in the fixtures what the command
// finds, with nothing in its cache and from its cache, and the same fixes.
func TestFixtures(t *testing.T) {
	dir, packages := hosttest.Fixtures(t)
	tool := hosttest.Command(t)
	configure(t, dir, everything)
	byHand := hosttest.Findings(t, tool, dir, nil, "./...")
	if len(byHand) < 500 {
		t.Errorf("only %d findings by hand", len(byHand))
	}
	cache := t.TempDir()
	cold := runLint(t, dir, cache, "./...")
	warm := runLint(t, dir, cache, "./...")
	row := hosttest.Row{Host: "golangci-lint", Fixtures: packages, Findings: len(cold.found), Cold: cold.took, Warm: warm.took}
	row.Differences = same(t, "by hand", byHand, "in golangci-lint", cold.found) + same(t, "the first time", cold.found, "again", warm.found)
	row.Differences += hosttest.SameFixes(t, func(dir string) {
		configure(t, dir, everything)
		runLint(t, dir, t.TempDir(), "--fix", "./...")
	}, func(dir string) {
		hosttest.Output(t, dir, nil, 3, tool, "-fix", "./...")
	})
	row.Add(t)

	if n := cold.analysed["httpleak"]; n != cold.roots || n < packages {
		t.Errorf("%d of %d packages are analysed the first time, with tests, of %d", n, cold.roots, packages)
	}
	if len(warm.analysed) > 0 {
		t.Errorf("analysed again: %v", warm.analysed)
	}
	for rule := range cold.rules {
		if _, _, err := rules.Find(httpleak.Analyzers(), rule); err != nil {
			t.Error(err)
		}
	}

	// The configuration that users copy keeps to golangci-lint's way with generated files.
	configure(t, dir, hosttest.Read(t, "../../golangci/example/.golangci.yml"))
	if log, code := golangci(t, dir, cache, "config", "verify"); code != 0 {
		t.Errorf("golangci-lint config verify exits %d:\n%s", code, log)
	}
	example := runLint(t, dir, cache, "--default=none", "--enable=httpleak", "./...")
	same(t, "by hand, -generated=false", hosttest.Findings(t, tool, dir, nil, "-generated=false", "./..."), "with the example", example.found)
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
			configure(t, dir, everything)
			byHand, cache := hosttest.Findings(t, hosttest.Command(t), dir, nil, "./..."), t.TempDir()
			cold := runLint(t, dir, cache, "./...")
			warm := runLint(t, dir, cache, "./...")
			n := same(t, "by hand", byHand, "in golangci-lint", cold.found) + same(t, "the first time", cold.found, "again", warm.found)
			t.Logf("%d packages, %d findings, %d differences, %v cold, %v warm", cold.roots, len(cold.found), n, cold.took, warm.took)
		})
	}
}

// configure gives the modules in dir a configuration of golangci-lint.
func configure(t *testing.T, dir, config string) {
	write(t, filepath.Join(dir, ".golangci.yml"), config)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
