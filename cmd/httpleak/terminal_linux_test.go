package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTerminal wants the source, colours and the summary on a terminal without
// asking, and each of them gone when told.
func TestTerminal(t *testing.T) {
	const (
		step    = "response acquired here"
		color   = "\x1b[1;31mresponse body of"
		summary = "httpleak: 1 finding in 1 package: 1 leak"
	)
	for _, test := range []struct {
		name          string
		env, args     []string
		want, without []string
	}{
		{name: "default", want: []string{step, color, summary}},
		{name: "NO_COLOR", env: []string{"NO_COLOR=1"}, want: []string{step, summary}, without: []string{"\x1b["}},
		{name: "dumb", env: []string{"TERM=dumb"}, want: []string{step, summary}, without: []string{"\x1b["}},
		{name: "color=never", args: []string{"-color=never"}, want: []string{step}, without: []string{"\x1b["}},
		{name: "NO_COLOR and -color=always", env: []string{"NO_COLOR=1"}, args: []string{"-color=always"}, want: []string{step, color}},
		{name: "explain=false", args: []string{"-explain=false"}, want: []string{"(bodyclose/path)"}, without: []string{step, summary, "\x1b["}},
		{name: "json", args: []string{"-json"}, want: []string{`"message": "response body of`}, without: []string{"\x1b[", summary}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := onTerminal(t, root, 60, test.env, "httpleak", append(test.args, "./examples/bodyclose/path")...)
			for _, text := range test.want {
				if !strings.Contains(out, text) {
					t.Errorf("no %q in %q", text, out)
				}
			}
			for _, text := range test.without {
				if strings.Contains(out, text) {
					t.Errorf("%q in %q", text, out)
				}
			}
		})
	}
}

// TestProgress wants a run that takes long to say how far it is, in a line that
// is gone in the end.
func TestProgress(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":                           "module example.com/slow\n\ngo 1.26.0\n",
		"slow.go":                          "package slow\n\nimport _ \"example.com/slow/quick\"\n\nfunc leak() {}\n\nfunc F() { leak() }\n",
		filepath.Join("quick", "quick.go"): "package quick\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const clear = "\r\x1b[K"
	const want = clear + "httpleak: 1 of 2 packages: example.com/slow/quick"
	until := filepath.Join(dir, "go") // the tool goes on until the line is there
	out := onTerminalUntil(t, dir, 60, []string{"TOY_UNTIL=" + until}, func(printed string) {
		if strings.Contains(printed, want) {
			if err := os.WriteFile(until, nil, 0o666); err != nil {
				t.Error(err)
			}
		}
	}, "toyleak", ".")
	if !strings.Contains(out, want+clear) {
		t.Errorf("no %q in %q", want+clear, out)
	}
	if _, after, _ := strings.Cut(out, clear+"\x1b[1mslow.go"); !strings.Contains(after, "leak is called") || strings.Contains(after, clear) {
		t.Errorf("the finding does not follow the line, or the line is not gone, in %q", out)
	}
}

// onTerminal runs a program with standard output and error on a terminal of its
// own, with that many columns, in dir, and returns what it prints.
func onTerminal(t *testing.T, dir string, columns uint16, env []string, name string, args ...string) string {
	t.Helper()
	return onTerminalUntil(t, dir, columns, env, func(string) {}, name, args...)
}

// onTerminalUntil is onTerminal, and calls look with what was printed so far whenever that is more.
func onTerminalUntil(t *testing.T, dir string, columns uint16, env []string, look func(string), name string, args ...string) string {
	t.Helper()
	ptm, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	defer ptm.Close()
	n, err := unix.IoctlGetInt(int(ptm.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(ptm.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(ptm.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns})
	}
	if err != nil {
		t.Fatal(err)
	}
	pts, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Env = append(append(os.Environ(), "TERM=xterm", "NO_COLOR=", "COLUMNS="), env...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = pts, pts
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pts.Close()
	var out bytes.Buffer
	for buf := make([]byte, 4096); ; {
		n, err := ptm.Read(buf)
		out.Write(buf[:n])
		if err != nil { // nobody has the other end open
			break
		}
		look(out.String())
	}
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("%s: %v", cmd, err)
	}
	return strings.ReplaceAll(out.String(), "\r\n", "\n")
}
