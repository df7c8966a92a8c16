package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// A runner asks about one fix after the other.
type runner struct {
	opts    options
	work    string // a folder for checkouts
	id      string // of the tool
	file    string // that the answers are kept in
	answers []answer
	asked   int // fixes

	commit string            // that is checked out, with its repository
	tree   string            // its work tree; empty if there is none
	said   map[string]output // what the tool said, by package, in that tree
}

// An output is what the tool said of a package.
type output struct {
	found  []findings.Finding
	reason string // why it could not be asked; otherwise empty
}

// visit asks about f, unless it has been, and keeps the answer. The error ends the run.
func (r *runner) visit(ctx context.Context, f fix) error {
	if !strings.Contains(f.Repo, r.opts.only) || r.opts.n > 0 && r.asked == r.opts.n {
		return nil
	}
	if !r.opts.again && slices.ContainsFunc(r.answers, func(a answer) bool { return a.ID == f.ID && a.Tool == r.id }) {
		return nil
	}
	r.asked++
	fmt.Fprintf(os.Stderr, "%s\n", f.ID)
	a := answer{ID: f.ID, Tool: r.id}
	before, err := r.ask(ctx, f, f.Parent)
	if err != nil {
		return err
	}
	if before.reason != "" {
		a.Reason = "before the fix: " + before.reason
		return r.keep(a)
	}
	after, err := r.ask(ctx, f, f.Fix)
	if err != nil {
		return err
	}
	if after.reason != "" {
		a.Reason = "after the fix: " + after.reason
		return r.keep(a)
	}
	a.Before, a.Message = reported(f, before.found, f.Line)
	a.After, _ = reported(f, after.found, f.After)
	return r.keep(a)
}

// reported looks for a finding on line of the file, by an analyzer that counts.
func reported(f fix, found []findings.Finding, line int) (verdict, string) {
	rel := f.File
	if f.Module != "." {
		rel = strings.TrimPrefix(rel, f.Module+"/")
	}
	start := rel + ":" + strconv.Itoa(line) + ":"
	for _, one := range found {
		if strings.HasPrefix(one.Posn, start) && slices.Contains(f.analyzers(), one.Analyzer) {
			return yes, one.Message
		}
	}
	return no, ""
}

// ask runs the tool over the package of f at commit.
func (r *runner) ask(ctx context.Context, f fix, commit string) (output, error) {
	if r.opts.limit > 0 {
		var cancel context.CancelFunc
		limited, cancel := context.WithTimeout(ctx, r.opts.limit)
		defer cancel()
		out, err := r.askWithin(limited, f, commit)
		if err != nil && ctx.Err() == nil && limited.Err() != nil {
			return output{reason: fmt.Sprintf("it takes more than %s", r.opts.limit)}, nil
		}
		return out, err
	}
	return r.askWithin(ctx, f, commit)
}

func (r *runner) askWithin(ctx context.Context, f fix, commit string) (output, error) {
	if name := f.Repo + "@" + commit; name != r.commit {
		if err := os.RemoveAll(r.tree); err != nil {
			return output{}, err
		}
		r.commit, r.said = name, make(map[string]output)
		r.tree = filepath.Join(r.work, path.Base(f.Repo)+"-"+commit[:8])
		if err := checkout(ctx, r.opts.repos+"/"+f.Repo+".git", commit, r.tree); err != nil {
			r.commit = ""
			return output{reason: oneLine(err.Error())}, ctx.Err()
		}
	}
	dir := filepath.Join(r.tree, filepath.FromSlash(f.Module))
	key := path.Join(f.Module, f.pkg()) + " " + f.level()
	if out, ok := r.said[key]; ok {
		return out, nil
	}
	tests := strings.HasSuffix(f.File, "_test.go")
	if !tests {
		// They take long to compile, and do not always.
		if err := removeTests(filepath.Join(r.tree, filepath.FromSlash(path.Dir(f.File)))); err != nil {
			return output{reason: oneLine(err.Error())}, nil
		}
	}
	if err := initModule(ctx, dir, f); err != nil {
		return output{reason: "no go.mod: " + compileError(err.Error())}, ctx.Err()
	}
	out, err := analyse(ctx, r.opts.tool, dir, f.pkg(), f.level(), tests)
	if err == nil {
		r.said[key] = out
	}
	return out, err
}

// removeTests removes the tests of the package in dir.
func removeTests(dir string) error {
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	for _, file := range tests {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

// initModule makes a go.mod for a repository of the time before there were any. The go command adds the newest
// versions of what is imported, which do not always fit.
func initModule(ctx context.Context, dir string, f fix) error {
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
		return nil
	}
	_, err := module.Go(ctx, dir, "mod", "init", "github.com/"+f.Repo)
	return err
}

// analyse runs the tool over one package of the module in dir.
func analyse(ctx context.Context, tool, dir, pkg, level string, tests bool) (output, error) {
	list := []string{"list", "-export", "-f", "{{.ImportPath}}"}
	if tests {
		list = append(list, "-test")
	}
	if _, err := module.Go(ctx, dir, append(list, pkg)...); err != nil {
		return output{reason: "does not compile: " + compileError(err.Error())}, ctx.Err()
	}
	cmd := module.Command(ctx, dir, tool, "-level="+level, "-tests="+strconv.FormatBool(tests), pkg)
	// The tool ends what it started; killed, it could not.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return output{}, ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		return output{reason: "the tool fails: " + compileError(stderr.String())}, nil
	}
	found, err := findings.ParseText(&stdout)
	return output{found: found}, err
}

// compileError returns the line of text that says most: the first that names a place or a module.
func compileError(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range lines {
		if strings.Contains(line, ".go:") || strings.HasPrefix(line, "go: ") && !strings.HasPrefix(line, "go: downloading ") {
			return oneLine(line)
		}
	}
	return oneLine(lines[len(lines)-1])
}

var address = regexp.MustCompile(`[a-z]+://\S+`)

// oneLine makes text fit for a field of a record, in which no address of a machine has a place.
func oneLine(text string) string {
	const limit = 160
	text = strings.Join(strings.Fields(address.ReplaceAllString(text, "…")), " ")
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "…"
	}
	return text
}

// keep puts a in the place of an older answer about the fix and writes them all.
func (r *runner) keep(a answer) error {
	fmt.Fprintf(os.Stderr, "\t%s\n", a)
	r.answers = slices.DeleteFunc(r.answers, func(old answer) bool { return old.ID == a.ID })
	r.answers = append(r.answers, a)
	return writeAnswers(r.file, r.answers)
}
