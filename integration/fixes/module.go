package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/integration/internal/module"
	"github.com/httpleak/httpleak/internal/diff"
)

// A result is what -fix did to a module, and what that made of it.
type result struct {
	findings, fixed int
	files           []string // that changed
	packages        []string // that they are in, as the go command names folders
	build, vet      bool     // as good as before
	before, after   tests
	problems        []string
}

// check runs -fix over a copy of m.
func check(ctx context.Context, m module.Module, tool, work string, show bool) (r result, err error) {
	dir, err := m.Fetch(ctx, work)
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	fixed := dir + ".fixed"
	if err := os.CopyFS(fixed, os.DirFS(dir)); err != nil {
		return r, err
	}
	defer os.RemoveAll(fixed)
	if r.findings, r.fixed, err = fix(ctx, tool, fixed); err != nil {
		return r, err
	}
	if r.files, err = changed(dir, fixed, show); err != nil {
		return r, err
	}
	for _, file := range r.files {
		r.packages = append(r.packages, "./"+path.Dir(file))
	}
	slices.Sort(r.packages)
	r.packages = slices.Compact(r.packages)
	r.compile(ctx, dir, fixed)
	if err := r.test(ctx, dir, fixed); err != nil {
		return r, err
	}
	if _, again, err := fix(ctx, tool, fixed); err != nil {
		return r, err
	} else if again > 0 {
		r.problems = append(r.problems, fmt.Sprintf("a second run fixes %d findings more", again))
	}
	return r, nil
}

var told = regexp.MustCompile(`(?m)^httpleak: fixed (\d+) of (\d+) findings? in \d+ files?$`)

// fix runs httpleak -fix in dir, and returns how much was found and fixed.
func fix(ctx context.Context, tool, dir string) (findings, fixed int, err error) {
	cmd := module.Command(ctx, dir, tool, "-fix", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		return 0, 0, fmt.Errorf("httpleak -fix: %w\n%s", err, module.Head(stderr.String()))
	}
	if found := told.FindStringSubmatch(stderr.String()); found != nil {
		fmt.Sscan(found[1], &fixed)
		fmt.Sscan(found[2], &findings)
	}
	return findings, fixed, nil
}

// changed returns the files of fixed that differ from those of dir, and prints how if show is set.
func changed(dir, fixed string, show bool) (files []string, err error) {
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".go" {
			return err
		}
		was, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		is, err := os.ReadFile(filepath.Join(fixed, name))
		if err != nil {
			return err
		}
		if bytes.Equal(was, is) {
			return nil
		}
		files = append(files, name)
		if show {
			_, err = os.Stdout.Write(diff.Unified(name, was, name, is))
		}
		return err
	})
	return files, err
}

// compile builds and vets what changed, and notes what is worse than before. Not all of a module need compile, on this
// system or at all.
func (r *result) compile(ctx context.Context, dir, fixed string) {
	worse := func(args ...string) bool {
		args = append(args, r.packages...)
		_, err := module.Go(ctx, fixed, args...)
		if err == nil {
			return false
		}
		if _, before := module.Go(ctx, dir, args...); before != nil {
			return false
		}
		r.problems = append(r.problems, err.Error())
		return true
	}
	if len(r.packages) == 0 {
		r.build, r.vet = true, true
		return
	}
	r.build = !worse("build")
	r.vet = !worse("vet")
}

// tests are the tests of some packages that passed, and that failed.
type tests struct{ passed, failed map[string]bool }

func (t tests) String() string {
	return fmt.Sprintf("%d/%d", len(t.passed), len(t.passed)+len(t.failed))
}

// test runs the tests of the packages that changed. One that passed before and fails now may be one that fails now
// and then: it gets a second chance.
func (r *result) test(ctx context.Context, dir, fixed string) (err error) {
	if len(r.packages) == 0 {
		return nil
	}
	if r.before, err = runTests(ctx, dir, r.packages); err != nil {
		return err
	}
	if r.after, err = runTests(ctx, fixed, r.packages); err != nil {
		return err
	}
	if len(r.broken(r.after)) > 0 {
		if r.after, err = runTests(ctx, fixed, r.packages); err != nil {
			return err
		}
	}
	for _, name := range r.broken(r.after) {
		r.problems = append(r.problems, "does not pass any more: "+name)
	}
	return nil
}

// broken returns the tests that passed before and do not now.
func (r *result) broken(now tests) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(r.before.passed)) {
		if !now.passed[name] {
			names = append(names, name)
		}
	}
	return names
}

// runTests runs the tests of packages in dir.
func runTests(ctx context.Context, dir string, packages []string) (tests, error) {
	t := tests{make(map[string]bool), make(map[string]bool)}
	cmd := module.Command(ctx, dir, "go", append([]string{"test", "-json", "-count=1", "-timeout=5m"}, packages...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return t, err
	}
	for line := range strings.Lines(string(out)) {
		var event struct{ Action, Package, Test string }
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			continue // what a program printed
		}
		name := strings.TrimSpace(event.Package + " " + event.Test)
		switch event.Action {
		case "pass":
			t.passed[name] = true
		case "fail":
			t.failed[name] = true
		}
	}
	if len(t.passed)+len(t.failed) == 0 {
		return t, fmt.Errorf("go test says nothing: %w\n%s", err, module.Head(stderr.String()))
	}
	return t, nil
}
