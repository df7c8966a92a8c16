package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/httpleak/httpleak/internal/vetjson"
)

// A goDir is a folder that the go command runs in.
type goDir struct {
	dir string   // "" for the working directory
	env []string // what the environment has besides that of this process
}

// command prepares a run of the go command.
func (d goDir) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = d.dir
	cmd.Env = append(cmd.Environ(), d.env...)
	return cmd
}

// output runs the go command and returns what it prints. The error is what it
// says on standard error, in a line.
func (d goDir) output(ctx context.Context, args ...string) ([]byte, error) {
	out, err := d.command(ctx, args...).Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, errInterrupted
	case errors.Is(err, exec.ErrNotFound):
		return nil, errNoGo
	case errors.As(err, &exit) && len(exit.Stderr) > 0:
		if err := d.noModule(ctx); err != nil && args[0] != "env" {
			return nil, err
		}
		return nil, errors.New(d.oneLine(string(exit.Stderr)))
	}
	return nil, fmt.Errorf("go %s: %w", args[0], err)
}

// stream runs the go command and calls yield for each result that it prints. Its temporary files are in s.
// If the command fails it returns what that says on standard error.
func (d goDir) stream(ctx context.Context, s *scratch, args []string, yield func(vetjson.Result)) (stderr string, err error) {
	cmd := d.command(ctx, args...)
	var text bytes.Buffer
	cmd.Stderr = &text
	ownGroup(cmd)
	cmd.WaitDelay = 10 * time.Second
	s.inherit(cmd)
	tmp, err := s.folder()
	if err != nil {
		return "", err
	}
	cmd.Env = append(cmd.Env, "GOTMPDIR="+tmp, runEnv+"="+s.dir) // an interrupted go vet leaves files in GOTMPDIR
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	bad := vetjson.Read(stdout, yield)
	io.Copy(io.Discard, stdout) // so that it can end
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		killGroup(cmd)
		return "", errInterrupted
	case bad != nil:
		return "", fmt.Errorf("go vet: %w", bad)
	case err == nil: // there may be warnings, of a C compiler for one
		return "", nil
	case len(d.readErrors(text.String())) == 0:
		return "", fmt.Errorf("go vet: %w", err)
	}
	return text.String(), nil
}

// noModule returns an error if the folder is in no module and no workspace,
// though the go command wants one.
func (d goDir) noModule(ctx context.Context) error {
	out, err := d.command(ctx, "env", "GOMOD", "GOWORK").Output()
	if files := strings.Fields(string(out)); err != nil || len(files) == 0 || files[0] != os.DevNull || len(files) > 1 && files[1] != "off" {
		return nil
	}
	dir, err := filepath.Abs(d.dir)
	if err != nil {
		return err
	}
	return fmt.Errorf("no go.mod in %s or above it: packages are looked up in a module", dir)
}

// check returns an error if there is no go command, or one that this tool is too old for, and
// otherwise where its temporary files go, "" for where such files belong.
func (d goDir) check(ctx context.Context) (tmp string, err error) {
	out, err := d.output(ctx, "env", "GOVERSION", "GOTMPDIR")
	if err != nil {
		return "", err
	}
	version, tmp, _ := strings.Cut(string(out), "\n")
	return strings.TrimRight(tmp, "\r\n"), tooOld(runtime.Version(), strings.TrimSpace(version))
}

// tooOld returns an error if a tool that was built with one version of Go
// cannot read the code, and the standard library, of another.
func tooOld(built, used string) error {
	if !version.IsValid(built) || !version.IsValid(used) || version.Compare(version.Lang(built), version.Lang(used)) >= 0 {
		return nil
	}
	return fmt.Errorf("built with %s, it cannot check code for %s: build it again with that version", built, used)
}

// relative is the function of that name for a path that the go command prints.
func (d goDir) relative(path string) string {
	if d.dir != "" && !filepath.IsAbs(path) {
		path = filepath.Join(d.dir, path)
	}
	return relative(path)
}
