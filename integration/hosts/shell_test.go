package hosts

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// shell runs a script as GitHub and GitLab do, stopping at the first command
// that fails, and returns what it prints and its exit code.
func shell(t *testing.T, dir string, env []string, script string) (out string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	data, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", script, err)
	}
	return string(data), cmd.ProcessState.ExitCode()
}

// readYAML reads a file of the project.
func readYAML(t *testing.T, into any, name ...string) {
	t.Helper()
	file := filepath.Join(append([]string{hosttest.Root(t)}, name...)...)
	dec := yaml.NewDecoder(strings.NewReader(hosttest.Read(t, file)))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// clean makes of the folder that [leaking] returned one in which nothing leaks.
func clean(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "fetch.go"), []byte("package leaking\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "sub")); err != nil {
		t.Fatal(err)
	}
}
