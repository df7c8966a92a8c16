// Package module fetches modules of others with the go command.
package module

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// A Module is a version of a module.
type Module struct{ Path, Version string }

func (m Module) String() string { return m.Path + "@" + m.Version }

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// Name is the last element of the path, not counting a major version.
func (m Module) Name() string {
	base := path.Base(m.Path)
	if majorVersion.MatchString(base) {
		return path.Base(path.Dir(m.Path))
	}
	return base
}

// Fetch downloads the module with its dependencies and returns a copy in the
// folder work that can be written to, as the go command may have to complete its
// go.sum.
func (m Module) Fetch(ctx context.Context, work string) (dir string, err error) {
	out, err := Go(ctx, work, "mod", "download", "-json", m.String())
	if err != nil {
		return "", err
	}
	var info struct{ Dir string }
	if err := json.Unmarshal(out, &info); err != nil {
		return "", fmt.Errorf("go mod download -json: %w", err)
	}
	dir = filepath.Join(work, m.Name())
	if err := os.CopyFS(dir, os.DirFS(info.Dir)); err != nil {
		return "", err
	}
	if err := dropLocal(ctx, dir); err != nil {
		return "", err
	}
	// What a tool will ask for, so that its run downloads nothing.
	if _, err := Go(ctx, dir, "list", "-e", "-deps", "-test", "-compiled", "./..."); err != nil {
		return "", err
	}
	return dir, nil
}

// dropLocal takes replacements by folders outside of the module out of its go.mod: they are
// not part of what is published.
func dropLocal(ctx context.Context, dir string) error {
	out, err := Go(ctx, dir, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	var file struct {
		Replace []struct {
			Old, New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal(out, &file); err != nil {
		return fmt.Errorf("go mod edit -json: %w", err)
	}
	for _, r := range file.Replace {
		if r.New.Version != "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, r.New.Path, "go.mod")); err == nil {
			continue
		}
		old := r.Old.Path
		if r.Old.Version != "" {
			old += "@" + r.Old.Version
		}
		if _, err := Go(ctx, dir, "mod", "edit", "-dropreplace="+old); err != nil {
			return err
		}
	}
	return nil
}

// Go runs the go command in dir and returns what it prints.
func Go(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := Command(ctx, dir, "go", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, Head(stderr.String()))
	}
	return out, nil
}

// Command prepares a run in dir, where a go.sum may be completed.
func Command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "PWD="+dir)
	return cmd
}

// Head returns the first lines of text.
func Head(text string) string {
	const limit = 20
	lines := strings.SplitAfterN(text, "\n", limit+1)
	if len(lines) > limit {
		lines[limit] = "…\n"
	}
	return strings.Join(lines, "")
}

// ReadList reads a list of modules, one a line: path and version.
func ReadList(file string) ([]Module, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var modules []Module
	for i, line := range strings.Split(string(data), "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) != 2 {
			return nil, fmt.Errorf("%s:%d: want a path and a version", file, i+1)
		}
		modules = append(modules, Module{Path: fields[0], Version: fields[1]})
	}
	return modules, nil
}
