package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A module is a line of modules.txt.
type module struct{ path, version string }

func (m module) String() string { return m.path + "@" + m.version }

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// name is the last element of the path, not counting a major version.
func (m module) name() string {
	base := path.Base(m.path)
	if majorVersion.MatchString(base) {
		return path.Base(path.Dir(m.path))
	}
	return base
}

func readModules(file string) ([]module, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var modules []module
	for i, line := range strings.Split(string(data), "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) != 2 {
			return nil, fmt.Errorf("%s:%d: want a path and a version", file, i+1)
		}
		modules = append(modules, module{fields[0], fields[1]})
	}
	return modules, nil
}

// fetch downloads the module with its dependencies and returns a copy that can
// be written to, as the go command may have to complete its go.sum.
func (m module) fetch(ctx context.Context, work string) (dir string, err error) {
	out, err := goCommand(ctx, work, "mod", "download", "-json", m.String())
	if err != nil {
		return "", err
	}
	var info struct{ Dir string }
	if err := json.Unmarshal(out, &info); err != nil {
		return "", fmt.Errorf("go mod download -json: %w", err)
	}
	dir = filepath.Join(work, m.name())
	if err := os.CopyFS(dir, os.DirFS(info.Dir)); err != nil {
		return "", err
	}
	// What the tool will ask for, so that its run downloads nothing.
	if _, err := goCommand(ctx, dir, "list", "-e", "-deps", "-test", "-compiled", "./..."); err != nil {
		return "", err
	}
	return dir, nil
}

// A result is what a run of the tool over a module showed and cost.
type result struct {
	module   module
	findings []finding
	notes    []string // what could not be analysed, for no fault of the tool
	wall     time.Duration
	cpu      time.Duration // of the tool and the go commands it started
	peak     int64         // memory of the largest of these processes, in bytes
	diff     diff
}

// analyse runs the tool by hand over all packages in dir. An error means that
// the tool crashed or failed.
func (m module) analyse(ctx context.Context, tool, dir string) (result, error) {
	cmd := command(ctx, dir, tool, "./...")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	r := result{module: m, wall: time.Since(start)}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return r, err
	}
	state := cmd.ProcessState
	r.cpu, r.peak = state.UserTime()+state.SystemTime(), peakMemory(state)
	switch state.ExitCode() {
	case 0, 3:
	case 1:
		if r.notes, err = excuses(ctx, dir, stderr.String()); err != nil {
			return r, err
		}
	default:
		return r, fmt.Errorf("the tool crashed: %v\n%s", state, head(stderr.String()))
	}
	r.findings, err = parseText(&stdout)
	return r, err
}

var doesNotCompile = regexp.MustCompile(`^httpleak: package (\S+) does not compile: `)

// excuses returns the lines of stderr if each names a package that the go
// command cannot compile either, or its importers.
func excuses(ctx context.Context, dir, stderr string) ([]string, error) {
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, "httpleak: not analysed for what they import: ") {
			continue
		}
		m := doesNotCompile.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("the tool failed:\n%s", head(stderr))
		}
		if _, err := goCommand(ctx, dir, "list", "-export", "-test", m[1]); err == nil {
			return nil, fmt.Errorf("the tool cannot load what the go command compiles:\n%s", line)
		}
	}
	return lines, nil
}

// compareWithVet runs the tool under go vet and wants the same findings.
func compareWithVet(ctx context.Context, tool, dir string, byHand []finding) error {
	out, err := goCommand(ctx, dir, "vet", "-json", "-vettool="+tool, "./...")
	if err != nil {
		return err
	}
	vet, err := parseVet(bytes.NewReader(out), dir)
	if err != nil {
		return err
	}
	var differ []string
	for _, f := range missing(byHand, vet) {
		differ = append(differ, "by hand only: "+f.String())
	}
	for _, f := range missing(vet, byHand) {
		differ = append(differ, "under go vet only: "+f.String())
	}
	if len(differ) > 0 {
		return fmt.Errorf("the findings differ:\n%s", strings.Join(differ, "\n"))
	}
	return nil
}

// goCommand runs the go command in dir and returns what it prints.
func goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := command(ctx, dir, "go", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, head(stderr.String()))
	}
	return out, nil
}

// command prepares a run in dir, where a go.sum may be completed.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "PWD="+dir)
	return cmd
}

// head returns the first lines of text.
func head(text string) string {
	const limit = 20
	lines := strings.SplitAfterN(text, "\n", limit+1)
	if len(lines) > limit {
		lines[limit] = "…\n"
	}
	return strings.Join(lines, "")
}
