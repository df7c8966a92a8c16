package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// An outcome is what a run has to say: what was found, and what could not be
// analysed. Both may be there.
type outcome struct {
	found     []report.Finding
	errs      []error
	importers []string              // packages that were not analysed for what they import
	foreign   func(pkg string) bool // reports whether a package is not one to change
	dirs      map[string]bool       // the folders of the packages that were analysed
	ignored   map[string]bool       // files in there that build constraints leave out
}

func newOutcome() outcome {
	return outcome{dirs: make(map[string]bool), ignored: make(map[string]bool)}
}

// looked adds a package that was analysed, by its folder and the names of the files in
// it that build constraints leave out.
func (out *outcome) looked(dir string, ignored []string) {
	out.dirs[dir] = true
	for _, name := range ignored {
		out.ignored[filepath.Join(dir, filepath.Base(name))] = true
	}
}

// errors returns what could not be analysed, in order, each once.
func (out *outcome) errors() []error {
	errs := slices.Clone(out.errs)
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	errs = slices.CompactFunc(errs, func(a, b error) bool { return a.Error() == b.Error() })
	if len(out.importers) > 0 {
		slices.Sort(out.importers)
		errs = append(errs, errors.New("not analysed for what they import: "+strings.Join(slices.Compact(out.importers), ", ")))
	}
	return errs
}

// goVet analyses the packages of cmd by go vet, with this executable as its
// tool: the go command runs it on one package at a time, several at once, and
// keeps in its cache what was found in those that do not change.
func goVet(ctx context.Context, cmd *command) (outcome, error) {
	roots, errs, err := list(ctx, cmd)
	if err != nil {
		return outcome{}, err
	}
	out := newOutcome()
	out.errs, out.importers = errs, roots.importers
	exe, err := os.Executable()
	if err != nil {
		return outcome{}, err
	}
	patterns := cmd.args
	if roots.some { // the go command analyses all of what it is asked for, or nothing
		patterns = roots.paths()
	}
	args := slices.Concat([]string{"vet", "-vettool=" + exe, "-json", "-" + alldeps}, cmd.analyzerFlags, patterns)
	if len(roots.good) == 0 {
		return out, nil
	}
	analysed := make(map[string]bool)
	dirs := make(map[string]string) // by package ID, where it was analysed
	var results []vetjson.Result
	prog := newProgress(ctx, cmd.stderr, cmd.goDir, patterns)
	defer prog.stop()
	stderr, err := cmd.goDir.stream(ctx, args, func(r vetjson.Result) {
		owner := roots.owner(r.ID)
		if r.Analyzer == unit.Name {
			prog.add(owner)
		}
		switch {
		case !roots.has(owner):
		case r.Analyzer != unit.Name:
			results = append(results, r)
		case len(r.Diagnostics) > 0:
			analysed[owner] = true
			dirs[r.ID] = filepath.Dir(position(r.Diagnostics[0].Posn).File)
		}
	})
	if err != nil {
		return outcome{}, err
	}
	for _, r := range results {
		owner := roots.owner(r.ID)
		switch {
		case !cmd.selects(r.Analyzer):
		case r.Err != "":
			out.errs = append(out.errs, fmt.Errorf("analyzer %s on package %s: %s", r.Analyzer, owner, report.OneLine(r.Err)))
		default:
			place := move(dirs[r.ID], roots.good[owner].Dir)
			for _, d := range r.Diagnostics {
				out.found = append(out.found, fromVet(owner, r.Analyzer, d, place))
			}
		}
	}
	broken := cmd.goDir.readErrors(stderr)
	for _, e := range broken {
		out.errs = append(out.errs, e)
	}
	out.importers = append(out.importers, roots.suffering(analysed, broken)...)
	for path := range analysed {
		p := roots.good[path]
		out.looked(p.Dir, p.IgnoredGoFiles)
	}
	out.foreign = func(pkg string) bool { return roots.good[pkg].foreign() }
	return out, nil
}

// owner is ownerOf for the results of go vet, which calls the external tests of a package that
// has no other tests "p_test".
func (r *roots) owner(id string) string {
	path := ownerOf(id)
	if tested, ok := strings.CutSuffix(path, "_test"); ok && !r.has(path) && r.has(tested) {
		return tested
	}
	return path
}

// ownerOf returns the import path of the package whose files the package with
// this ID has: that of p for "p", "p [p.test]", "p_test [p.test]" and "p [q.test]".
func ownerOf(id string) string {
	path, variant, _ := strings.Cut(id, " [")
	if tested, ok := strings.CutSuffix(variant, ".test]"); ok && path == tested+"_test" {
		return tested
	}
	return path
}

// stream runs the go command and calls yield for each result that it prints.
// If the command fails it returns what that says on standard error.
func (d goDir) stream(ctx context.Context, args []string, yield func(vetjson.Result)) (stderr string, err error) {
	cmd := d.command(ctx, args...)
	var text bytes.Buffer
	cmd.Stderr = &text
	ownGroup(cmd)
	cmd.WaitDelay = 10 * time.Second
	tmp, err := os.MkdirTemp(os.Getenv("GOTMPDIR"), "httpleak-")
	if err != nil {
		return "", err
	}
	defer remove(tmp) // an interrupted go vet leaves its files there
	cmd.Env = append(cmd.Env, "GOTMPDIR="+tmp)
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

// remove removes a folder. A process that was killed a moment ago may still be
// writing to it.
func remove(dir string) {
	for range 20 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// move returns a function that says where a file is, which was in the folder
// from when it was analysed and now is in the folder to.
func move(from, to string) func(file string) string {
	return func(file string) string {
		if name, ok := strings.CutPrefix(file, from+string(filepath.Separator)); ok && from != to && from != "" && to != "" {
			return filepath.Join(to, name)
		}
		return file
	}
}

// fromVet returns the finding that d is, with its files where place says.
func fromVet(pkg, analyzer string, d vetjson.Report, place func(file string) string) report.Finding {
	at := func(posn string) report.Position {
		p := position(posn)
		p.File = place(p.File)
		return p
	}
	f := report.Finding{
		Package:  pkg,
		Analyzer: analyzer,
		Category: d.Category,
		Level:    report.LevelOf(analyzer, d.Category),
		Message:  report.OneLine(d.Message),
		Pos:      at(d.Posn),
		End:      at(d.End),
	}
	for _, r := range d.Related {
		f.Steps = append(f.Steps, report.Step{Pos: at(r.Posn), End: at(r.End), Message: report.OneLine(r.Message)})
	}
	for _, fix := range d.Fixes {
		var edits []report.Edit
		for _, e := range fix.Edits {
			edits = append(edits, report.Edit{File: place(e.Filename), Start: e.Start, End: e.End, New: e.New})
		}
		f.Fixes = append(f.Fixes, report.Fix{Message: fix.Message, Edits: edits})
	}
	return f
}
