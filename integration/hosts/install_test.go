package hosts

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

const version = "v1.2.3"

// TestInstall gets httpleak from a module proxy in all the ways that the README
// names, and wants each of them to find what leaks and to tell its version.
func TestInstall(t *testing.T) {
	env := publish(t, version)
	told := regexp.MustCompile(`^httpleak ` + regexp.QuoteMeta(version) + ` go1\.\S+ \w+/\w+\n$`)
	tell := func(t *testing.T, dir string, env []string, name string, args ...string) {
		t.Helper()
		if out := hosttest.Output(t, dir, env, 0, name, append(args, "-version")...); !told.Match(out) {
			t.Errorf("-version prints %q, want %s", out, told)
		}
	}
	find := func(t *testing.T, dir string, env []string, name string, args ...string) {
		t.Helper()
		if out := hosttest.Output(t, dir, env, 3, name, append(args, "./...")...); string(out) != leakingText {
			t.Errorf("it finds\n%s\nwant\n%s", out, leakingText)
		}
	}
	t.Run("go install", func(t *testing.T) {
		bin, dir := t.TempDir(), leaking(t)
		hosttest.Output(t, dir, append(env, "GOBIN="+bin), 0, "go", "install", projectPath+"/cmd/httpleak@"+version)
		tell(t, dir, nil, filepath.Join(bin, "httpleak"))
		find(t, dir, nil, filepath.Join(bin, "httpleak"))
	})
	t.Run("go run", func(t *testing.T) {
		dir := leaking(t)
		tell(t, dir, env, "go", "run", projectPath+"/cmd/httpleak@latest")
	})
	t.Run("go get -tool", func(t *testing.T) {
		dir := leaking(t)
		hosttest.Output(t, dir, env, 0, "go", "get", "-tool", projectPath+"/cmd/httpleak@latest")
		tell(t, dir, env, "go", "tool", "httpleak")
		find(t, dir, env, "go", "tool", "httpleak")
		want := regexp.MustCompile(`(?m)^tool ` + projectPath + `/cmd/httpleak$`)
		if mod := hosttest.Read(t, filepath.Join(dir, "go.mod")); !want.MatchString(mod) {
			t.Errorf("go.mod has no tool directive:\n%s", mod)
		}
	})
}

// leakingText is what httpleak prints of the module that [leaking] writes.
const leakingText = "fetch.go:8:15: response body of c.Get is never closed (returns at line 12) (bodyclose/never)\n" +
	"sub/sub.go:5:43: http.Get in F sends through http.DefaultClient, which the whole process shares and which has no timeout unless someone sets one (defaultclient/function)\n"

// leaking writes a module with a leak and an advice, and returns its folder.
func leaking(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/leaking\n\ngo 1.26.0\n",
		"fetch.go": `package leaking

import (
	"net/http"
)

func status(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
`,
		"sub/sub.go": `package sub

import "net/http"

func F() (*http.Response, error) { return http.Get("http://localhost") }
`,
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
