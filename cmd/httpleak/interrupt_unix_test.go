//go:build unix

package main_test

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

// TestKilled wants the next run to remove what a killed one left behind, but not as long as a process of that one is at work.
func TestKilled(t *testing.T) {
	t.Parallel()
	r := startSlow(t)
	r.kill(t)
	if got := r.again(t); got != slowFinding {
		t.Errorf("beside what is left of the run: got %q, want %q", got, slowFinding)
	}
	if len(r.left(t)) != 1 {
		t.Errorf("the folder of a run whose tool is at work is gone: %v", r.left(t))
	}
	r.finish(t)
	if got := r.again(t); got != slowFinding {
		t.Errorf("after the run: got %q, want %q", got, slowFinding)
	}
	if left := r.left(t); len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

// TestKilledCache wants what a killed run would have found to be found by the next: the go command keeps in its cache
// that a package was analysed, and then cannot pass on what was found.
func TestKilledCache(t *testing.T) {
	t.Parallel()
	r := startSlow(t)
	r.kill(t)
	r.finish(t)
	if got := r.again(t); got != slowFinding {
		t.Errorf("got %q, want %q", got, slowFinding)
	}
}

// A slowRun is a run of a command whose tool is at work until it is let go.
type slowRun struct {
	cmd            *exec.Cmd
	done           chan struct{} // closed when it has ended
	stdout, stderr bytes.Buffer
	dir, tmp       string // where it runs, and has its temporary files
	tool           int    // the number of the process
}

const slowFinding = "slow.go:5:12: leak is called (leak)\n"

func startSlow(t *testing.T, flags ...string) *slowRun {
	t.Helper()
	r := &slowRun{dir: t.TempDir(), tmp: t.TempDir(), done: make(chan struct{})}
	r.write(t, "go.mod", "module example.com/slow\n\ngo 1.26.0\n")
	r.write(t, "slow.go", "package slow\n\nfunc leak() {}\n\nfunc F() { leak() }\n")
	r.cmd = exec.Command("toyleak", append(flags, "-json", "-o", "out", ".")...)
	r.cmd.Dir = r.dir
	r.cmd.Env = append(os.Environ(), "TMPDIR="+r.tmp, "TOY_PID="+filepath.Join(r.dir, "pid"), "TOY_UNTIL="+filepath.Join(r.dir, "go"))
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.cmd.Process.Kill()
		r.write(t, "go", "") // lets the tool go, too
	})
	go func() {
		r.cmd.Wait()
		close(r.done)
	}()
	for r.tool == 0 {
		select {
		case <-r.done:
			t.Fatalf("it ends before its tool: %s", &r.stderr)
		case <-time.After(20 * time.Millisecond):
		}
		if data, err := os.ReadFile(filepath.Join(r.dir, "pid")); err == nil {
			r.tool, _ = strconv.Atoi(string(data))
		}
	}
	return r
}

func (r *slowRun) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o666); err != nil {
		t.Error(err)
	}
}

// left returns what is in the folder for temporary files.
func (r *slowRun) left(t *testing.T) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(r.tmp, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// kill ends the run, as nothing can be done about.
func (r *slowRun) kill(t *testing.T) {
	t.Helper()
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-r.done
}

// finish lets the tool go, and waits for the processes that a killed run has left.
func (r *slowRun) finish(t *testing.T) {
	t.Helper()
	left := r.left(t)
	if len(left) != 1 {
		t.Fatalf("left are %v", left)
	}
	lock, err := os.Open(filepath.Join(left[0], "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	r.write(t, "go", "")
	for {
		switch err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err {
		case nil:
			return
		case syscall.EINTR:
		default:
			t.Fatal(err)
		}
	}
}

// again runs the command once more, and returns what it prints.
func (r *slowRun) again(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("toyleak", ".")
	cmd.Dir, cmd.Env = r.dir, append(os.Environ(), "TMPDIR="+r.tmp)
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 3 {
		t.Errorf("it exits %d: %v", code, err)
	}
	return string(out)
}

func interrupt(t *testing.T, flags ...string) {
	t.Parallel()
	r := startSlow(t, flags...)
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-r.done
	if code := r.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("it exits %d", code)
	}
	if got, want := r.stderr.String(), "httpleak: interrupted\n"; got != want || r.stdout.Len() > 0 {
		t.Errorf("it says %q and %q, want %q", &r.stdout, got, want)
	}
	for syscall.Kill(r.tool, 0) != syscall.ESRCH { // until the process is gone
		time.Sleep(20 * time.Millisecond)
	}
	if left := r.left(t); len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "out")); !os.IsNotExist(err) {
		t.Errorf("the output is there: %v", err)
	}
}
