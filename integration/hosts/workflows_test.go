package hosts

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestWorkflows wants the project's workflows to be right as far as actionlint
// knows.
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
}
