package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"io"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
)

// A listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Dir        string
	Standard   bool
	Module     *struct{ Main bool }
	Error      *listError
	DepsErrors []*listError
}

type listError struct {
	Pos string
	Err string
}

func (e *listError) Error() string {
	text := report.OneLine(e.Err)
	if strings.Contains(e.Pos, ":") {
		return relative(e.Pos) + ": " + text
	}
	return text
}

// roots are the packages that a command line names.
type roots struct {
	good      map[string]*listed // by import path
	some      bool               // others are left out, for their errors or by -exclude
	importers []string           // those left out for errors of what they import
}

func (r *roots) has(path string) bool { return r.good[path] != nil }

// paths returns the import paths of the packages, in order.
func (r *roots) paths() []string { return slices.Sorted(maps.Keys(r.good)) }

// suffering returns the packages that were not analysed though they have no
// error of their own: they import what has.
func (r *roots) suffering(analysed map[string]bool, broken []packageError) []string {
	var paths []string
	for _, path := range r.paths() {
		own := func(e packageError) bool { return e.pkg == path }
		if !analysed[path] && path != "unsafe" && !slices.ContainsFunc(broken, own) {
			paths = append(paths, path)
		}
	}
	return paths
}

// foreign reports whether p is of the standard library or of another module
// than those that are worked on.
func (p *listed) foreign() bool { return p.Standard || p.Module != nil && !p.Module.Main }

// list asks the go command which packages cmd names. It returns those
// that can be analysed, as far as that is known before, and an error for each
// of the others. An err means that there is nothing to analyse.
func list(ctx context.Context, cmd *command) (*roots, []error, error) {
	if err := checkGo(ctx); err != nil {
		return nil, nil, err
	}
	args := append([]string{"list", "-e", "-json=ImportPath,Dir,Standard,Module,Error,DepsErrors", "--"}, cmd.args...)
	out, err := goOutput(ctx, args...)
	if err != nil {
		return nil, nil, err
	}
	r := &roots{good: make(map[string]*listed)}
	var errs []error
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, nil, fmt.Errorf("go list: %w", err)
		}
		switch {
		case cmd.exclude.pkg(p.ImportPath):
			r.some = true
		case p.Error != nil:
			errs = append(errs, p.Error)
		case len(p.DepsErrors) > 0:
			for _, e := range p.DepsErrors {
				errs = append(errs, e)
			}
			r.importers = append(r.importers, p.ImportPath)
		default:
			r.good[p.ImportPath] = p
		}
	}
	if len(r.good) == 0 && len(errs) == 0 && !r.some {
		return nil, nil, fmt.Errorf("%s: no packages match", strings.Join(cmd.args, " "))
	}
	if len(r.good) == 0 && len(errs) > 0 {
		if err := noModule(ctx); err != nil { // that is why they were not found
			return nil, nil, err
		}
	}
	r.some = r.some || len(errs) > 0
	return r, errs, nil
}

// checkGo returns an error if there is no go command, or one that this tool is
// too old for.
func checkGo(ctx context.Context) error {
	out, err := goOutput(ctx, "env", "GOVERSION")
	if err != nil {
		return err
	}
	return tooOld(runtime.Version(), strings.TrimSpace(string(out)))
}

// tooOld returns an error if a tool that was built with one version of Go
// cannot read the code, and the standard library, of another.
func tooOld(built, used string) error {
	if !version.IsValid(built) || !version.IsValid(used) || version.Compare(version.Lang(built), version.Lang(used)) >= 0 {
		return nil
	}
	return fmt.Errorf("built with %s, it cannot check code for %s: build it again with that version", built, used)
}

// goOutput runs the go command and returns what it prints. The error is what it
// says on standard error, in a line.
func goOutput(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, errInterrupted
	case errors.Is(err, exec.ErrNotFound):
		return nil, errNoGo
	case errors.As(err, &exit) && len(exit.Stderr) > 0:
		if err := noModule(ctx); err != nil && args[0] != "env" {
			return nil, err
		}
		return nil, errors.New(report.OneLine(string(exit.Stderr)))
	}
	return nil, fmt.Errorf("go %s: %w", args[0], err)
}

// noModule returns an error if the working directory is in no module, though
// the go command wants one.
func noModule(ctx context.Context) error {
	gomod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil || strings.TrimSpace(string(gomod)) != os.DevNull {
		return nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	return fmt.Errorf("no go.mod in %s or above it: packages are looked up in a module", dir)
}
