package httpleak_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestFixDiff wants -fix -diff to show of the fixtures what git shows after -fix, and in a form that
// git can apply.
func TestFixDiff(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	packages := []string{"./bodyclose_fix/...", "./bodyclose_errcheck/...", "./idleconn/...", "./percallclient/..."}
	dir, _ := hosttest.Fixtures(t)
	noConfig := []string{"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES=" + filepath.Dir(dir)}
	git := func(may int, args ...string) string {
		return string(hosttest.Output(t, dir, noConfig, may, "git", args...))
	}
	git(0, "init", "-q")
	git(0, "add", "-A")
	shown := string(hosttest.Output(t, dir, nil, 3, "httpleak", append([]string{"-fix", "-diff"}, packages...)...))
	if changes := git(0, "diff"); changes != "" {
		t.Fatalf("-diff changes files:\n%s", changes)
	}
	hosttest.Output(t, dir, nil, 3, "httpleak", append([]string{"-fix"}, packages...)...)
	want := git(0, "diff", "--no-prefix", "--no-color", "--no-ext-diff")
	if n := strings.Count(want, "\n@@ "); n < 100 {
		t.Fatalf("git shows %d changes", n)
	}
	if got, want := hunksOf(shown), hunksOf(want); got != want {
		t.Errorf("not what git shows: %s", firstDifference([]byte(got), []byte(want)))
	}

	patch := filepath.Join(t.TempDir(), "patch")
	if err := os.WriteFile(patch, []byte(shown), 0o666); err != nil {
		t.Fatal(err)
	}
	git(0, "checkout", "-q", ".")
	git(0, "apply", "-p0", patch)
	if got := git(0, "diff", "--no-prefix", "--no-color", "--no-ext-diff"); got != want {
		t.Error("what -diff prints, applied by git, is not what -fix does")
	}
}

// hunksOf returns a difference without what only git writes.
func hunksOf(diff string) string {
	diff = regexp.MustCompile(`(?m)^(diff --git|index|diff) .*\n`).ReplaceAllString(diff, "")
	return regexp.MustCompile(`(?m)^(@@ .*? @@).*$`).ReplaceAllString(diff, "$1")
}
