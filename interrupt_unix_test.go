//go:build unix

package httpleak_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt wants an interrupted run to end soon and to leave nothing behind:
// no process, no temporary file, no output.
func TestInterrupt(t *testing.T) {
	t.Run("go vet", func(t *testing.T) { interrupt(t) })
	t.Run("in process", func(t *testing.T) { interrupt(t, "-inprocess") })
}

func interrupt(t *testing.T, flags ...string) {
	t.Parallel()
	dir, tmp := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module example.com/slow\n\ngo 1.26.0\n",
		"slow.go": "package slow\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	pidFile := filepath.Join(dir, "pid")
	cmd := exec.Command("toyleak", append(flags, "-json", "-o", "out", ".")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "TOY_PID="+pidFile, "TOY_SLEEP=1m")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var tool int
	for start := time.Now(); tool == 0; time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > 50*time.Second {
			cmd.Process.Kill()
			t.Fatalf("the tool does not start: %s", &stderr)
		}
		if data, err := os.ReadFile(pidFile); err == nil {
			tool, _ = strconv.Atoi(string(data))
		}
	}
	sent := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code, took := cmd.ProcessState.ExitCode(), time.Since(sent); code != 1 || took > 30*time.Second {
		t.Errorf("it exits %d after %v", code, took)
	}
	if got, want := stderr.String(), "httpleak: interrupted\n"; got != want || stdout.Len() > 0 {
		t.Errorf("it says %q and %q, want %q", &stdout, got, want)
	}
	gone := func() bool { return syscall.Kill(tool, 0) == syscall.ESRCH }
	for start := time.Now(); !gone() && time.Since(start) < 5*time.Second; time.Sleep(20 * time.Millisecond) {
	}
	if !gone() {
		t.Errorf("process %d is still there", tool)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "out")); !os.IsNotExist(err) {
		t.Errorf("the output is there: %v", err)
	}
}
