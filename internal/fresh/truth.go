package fresh

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/httpleak/httpleak/internal/oracle"
	"github.com/httpleak/httpleak/internal/oracle/run"
)

// pattern names the packages of the set in the GOPATH that is testdata.
const pattern = "bodyclose/fresh/..."

// A Set is the functions that count: those that send a request, or take part in
// sending one, in some run.
type Set struct {
	Functions []*Function
	all       []*Function // those too that only help
}

// Load reads the set below the GOPATH root and runs it. The error says what the runs
// disagree with.
func Load(ctx context.Context, root string) (*Set, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find the set: %w", err)
	}
	all, err := readFunctions(filepath.Join(root, "src", "bodyclose", "fresh"))
	if err != nil {
		return nil, err
	}
	report, err := oracle.Run(ctx, oracle.Config{Root: root, Patterns: []string{pattern}})
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, d := range report.Disagreements {
		errs = append(errs, errors.New(d.String()))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	asks := make(map[*Function]bool)
	for i := range report.Runs {
		if err := markAsking(asks, all, &report.Runs[i]); err != nil {
			return nil, err
		}
	}
	s := &Set{all: all}
	for _, fn := range all {
		if asks[fn] {
			s.Functions = append(s.Functions, fn)
		} else if len(fn.Leaks) > 0 {
			return nil, fmt.Errorf("%s leaks and asks nobody", fn.Name)
		}
	}
	return s, nil
}

// markAsking notes which functions took part in a request of a run.
func markAsking(asks map[*Function]bool, all []*Function, r *run.Run) error {
	if r.Requests > 0 {
		for _, fn := range all {
			if filepath.Base(r.Package)+"."+r.Func == fn.Name {
				asks[fn] = true
			}
		}
	}
	for _, b := range r.Bodies {
		for _, f := range b.Frames {
			fn, err := functionAt(all, f.File, f.Line)
			if err != nil {
				return err
			}
			asks[fn] = true
		}
	}
	return nil
}
