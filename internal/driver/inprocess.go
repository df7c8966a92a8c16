package driver

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/internal/report"
)

// loadMode asks for everything from source, dependencies too: the analyzers need
// facts about them, and facts come from syntax.
const loadMode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
	packages.NeedImports | packages.NeedDeps | packages.NeedModule |
	packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo

// inProcess analyses the packages of cmd, and all that they depend on, in this
// process.
func inProcess(ctx context.Context, cmd *command) (outcome, error) {
	read := &sums{all: make(map[string][sha256.Size]byte)}
	initial, err := load(ctx, cmd, read)
	if err != nil {
		return outcome{}, err
	}
	for _, p := range initial {
		cmd.exclude.saw(ownerOf(p.ID), p.Dir, p.GoFiles, p.IgnoredFiles)
	}
	initial = slices.DeleteFunc(initial, func(p *packages.Package) bool { return cmd.exclude.pkg(ownerOf(p.ID)) })
	out := newOutcome()
	out.errs, out.importers = loadErrors(cmd.goDir, initial)
	pkgs := slices.DeleteFunc(initial, func(p *packages.Package) bool { return p.IllTyped })
	if err := cmd.checkFuncs(pkgs); err != nil {
		return outcome{}, err
	}
	analyzers := cmd.analyzers
	if a := unsearched(analyzers, false); a != nil {
		analyzers = append(slices.Clip(analyzers), a)
	}
	graph, err := analyse(ctx, analyzers, pkgs)
	if err != nil {
		return outcome{}, err
	}
	for _, act := range graph.Roots {
		if act.Err != nil && act.Analyzer.Name != unsearchedName { // else it is that of another analyzer
			out.errs = append(out.errs, fmt.Errorf("analyzer %s on package %s: %s", act.Analyzer.Name, act.Package.PkgPath, report.OneLine(act.Err.Error())))
		}
		out.addSource(act.Package)
		origins := originsOf(act.Package.Fset, act.Package.Syntax)
		for i := range act.Diagnostics {
			out.found = append(out.found, fromPass(act, &act.Diagnostics[i], origins))
		}
		out.sources.settle(out.found[len(out.found)-len(act.Diagnostics):])
	}
	own := make(map[string]bool)
	for _, p := range pkgs {
		if own[ownerOf(p.ID)] = p.Module != nil && p.Module.Main; p.Module != nil && p.Module.Main {
			for _, file := range p.GoFiles {
				if sum, ok := read.all[file]; ok {
					out.files[file] = analysedFile{sum, p.Module.Dir}
				}
			}
		}
		if p.Dir != "" {
			out.looked(p.Dir, p.IgnoredFiles)
		}
	}
	out.foreign = func(pkg string) bool { return !own[pkg] }
	variants := make(map[string]int)
	for _, p := range pkgs {
		if owner := ownerOf(p.ID); p.PkgPath == owner {
			variants[owner]++
		}
	}
	out.found = settleIgnores(out.found, nil, variants)
	return out, nil
}

// addSource adds the folder of a package to those whose source may be shown.
func (out *outcome) addSource(p *packages.Package) {
	module := ""
	if p.Module != nil {
		module = p.Module.Dir
	}
	dir := p.Dir
	if dir == "" && len(p.GoFiles) > 0 { // another program than the go command may say no more
		dir = filepath.Dir(p.GoFiles[0])
	}
	out.sources.add(dir, module)
}

// analyse runs the analyzers. They cannot be interrupted; if ctx ends it
// leaves them behind.
func analyse(ctx context.Context, analyzers []*analysis.Analyzer, pkgs []*packages.Package) (*checker.Graph, error) {
	var graph *checker.Graph
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		graph, err = checker.Analyze(analyzers, pkgs, nil)
	}()
	select {
	case <-ctx.Done():
		return nil, errInterrupted
	case <-done:
		return graph, err
	}
}

