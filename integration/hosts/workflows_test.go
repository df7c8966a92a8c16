package hosts

import (
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestWorkflows wants the project's workflows to be right as far as actionlint
// knows, and the weekly one to run all that takes too long for every change.
func TestWorkflows(t *testing.T) {
	root := hosttest.Root(t)
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	errs, err := linter.LintFiles(files, project)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range errs {
		t.Error(e)
	}

	var weekly struct {
		Name, On, Permissions any
		Jobs                  map[string]struct {
			RunsOn   string `yaml:"runs-on"`
			Timeout  int    `yaml:"timeout-minutes"`
			Strategy struct {
				FailFast bool `yaml:"fail-fast"`
				Matrix   struct{ Target []string }
			}
			Steps []any
		}
	}
	readYAML(t, &weekly, ".github", "workflows", "weekly.yml")
	often := []string{"all", "test", "lint", "cross", "examples", "corpus-update"} // or never by itself
	m := regexp.MustCompile(`(?m)^\.PHONY: (.*)$`).FindStringSubmatch(hosttest.Read(t, filepath.Join(root, "Makefile")))
	want := slices.DeleteFunc(strings.Fields(m[1]), func(target string) bool { return slices.Contains(often, target) })
	got := slices.Clone(weekly.Jobs["make"].Strategy.Matrix.Target)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("weekly.yml runs make %q, the Makefile has %q", got, want)
	}
}
