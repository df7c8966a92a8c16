package hosts

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestRelease makes a release in two checkouts and wants the same binaries,
// right checksums, and a program that tells the version.
func TestRelease(t *testing.T) {
	host := runtime.GOOS + "/" + runtime.GOARCH
	env := []string{
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_COMMITTER_DATE=2026-11-01T00:00:00Z", "GIT_AUTHOR_DATE=2026-11-01T00:00:00Z",
		"GIT_COMMITTER_NAME=nobody", "GIT_COMMITTER_EMAIL=nobody@example.com", "GIT_AUTHOR_NAME=nobody", "GIT_AUTHOR_EMAIL=nobody@example.com",
		"PLATFORMS=" + host + " windows/arm64",
	}
	checkout := func() (dir string) {
		dir = project(t)
		for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-q", "-m", "all"}, {"tag", version}} {
			hosttest.Output(t, dir, env, 0, "git", args...)
		}
		return dir
	}
	one, other := checkout(), checkout()
	release := func(dir string, args ...string) (string, int) {
		return shell(t, dir, env, ".ci/release "+strings.Join(args, " "))
	}
	for _, dir := range []string{one, other} {
		if out, code := release(dir, version, "out/release"); code != 0 {
			t.Fatalf("exit code %d:\n%s", code, out)
		}
	}
	dist := filepath.Join(one, "out", "release")
	program := "httpleak_" + version + "_" + runtime.GOOS + "_" + runtime.GOARCH
	sums := hosttest.Read(t, filepath.Join(dist, "SHA256SUMS"))
	var names []string
	for line := range strings.Lines(sums) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		names = append(names, name)
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(hosttest.Read(t, filepath.Join(dist, name))))); got != sum {
			t.Errorf("%s has the checksum %s, not %s", name, got, sum)
		}
	}
	if want := fmt.Sprint([]string{"LICENSE", program, "httpleak_" + version + "_windows_arm64.exe"}); fmt.Sprint(names) != want {
		t.Errorf("released are %q, want %s", names, want)
	}
	if again := hosttest.Read(t, filepath.Join(other, "out", "release", "SHA256SUMS")); again != sums {
		t.Errorf("two checkouts make different binaries:\n%s\n%s", sums, again)
	}
	revision := strings.TrimSpace(string(hosttest.Output(t, one, env, 0, "git", "rev-parse", "HEAD")))
	told := string(hosttest.Output(t, "", nil, 0, filepath.Join(dist, program), "-version"))
	want := fmt.Sprintf("httpleak %s %s %s revision %s of 2026-11-01T00:00:00Z\n", version, runtime.Version(), host, revision)
	if told != want {
		t.Errorf("-version prints %q, want %q", told, want)
	}
	if out := hosttest.Output(t, leaking(t), nil, 3, filepath.Join(dist, program), "./..."); string(out) != leakingText {
		t.Errorf("the released program finds\n%s", out)
	}

	for _, test := range []struct {
		args, change string
		code         int
		says         string
	}{
		{args: "", code: 2, says: `^usage: `},
		{args: "1.2.3", code: 2, says: `1\.2\.3 is no version`},
		{args: "v9.9.9", code: 1, says: `does not have the tag v9\.9\.9`},
		{args: version + " out/release", change: "mkdir -p out/release && echo /out/ >>.git/info/exclude", code: 1, says: `out/release is there already`},
		{args: version + " elsewhere", change: "echo >>README.md", code: 1, says: `files that are changed`},
	} {
		if out, code := shell(t, other, env, "rm -rf out; "+test.change); code != 0 {
			t.Fatal(out)
		}
		out, code := release(other, test.args)
		if code != test.code || !regexp.MustCompile(test.says).MatchString(out) {
			t.Errorf("release %s exits %d, want %d, and says\n%s", test.args, code, test.code, out)
		}
		if _, err := os.Stat(filepath.Join(other, "elsewhere")); err == nil {
			t.Errorf("release %s leaves something behind", test.args)
		}
	}
}
