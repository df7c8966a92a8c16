package driver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// An outcome is what a run has to say: what was found, and what could not be
// analysed. Both may be there.
type outcome struct {
	found      []report.Finding
	unsearched []report.Unsearched
	errs       []error
	importers  []string              // packages that were not analysed for what they import
	foreign    func(pkg string) bool // reports whether a package is not one to change
	files      analysedFiles         // that fixes may change, if there are to be fixes
	known      int                   // findings that are left out, as the baseline knows them
	dirs       map[string]bool       // the folders of the packages that were analysed
	units      unitCount             // what go vet did
	ignored    map[string]bool       // files in there that were left out: by build constraints, or tests that do not compile
	sources    sources               // what may be shown of the files with findings
}

func newOutcome() outcome {
	return outcome{files: make(analysedFiles), dirs: make(map[string]bool), ignored: make(map[string]bool), sources: make(sources)}
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

// A vetting is an analysis by go vet, with this executable as its tool: the go
// command runs it on one package at a time, several at once, and keeps in its cache
// what was found in those that do not change.
type vetting struct {
	cmd       *command
	roots     *roots
	scratch   *scratch
	own       own
	analysed  map[string]bool   // by import path
	parts     map[part]bool     // those that were analysed
	suffering map[part]bool     // those that were not, for what they import
	dirs      map[string]string // by package ID, where it was analysed
	idle      map[string]bool   // packages with comments that silence nothing, also if nobody asks for them
	told      map[string]bool   // by package ID, those that go vet told of, dependencies too
	units     map[string]int    // by package ID, how often: the go command gives a package with its tests the same
	results   []vetjson.Result
}

// goVet analyses the packages of cmd by go vet.
func goVet(ctx context.Context, cmd *command) (outcome, error) {
	tmp, err := cmd.goDir.check(ctx)
	if err != nil {
		return outcome{}, err
	}
	s, err := newScratch(tmp)
	if err != nil {
		return outcome{}, fmt.Errorf("folder for temporary files: %w", err)
	}
	defer s.remove()
	var hide hidden
	roots, errs, err := list(ctx, cmd, s, &hide)
	if err != nil {
		return outcome{}, err
	}
	out := newOutcome()
	out.errs, out.importers = errs, roots.importers
	if len(roots.good) == 0 {
		return out, nil
	}
	if cmd.fix {
		for _, p := range roots.good {
			if !p.foreign() {
				out.files.add(p)
			}
		}
	}
	patterns := cmd.args
	if roots.some { // the go command analyses all of what it is asked for, or nothing
		patterns = roots.paths()
	}
	v := newVetting(cmd, roots, s)
	if v.own, err = v.newOwn(ctx, &hide); err != nil {
		return outcome{}, err
	}
	broken, err := v.analyse(ctx, &hide, patterns)
	if err != nil {
		return outcome{}, err
	}
	for _, e := range broken {
		out.errs = append(out.errs, e)
	}
	for _, p := range roots.good {
		out.sources.add(p.Dir, p.module())
	}
	v.collect(&out)
	if err := v.settle(ctx, &out); err != nil {
		return outcome{}, err
	}
	if err := v.account(ctx, &hide, broken, &out); err != nil {
		return outcome{}, err
	}
	for path := range v.analysed {
		p := roots.good[path]
		out.looked(p.Dir, p.IgnoredGoFiles)
	}
	for file := range hide.files {
		out.ignored[file] = true
	}
	if out.units, err = v.count(); err != nil {
		return outcome{}, err
	}
	out.foreign = func(pkg string) bool { return roots.good[pkg].foreign() }
	return out, nil
}

func newVetting(cmd *command, r *roots, s *scratch) *vetting {
	return &vetting{
		cmd:       cmd,
		roots:     r,
		scratch:   s,
		analysed:  make(map[string]bool),
		parts:     make(map[part]bool),
		suffering: make(map[part]bool),
		dirs:      make(map[string]string),
		idle:      make(map[string]bool),
		told:      make(map[string]bool),
		units:     make(map[string]int),
	}
}

// analyse analyses what patterns stand for, as much of it as can be. It returns the errors of packages.
func (v *vetting) analyse(ctx context.Context, hide *hidden, patterns []string) ([]packageError, error) {
	broken, err := v.run(ctx, hide, patterns)
	if err != nil {
		return nil, err
	}
	add := func(more []packageError) {
		for _, e := range more { // one for each package
			if !slices.ContainsFunc(broken, func(known packageError) bool { return known == e || known.pkg == e.pkg && e.pkg != "" }) {
				broken = append(broken, e)
			}
		}
	}
	for _, step := range []func(context.Context, *hidden, []packageError) ([]packageError, error){v.again, v.withoutTests} {
		more, err := step(ctx, hide, broken)
		if err != nil {
			return nil, err
		}
		add(more)
	}
	return broken, nil
}

// run runs go vet and keeps what it says of the roots. It returns what it says of packages
// that it could not analyse.
func (v *vetting) run(ctx context.Context, hide *hidden, patterns []string) ([]packageError, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	hide, err = v.own.with(v.roots, hide)
	if err != nil {
		return nil, err
	}
	overlay, err := hide.flags(v.scratch)
	if err != nil {
		return nil, err
	}
	args := slices.Concat([]string{"vet", "-vettool=" + exe, "-json", "-" + alldeps}, v.standard(), overlay, v.own.flags, patterns)
	prog := newProgress(ctx, v.cmd.stderr, v.cmd.goDir, patterns)
	defer prog.stop()
	stderr, err := v.cmd.goDir.stream(ctx, v.scratch, args, func(r vetjson.Result) {
		owner := v.roots.owner(r.ID)
		if r.Analyzer == unitName {
			prog.add(owner)
			v.told[r.ID] = true
		}
		switch {
		case !v.roots.has(owner):
		case r.Analyzer != unitName:
			v.results = append(v.results, r)
		case len(r.Diagnostics) > 0:
			v.analysed[owner] = true
			v.parts[v.roots.partOf(r)] = true
			v.units[r.ID]++
			v.dirs[r.ID] = r.Diagnostics[0].Message
		}
	})
	if err != nil {
		return nil, err
	}
	if line := fullDisk(stderr); line != "" {
		return []packageError{{text: v.scratch.explainFull(line)}}, nil
	}
	errs := v.cmd.goDir.readErrors(stderr)
	for i := range errs {
		if e := &errs[i]; e.general() {
			v.roots.place(v.cmd.goDir, e)
		}
	}
	return errs, nil
}

// standard returns the flag of the tool that is needed if a package of the standard library was named.
func (v *vetting) standard() []string {
	for _, p := range v.roots.good {
		if p.Standard {
			return []string{"-" + standardFlag}
		}
	}
	return nil
}

// withoutTests analyses the roots that were not analysed and have test files, which may be why:
// the go command analyses a package together with its tests.
func (v *vetting) withoutTests(ctx context.Context, hide *hidden, broken []packageError) ([]packageError, error) {
	var paths []string
	for _, path := range v.roots.paths() {
		if p := v.roots.good[path]; !v.analysed[path] && p.hasTests() && len(p.GoFiles)+len(p.CgoFiles) > 0 && !p.cached() {
			paths = append(paths, path)
		}
	}
	if len(broken) == 0 || len(paths) == 0 || !v.cmd.goDir.canHide(ctx) {
		return nil, nil
	}
	for _, path := range paths {
		hide.hide(v.roots.good[path])
	}
	return v.run(ctx, hide, paths)
}

// collect adds to out what the analyzers said.
func (v *vetting) collect(out *outcome) {
	for _, r := range v.results {
		owner := v.roots.owner(r.ID)
		switch {
		case !v.cmd.selects(r.Analyzer) && r.Analyzer != unsearchedName:
		case r.Analyzer == unsearchedName && r.Err != "": // that of another analyzer
		case r.Err != "":
			out.errs = append(out.errs, fmt.Errorf("analyzer %s on package %s: %s", r.Analyzer, owner, report.OneLine(r.Err)))
		default:
			p := v.roots.good[owner]
			place := move(v.dirs[r.ID], p.Dir)
			files := p.files()
			chosen := v.cmd.choose(r)
			v.idle[owner] = v.idle[owner] || slices.ContainsFunc(r.Diagnostics, isUnusedIgnore)
			for _, d := range chosen {
				f := fromVet(owner, r.Analyzer, d, place)
				f.Fixes = fixesIn(f.Fixes, files)
				out.found = append(out.found, f)
			}
			out.sources.settle(out.found[len(out.found)-len(chosen):])
		}
	}
}

// fixesIn returns the fixes that change none but these files. Others are of something that was made
// of a file, by cgo or by an overlay.
func fixesIn(fixes []report.Fix, files []string) []report.Fix {
	return slices.DeleteFunc(fixes, func(f report.Fix) bool {
		return slices.ContainsFunc(f.Edits, func(e report.Edit) bool { return !slices.Contains(files, e.File) })
	})
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
	related, parsed := cutParsed(d.Related)
	for _, r := range related {
		f.Steps = append(f.Steps, report.Step{Pos: at(r.Posn), End: at(r.End), Message: report.OneLine(r.Message)})
	}
	for i, r := range parsed {
		span := report.Span{Pos: at(r.Posn), End: at(r.End)}
		if i == 0 {
			f.Source = span
		} else {
			f.Steps[i-1].Source = span
		}
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
