package driver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// loadMode asks for everything from source, dependencies too: the analyzers need
// facts about them, and facts come from syntax.
const loadMode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
	packages.NeedImports | packages.NeedDeps | packages.NeedModule |
	packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo

// load returns the packages that patterns match and, in broken, an error for
// each that has to be left out. An err means that there is nothing to analyse.
func load(ctx context.Context, patterns []string) (pkgs []*packages.Package, broken []error, err error) {
	cfg := &packages.Config{Context: ctx, Mode: loadMode, Tests: true}
	initial, err := packages.Load(cfg, patterns...)
	if err == nil && len(initial) == 0 {
		err = fmt.Errorf("%s: no packages match", strings.Join(patterns, " "))
	}
	if err != nil {
		return nil, nil, explain(ctx, err)
	}
	for _, p := range initial {
		if !p.IllTyped {
			pkgs = append(pkgs, p)
		}
	}
	if noFiles := func(p *packages.Package) bool { return len(p.GoFiles) == 0 }; slices.ContainsFunc(initial, noFiles) {
		if err := noModule(ctx); err != nil { // that is why they were not found
			return nil, nil, err
		}
	}
	return pkgs, loadErrors(initial), nil
}

// explain says in a line why nothing could be loaded.
func explain(ctx context.Context, err error) error {
	if _, missing := exec.LookPath("go"); missing != nil {
		return errors.New("there is no go command in PATH")
	}
	if err := noModule(ctx); err != nil {
		return err
	}
	text := err.Error()
	if _, stderr, found := strings.Cut(text, "stderr: "); found {
		text = stderr // of go list: it says what the exit status does not
	}
	return errors.New(oneLine(text))
}

// loadErrors returns one error for each package, of initial or below, that has
// errors of its own, and one that names those of initial that suffer from them.
func loadErrors(initial []*packages.Package) []error {
	var errs []error
	said := make(map[string]bool)
	say := func(text string) {
		if !said[text] { // a package and its test variants fail alike
			said[text] = true
			errs = append(errs, errors.New(text))
		}
	}
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
			say(describe(p))
		}
	})
	var importers []string
	for _, p := range initial {
		if p.IllTyped && suffers(p) && !strings.HasSuffix(p.PkgPath, ".test") {
			importers = append(importers, p.PkgPath)
		}
	}
	if len(importers) > 0 {
		slices.Sort(importers)
		say("not analysed for what they import: " + strings.Join(slices.Compact(importers), ", "))
	}
	return errs
}

// describe says what is wrong with p, by the first error that has a place.
func describe(p *packages.Package) string {
	i := max(0, slices.IndexFunc(p.Errors, func(e packages.Error) bool { return strings.Contains(e.Pos, ":") }))
	if i >= len(p.Errors) {
		return fmt.Sprintf("package %s does not compile", p.PkgPath)
	}
	e := p.Errors[i]
	text := oneLine(e.Msg)
	if strings.Contains(e.Pos, ":") {
		text = relative(e.Pos) + ": " + text
	}
	if e.Kind == packages.ListError { // not found, excluded, …: the text says so
		return text
	}
	return fmt.Sprintf("package %s does not compile: %s", p.PkgPath, text)
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

// oneLine folds the lines of text into one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
