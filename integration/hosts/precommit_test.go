package hosts

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestPreCommit commits with the hooks as git runs them, installed as pre-commit
// does it: with the Go packages of the project, if the language is golang.
func TestPreCommit(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Entry, Language string
		Args, Types                            []string
		PassFilenames                          bool `yaml:"pass_filenames"`
	}
	readYAML(t, &hooks, ".pre-commit-hooks.yaml")
	for _, hook := range hooks {
		t.Run(hook.ID, func(t *testing.T) {
			if !slices.Equal(hook.Types, []string{"go"}) || hook.PassFilenames {
				t.Error("the hook is not for Go packages")
			}
			dir := leaking(t)
			var env []string
			switch hook.Language {
			case "golang":
				bin := t.TempDir()
				hosttest.Output(t, project(t), []string{"GOBIN=" + bin, "GOWORK=off"}, 0, "go", "install", "./...")
				env = []string{"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH")}
			case "system":
				env = publish(t, version)
				hosttest.Output(t, dir, env, 0, "go", "get", "-tool", projectPath+"/cmd/httpleak@latest")
			default:
				t.Fatalf("language %q", hook.Language)
			}
			env = append(env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
			git := func(args ...string) {
				t.Helper()
				hosttest.Output(t, dir, env, 0, "git", args...)
			}
			git("init", "-q")
			git("config", "user.name", "nobody")
			git("config", "user.email", "nobody@example.com")
			script := "#!/bin/sh\nexec " + hook.Entry + " " + strings.Join(hook.Args, " ") + "\n"
			if err := os.WriteFile(filepath.Join(dir, ".git", "hooks", "pre-commit"), []byte(script), 0o777); err != nil {
				t.Fatal(err)
			}
			const commit = "git add . && git commit -q -m all"
			out, code := shell(t, dir, env, commit)
			if !regexp.MustCompile(`(?m)^fetch.go:8:15: .* \(bodyclose/never\)$`).MatchString(out) || code == 0 {
				t.Errorf("what leaks is committed, exit code %d:\n%s", code, out)
			}
			clean(t, dir)
			if out, code := shell(t, dir, env, commit); code != 0 {
				t.Errorf("what does not leak is not committed, exit code %d:\n%s", code, out)
			}
		})
	}
}
