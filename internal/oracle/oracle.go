package oracle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/internal/oracle/run"
)

// A Config says which fixtures to run.
type Config struct {
	Root     string   // a GOPATH: the fixtures are below its folder src
	Patterns []string // import paths; "p/..." stands for all below p
	// Overlay holds contents that take the place of those of files on disk, by
	// absolute path. It is how a fixture is run as a fix leaves it.
	Overlay map[string][]byte
}

// Run runs the fixtures and compares what happened with their comments. The error
// is about fixtures that could not be run at all; what the runs disagree with is
// in the report.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	root, err := filepath.Abs(cfg.Root)
	if err != nil {
		return nil, fmt.Errorf("find root of fixtures: %w", err)
	}
	paths, err := expand(root, cfg.Patterns)
	if err != nil {
		return nil, err
	}
	var (
		marks           []mark
		all, importable []*fixture
	)
	for _, p := range paths {
		fx, found, err := parseFixture(p, filepath.Join(root, "src", filepath.FromSlash(p)), cfg.Overlay)
		if err != nil {
			return nil, err
		}
		if len(fx.files) == 0 {
			continue
		}
		all = append(all, fx)
		marks = append(marks, found...)
		if fx.name != "main" { // which nothing can import
			importable = append(importable, fx)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no fixtures match %s below %s", strings.Join(cfg.Patterns, " "), root)
	}
	results, err := execute(ctx, root, importable)
	if err != nil {
		return nil, err
	}
	return judge(all, marks, results), nil
}

// execute compiles the fixtures together with the runner and runs them.
func execute(ctx context.Context, root string, fixtures []*fixture) (*run.Results, error) {
	tmp, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return nil, fmt.Errorf("make folder for the overlay: %w", err)
	}
	defer os.RemoveAll(tmp)
	p, err := newProgram(root, tmp, fixtures)
	if err != nil {
		return nil, err
	}
	overlay, err := p.writeOverlay()
	if err != nil {
		return nil, err
	}
	binary := filepath.Join(tmp, "oracle.test")
	build := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay="+overlay, "-o", binary, mainPath)
	build.Dir = filepath.Join(root, "src")
	build.Env = append(os.Environ(), "GO111MODULE=off", "GOPATH="+root, "GOFLAGS=", "GOWORK=off")
	if log, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compile fixtures: %w\n%s", err, log)
	}
	out := filepath.Join(tmp, "results.json")
	cmd := exec.CommandContext(ctx, binary, "-test.run=^TestOracle$", "-test.timeout=0")
	cmd.Dir = tmp
	cmd.Env = append(os.Environ(), run.EnvOut+"="+out, "TMPDIR="+tmp) // functions that exit leave their temporary files to us
	// Fixtures fail tests on purpose, so only missing results are an error.
	log, runErr := cmd.CombinedOutput()
	data, err := os.ReadFile(out)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("run fixtures: %w\n%s", runErr, log)
	}
	var results run.Results
	if err == nil {
		err = json.Unmarshal(data, &results)
	}
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	p.realNames(&results)
	return &results, nil
}

// realNames puts the names of files on disk in the place of virtual ones.
func (p *program) realNames(results *run.Results) {
	for i := range results.Runs {
		for j := range results.Runs[i].Bodies {
			frames := results.Runs[i].Bodies[j].Frames
			for k, f := range frames {
				if base, ok := strings.CutSuffix(f.File, "_oracle.go"); ok {
					frames[k].File = base + "_test.go"
				}
			}
		}
	}
}
