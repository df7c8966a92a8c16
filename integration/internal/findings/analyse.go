package findings

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/httpleak/httpleak/integration/internal/cost"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// A Result is what a run of the tool over a module showed and cost.
type Result struct {
	Module   module.Module
	Findings []Finding
	Stderr   string
	Notes    []string  // what could not be analysed, for no fault of the tool
	Cost     cost.Cost // of the tool and the go commands it started
	Diff     Diff
}

// Analyse runs the tool by hand, with these flags, over all packages in dir, where the
// module is. An error means that the tool crashed or failed, or that ctx ended.
func Analyse(ctx context.Context, m module.Module, tool, dir string, flags ...string) (Result, error) {
	cmd := module.Command(ctx, dir, tool, append(slices.Clone(flags), "./...")...)
	// The tool ends what it started; killed, it could not.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	took, err := cost.Run(cmd)
	r := Result{Module: m, Cost: took, Stderr: stderr.String()}
	if ctx.Err() != nil {
		return r, context.Cause(ctx)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return r, err
	}
	state := cmd.ProcessState
	switch state.ExitCode() {
	case 0, 3:
	case 1:
		if r.Notes, err = excuses(ctx, dir, stderr.String()); err != nil {
			return r, err
		}
	default:
		return r, fmt.Errorf("the tool crashed: %v\n%s", state, module.Head(stderr.String()))
	}
	r.Findings, err = ParseText(&stdout)
	return r, err
}

var doesNotCompile = regexp.MustCompile(`^httpleak: package (\S+) does not compile: `)

// excuses returns the lines of stderr if each names a package that the go
// command cannot compile either, or its importers, or says what the go command says.
func excuses(ctx context.Context, dir, stderr string) ([]string, error) {
	var goSays string // what go list has to say; not asked yet if it is empty
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	// What was given up is no package, and no fault.
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "httpleak: not searched to the end: ") })
	for _, line := range lines {
		if strings.HasPrefix(line, "httpleak: not analysed for what they import: ") {
			continue
		}
		if m := doesNotCompile.FindStringSubmatch(line); m != nil {
			if _, err := module.Go(ctx, dir, "list", "-export", "-test", m[1]); err == nil {
				return nil, fmt.Errorf("the tool cannot load what the go command compiles:\n%s", line)
			}
			continue
		}
		if goSays == "" {
			cmd := module.Command(ctx, dir, "go", "list", "-deps", "-test", "./...")
			var out bytes.Buffer
			cmd.Stderr = &out
			if err := cmd.Run(); err == nil {
				return nil, fmt.Errorf("the tool failed:\n%s", module.Head(stderr))
			}
			goSays = out.String()
		}
		if !saidBy(goSays, line) {
			return nil, fmt.Errorf("the tool failed:\n%s", module.Head(stderr))
		}
	}
	return lines, nil
}

// saidBy reports whether text has what the tool says in line, which may stand in several lines there.
func saidBy(text, line string) bool {
	said := strings.TrimPrefix(line, "httpleak: ")
	return said != "" && strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(said), " "))
}

// CompareWithVet runs the tool under go vet and wants the same findings.
func CompareWithVet(ctx context.Context, tool, dir string, byHand []Finding) error {
	out, err := module.Go(ctx, dir, "vet", "-json", "-vettool="+tool, "./...")
	if err != nil {
		return err
	}
	vet, err := ParseVet(bytes.NewReader(out), dir)
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
