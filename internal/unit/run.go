package unit

import (
	"encoding/gob"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// A Result is what an analyzer said of a package.
type Result struct {
	Analyzer    *analysis.Analyzer
	Diagnostics []analysis.Diagnostic
	Err         error
}

// Run runs analyzers over the package that cfg describes, writes the facts for its importers, and prints
// the results as JSON to where the go command wants them. An error says that there are no results: the package does not compile, or
// a file cannot be read or written.
func Run(cfg *Config, analyzers []*analysis.Analyzer) error {
	l, err := load(cfg)
	if err != nil {
		return err
	}
	r := &runner{loaded: l, actions: make(map[*analysis.Analyzer]*action)}
	for _, a := range analyzers {
		r.prepare(a)
	}
	if r.facts, err = readFacts(l.pkg, cfg.PackageVetx, l.known); err != nil {
		return err
	}
	r.all(analyzers)
	facts, err := r.facts.encode()
	if err != nil {
		return fmt.Errorf("facts of %s: %w", cfg.ImportPath, err)
	}
	if err := writeVetx(cfg.VetxOutput, facts); err != nil {
		return err
	}
	var results []Result
	for _, a := range analyzers {
		act := r.actions[a]
		results = append(results, Result{a, act.diagnostics, act.err})
	}
	return printTo(cfg.Stdout, marshal(l.fset, cfg.ID, results))
}

// Skip gives an empty answer for a package: no facts, and of the analyzers, named by done, that they found nothing.
func Skip(cfg *Config, done ...string) error {
	if err := writeVetx(cfg.VetxOutput, nil); err != nil {
		return err
	}
	return printTo(cfg.Stdout, none(cfg.ID, done))
}

// printTo writes to the file, or to standard output if there is none.
func printTo(file string, data []byte) error {
	if file == "" {
		_, err := os.Stdout.Write(data)
		return err
	}
	return os.WriteFile(file, data, 0o666)
}

// A runner runs analyzers over a package, each once.
type runner struct {
	*loaded
	facts   *factSet
	actions map[*analysis.Analyzer]*action
}

// An action is an analyzer, and what became of it.
type action struct {
	once        sync.Once
	result      any
	diagnostics []analysis.Diagnostic
	err         error
}

// prepare makes the actions of a and of what it requires.
func (r *runner) prepare(a *analysis.Analyzer) {
	if r.actions[a] != nil {
		return
	}
	r.actions[a] = new(action)
	for _, fact := range a.FactTypes {
		gob.Register(fact)
	}
	for _, req := range a.Requires {
		r.prepare(req)
	}
}

// all runs analyzers side by side.
func (r *runner) all(analyzers []*analysis.Analyzer) {
	var wg sync.WaitGroup
	for _, a := range analyzers {
		wg.Go(func() { r.run(a) })
	}
	wg.Wait()
}

// run runs a after what it requires.
func (r *runner) run(a *analysis.Analyzer) *action {
	act := r.actions[a]
	act.once.Do(func() {
		r.all(a.Requires)
		results := make(map[*analysis.Analyzer]any)
		var failed []string
		for _, req := range a.Requires {
			before := r.run(req)
			if before.err != nil {
				failed = append(failed, req.String())
			}
			results[req] = before.result
		}
		if len(failed) > 0 {
			slices.Sort(failed)
			act.err = fmt.Errorf("failed prerequisites: %s", strings.Join(failed, ", "))
			return
		}
		act.result, act.err = a.Run(r.pass(a, act, results))
	})
	return act
}

// pass returns the pass of a.
func (r *runner) pass(a *analysis.Analyzer, act *action, results map[*analysis.Analyzer]any) *analysis.Pass {
	module := r.cfg.Module
	if module == nil && r.cfg.ModulePath != "" { // Go 1.26 says it in other words
		module = &analysis.Module{Path: r.cfg.ModulePath, Version: r.cfg.ModuleVersion, GoVersion: r.cfg.GoVersion}
	}
	pass := &analysis.Pass{
		Analyzer:     a,
		Fset:         r.fset,
		Files:        r.files,
		OtherFiles:   r.cfg.NonGoFiles,
		IgnoredFiles: r.cfg.IgnoredFiles,
		Pkg:          r.pkg,
		TypesInfo:    r.info,
		TypesSizes:   r.sizes,
		ResultOf:     results,
		Report:       func(d analysis.Diagnostic) { act.diagnostics = append(act.diagnostics, d) },
		Module:       module,
		ReadFile: func(name string) ([]byte, error) {
			if !slices.Contains(slices.Concat(r.cfg.GoFiles, r.cfg.NonGoFiles, r.cfg.IgnoredFiles), name) {
				return nil, fmt.Errorf("%s is not a file of the package", name)
			}
			return os.ReadFile(name)
		},
	}
	r.facts.bind(pass)
	return pass
}
