package httpleak_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/fixture"
	"github.com/httpleak/httpleak/internal/hosttest"
)

// withFixes returns the patterns of fixtures for whose findings there are fixes.
func withFixes() []string {
	return []string{"./bodyclose_fix/...", "./bodyclose_unused/...", "./idleconn/...", "./percallclient/..."}
}

// TestFixDiff wants -fix -diff to show of the fixtures what git shows after -fix, and in a form that
// git can apply.
func TestFixDiff(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	dir, _ := hosttest.Fixtures(t)
	noConfig := []string{"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES=" + filepath.Dir(dir)}
	git := func(may int, args ...string) string {
		return string(hosttest.Output(t, dir, noConfig, may, "git", args...))
	}
	git(0, "init", "-q")
	git(0, "add", "-A")
	shown := string(hosttest.Output(t, dir, nil, 3, "httpleak", append([]string{"-fix", "-diff"}, withFixes()...)...))
	if changes := git(0, "diff"); changes != "" {
		t.Fatalf("-diff changes files:\n%s", changes)
	}
	hosttest.Output(t, dir, nil, 3, "httpleak", append([]string{"-fix"}, withFixes()...)...)
	want := git(0, "diff", "--no-prefix", "--no-color", "--no-ext-diff")
	if n := strings.Count(want, "\n@@ "); n < 100 {
		t.Fatalf("git shows %d changes", n)
	}
	if got, want := hunksOf(shown), hunksOf(want); got != want {
		t.Errorf("not what git shows: %s", fixture.FirstDifference([]byte(got), []byte(want)))
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

// TestFixReturns wants -fix to make of files with carriage returns, and a byte order mark, what it makes
// of the same files without, and to keep them.
func TestFixReturns(t *testing.T) {
	plain, _ := hosttest.Fixtures(t)
	other, _ := hosttest.Fixtures(t)
	const mark = "\ufeff"
	dress := func(text string) string { return mark + strings.ReplaceAll(text, "\n", "\r\n") }
	eachGoFile(t, other, func(rel string) {
		file := filepath.Join(other, rel)
		if err := os.WriteFile(file, []byte(dress(readFile(t, file))), 0o666); err != nil {
			t.Fatal(err)
		}
	})
	before, _ := hosttest.Fixtures(t)
	for _, dir := range []string{plain, other} {
		hosttest.Output(t, dir, nil, 3, "httpleak", append([]string{"-unused-ignores", "-fix"}, withFixes()...)...)
	}
	changed := 0
	eachGoFile(t, plain, func(rel string) {
		want := readFile(t, filepath.Join(plain, rel))
		if want != readFile(t, filepath.Join(before, rel)) {
			changed++
		}
		if got := readFile(t, filepath.Join(other, rel)); got != dress(want) {
			t.Errorf("%s: %s", rel, fixture.FirstDifference([]byte(got), []byte(dress(want))))
		}
	})
	if changed < 10 {
		t.Errorf("only %d files change", changed)
	}
}

// eachGoFile calls do for the Go files below dir, by their names in there.
func eachGoFile(t *testing.T, dir string, do func(rel string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") {
			do(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