// fromPass returns the finding that d is.
func fromPass(act *checker.Action, d *analysis.Diagnostic, origins map[*token.File]origin) report.Finding {
	fset := act.Package.Fset
	at := func(pos token.Pos) report.Position { return placeOf(fset.Position(pos)) }
	parsed := func(pos, end token.Pos) report.Span {
		if !moved(fset, pos) && !moved(fset, end) {
			return report.Span{}
		}
		return report.Span{Pos: placeOf(written(fset, origins, pos)), End: placeOf(written(fset, origins, cmp.Or(end, pos)))}
	}
	f := report.Finding{
		Package:  ownerOf(act.Package.ID),
		Analyzer: act.Analyzer.Name,
		Category: d.Category,
		Level:    report.LevelOf(act.Analyzer.Name, d.Category),
		Message:  report.OneLine(d.Message),
		Pos:      at(d.Pos),
		End:      at(cmp.Or(d.End, d.Pos)),
		Source:   parsed(d.Pos, d.End),
	}
	for _, r := range d.Related {
		f.Steps = append(f.Steps, report.Step{
			Pos: at(r.Pos), End: at(cmp.Or(r.End, r.Pos)), Source: parsed(r.Pos, r.End),
			Message: report.OneLine(r.Message),
		})
	}
	for _, fix := range d.SuggestedFixes {
		var edits []report.Edit
		for _, e := range fix.TextEdits {
			// Not the file that a comment "//line" names: the one that was parsed.
			start, end := fset.PositionFor(e.Pos, false), fset.PositionFor(cmp.Or(e.End, e.Pos), false)
			edits = append(edits, report.Edit{File: start.Filename, Start: start.Offset, End: end.Offset, New: string(e.NewText)})
		}
		f.Fixes = append(f.Fixes, report.Fix{Message: fix.Message, Edits: edits})
	}
	f.Fixes = fixesIn(f.Fixes, act.Package.GoFiles)
	return f
}

func placeOf(p token.Position) report.Position {
	return report.Position{File: p.Filename, Line: p.Line, Column: p.Column}
}

// load returns the packages that cmd names and, if there are to be fixes, in read the sums of the
// files of them and of what they import. An error means that there is
// nothing to analyse.
func load(ctx context.Context, cmd *command, read *sums) ([]*packages.Package, error) {
	// Where another program lists the packages, there may be no go command.
	if _, err := cmd.goDir.check(ctx); err != nil && !errors.Is(err, errNoGo) {
		return nil, err
	}
	cfg := &packages.Config{Context: ctx, Mode: loadMode, Tests: true, Dir: cmd.goDir.dir}
	if cmd.fix {
		cfg.ParseFile = read.parse
	}
	if cmd.goDir.env != nil {
		cfg.Env = append(os.Environ(), cmd.goDir.env...)
	}
	initial, err := packages.Load(cfg, cmd.args...)
	if err == nil && len(initial) == 0 {
		err = fmt.Errorf("%s: %w", strings.Join(cmd.args, " "), errNoPackages)
	}
	if err != nil {
		return nil, explain(ctx, cmd.goDir, err)
	}
	if noFiles := func(p *packages.Package) bool { return len(p.GoFiles) == 0 }; slices.ContainsFunc(initial, noFiles) {
		if err := cmd.goDir.noModule(ctx); err != nil { // that is why they were not found
			return nil, err
		}
	}
	return initial, nil
}

// explain says in a line why nothing could be loaded.
func explain(ctx context.Context, d goDir, err error) error {
	if ctx.Err() != nil {
		return errInterrupted
	}
	if _, missing := exec.LookPath("go"); missing != nil {
		return errNoGo
	}
	if err := d.noModule(ctx); err != nil {
		return err
	}
	if errors.Is(err, errNoPackages) {
		return err
	}
	text := err.Error()
	if _, stderr, found := strings.Cut(text, "stderr: "); found {
		text = stderr // of go list: it says what the exit status does not
	}
	return errors.New(withHint(d.oneLine(text)))
}

// loadErrors returns one error for each package, of initial or below, that has
// errors of its own, and those of initial that suffer from them.
func loadErrors(d goDir, initial []*packages.Package) (errs []error, importers []string) {
	suffers := func(p *packages.Package) bool { // its errors may be those of an import
		for _, imp := range p.Imports {
			if imp.IllTyped {
				return true
			}
		}
		return false
	}
	packages.Visit(initial, nil, func(p *packages.Package) {
		if p.IllTyped && !suffers(p) {
			errs = append(errs, errors.New(describe(d, p)))
		}
	})
	for _, p := range initial {
		if p.IllTyped && suffers(p) && !strings.HasSuffix(p.PkgPath, ".test") {
			importers = append(importers, p.PkgPath)
		}
	}
	return errs, importers
}

// describe says what is wrong with p, by the first error that has a place.
func describe(d goDir, p *packages.Package) string {
	i := max(0, slices.IndexFunc(p.Errors, func(e packages.Error) bool { return strings.Contains(e.Pos, ":") }))
	if i >= len(p.Errors) {
		return fmt.Sprintf("package %s does not compile", p.PkgPath)
	}
	e := p.Errors[i]
	text := d.at(e.Pos, e.Msg)
	if e.Kind == packages.ListError { // not found, excluded, …: the text says so
		return withHint(text)
	}
	return fmt.Sprintf("package %s does not compile: %s", p.PkgPath, text)
}
