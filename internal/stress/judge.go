package stress

import (
	"fmt"
	"os"
	"slices"

	"github.com/httpleak/httpleak/internal/stress/run"
)

// A Verdict says what the analyzer and the runs make of one request.
type Verdict uint8

const (
	Right   Verdict = iota // a finding that a run confirms
	False                  // a finding that no run confirms, and all were run
	Unknown                // a finding that no run confirms, but there are more, or none returns after the request
	Miss                   // a leak without a finding
)

// A Case is a request of a function with a verdict.
type Case struct {
	Unit    *Unit // nil: in the prelude
	ID      int
	Verdict Verdict
	Finding Finding // unless it is a miss
	Run     string  // the decisions that leak
}

// An Outcome is what a batch of functions showed.
type Outcome struct {
	Cases      []Case
	Functions  int
	Stuck      int
	Exhaustive int
	Runs       int
}

// judge runs and analyses functions. The units must be valid and have different names.
func (c *loader) judge(units []*Unit, job run.Job, tmp string) (*Outcome, error) {
	src, err := text(units)
	if err != nil {
		return nil, err
	}
	files := withPrelude(src)
	pkg, err := c.load(files)
	if err != nil {
		return nil, fmt.Errorf("check generated functions: %w", err)
	}
	found, err := c.analyze(pkg, files)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(tmp, "batch")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	prog, err := build(dir, files, units)
	if err != nil {
		return nil, err
	}
	results, err := prog.run(job)
	if err != nil {
		return nil, err
	}
	if err := prog.again(found, units, results, job); err != nil {
		return nil, err
	}
	return compare(found, units, results), nil
}

// again runs functions with a finding that no run has confirmed longer.
func (p *program) again(found findings, units []*Unit, results map[string]run.Result, job run.Job) error {
	only := make(map[string]bool)
	for _, u := range units {
		r := results[u.Name]
		for id, f := range found[u.Name] {
			if !r.Exhaustive && !r.Stuck && !confirms(r, id, f) {
				only[u.Name] = true
			}
		}
	}
	if len(only) == 0 || job.Longer <= 1 {
		return nil
	}
	job.Only, job.Runs, job.Random = only, job.Longer*job.Runs, job.Longer*job.Random
	more, err := p.run(job)
	if err != nil {
		return err
	}
	for name, r := range more {
		results[name] = r
	}
	return nil
}

// confirms reports whether a run showed what the finding says.
func confirms(r run.Result, id int, f Finding) bool {
	_, leaks := r.Leaks[id]
	switch f.Category {
	case "loopdefer":
		return leaks || r.Lapped[id]
	case "overwrite":
		return leaks || r.Lost[id]
	}
	return leaks
}

func compare(found findings, units []*Unit, results map[string]run.Result) *Outcome {
	out := new(Outcome)
	for id, f := range found[""] {
		if r := results[fmt.Sprint(id)]; !confirms(r, id, f) {
			out.Cases = append(out.Cases, Case{ID: id, Verdict: False, Finding: f})
		}
	}
	for _, u := range units {
		r, ok := results[u.Name]
		if !ok || r.Stuck {
			out.Stuck++
			continue
		}
		out.Functions++
		out.Runs += r.Runs
		if r.Exhaustive {
			out.Exhaustive++
		}
		for id, f := range found[u.Name] {
			c := Case{Unit: u, ID: id, Finding: f, Run: r.Leaks[id]}
			switch {
			case confirms(r, id, f):
			case r.Exhaustive && r.Seen[id]:
				c.Verdict = False
			default:
				c.Verdict = Unknown
			}
			out.Cases = append(out.Cases, c)
		}
		for id, decisions := range r.Leaks {
			if _, ok := found[u.Name][id]; !ok {
				out.Cases = append(out.Cases, Case{Unit: u, ID: id, Verdict: Miss, Run: decisions})
			}
		}
	}
	slices.SortStableFunc(out.Cases, func(a, b Case) int {
		if a.Unit == nil || b.Unit == nil || a.Unit == b.Unit {
			return a.ID - b.ID
		}
		return a.Unit.Index - b.Unit.Index
	})
	return out
}

// count returns the number of cases with a verdict.
func (o *Outcome) count(v Verdict) int {
	n := 0
	for _, c := range o.Cases {
		if c.Verdict == v {
			n++
		}
	}
	return n
}
