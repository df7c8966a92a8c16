package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// A runner runs the tool over one module after the other.
type runner struct {
	opts    options
	work    string // a folder for copies of modules
	id      string // of the tool
	file    string // that the figures are kept in
	figures []figure
	ran     int      // modules
	failed  []string // one sentence each
}

// errLimit is why a module was given up.
var errLimit = errors.New("it takes too long")

// visit runs the tool over m, unless it has been, and keeps the figures. The error ends the run; what
// is wrong with m alone goes to failed.
func (r *runner) visit(ctx context.Context, m module.Module) error {
	if !r.opts.again && r.known(m) || r.opts.n > 0 && r.ran == r.opts.n {
		return nil
	}
	r.ran++
	fmt.Fprintf(os.Stderr, "%s\n", m)
	dir, err := m.Fetch(ctx, r.work)
	if err != nil {
		r.failed = append(r.failed, fmt.Sprintf("%s: %v", m, err))
		return ctx.Err()
	}
	defer os.RemoveAll(dir)
	limited, cancel := ctx, context.CancelFunc(func() {})
	if r.opts.limit > 0 {
		limited, cancel = context.WithTimeoutCause(ctx, r.opts.limit, errLimit)
	}
	defer cancel()
	result, err := findings.Analyse(limited, m, r.opts.tool, dir, "-level=leak")
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errLimit):
		fmt.Fprintf(os.Stderr, "\tleft after %s\n", r.opts.limit)
		return r.keep(figure{Module: m, Left: true, Tool: r.id})
	case err != nil:
		r.failed = append(r.failed, fmt.Sprintf("%s: %v", m, err))
		return nil
	}
	return r.compare(result)
}

// known reports whether the tool has been run over m to the end.
func (r *runner) known(m module.Module) bool {
	for _, f := range r.figures {
		if f.Module == m && f.Tool == r.id {
			return true
		}
	}
	return false
}

// compare holds the result against the records, and writes what is new.
func (r *runner) compare(result findings.Result) error {
	m := result.Module
	judgements, err := readJudgements(r.opts.dir, m)
	if err != nil {
		return err
	}
	d := findings.Compare(judgements, result.Findings)
	for _, note := range result.Notes {
		fmt.Fprintf(os.Stderr, "\t%s\n", note)
	}
	missed := 0
	for _, j := range d.Gone {
		if j.Verdict == "true" {
			missed++
			if r.opts.list {
				fmt.Printf("missed: %s: %s\n", m, j)
			}
		}
	}
	if missed > 0 {
		r.failed = append(r.failed, fmt.Sprintf("%s: %d true findings are not found any more", m, missed))
	}
	if r.opts.list {
		for _, j := range d.Fresh {
			fmt.Printf("new: %s: %s\n", m, j)
		}
	}
	if r.opts.record != "" && len(d.Fresh) > 0 {
		if err := appendGolden(filepath.Join(r.opts.dir, r.opts.record, goldenName(m)), d.Fresh); err != nil {
			return err
		}
	}
	inTests := 0
	for _, f := range result.Findings {
		if f.InTest() {
			inTests++
			if r.opts.list {
				fmt.Printf("test: %s: %s\n", m, f)
			}
		}
	}
	f := figure{
		Module: m, Found: len(d.Order), InTests: inTests, CPU: result.Cost.CPU, Peak: result.Cost.Peak,
		GaveUp: countGaveUp(result.Stderr), NotAnalysed: len(result.Notes), Tool: r.id,
	}
	f.count(d.Order)
	return r.keep(f)
}

// keep puts f in the place of an older figure of the module and writes them all.
func (r *runner) keep(f figure) error {
	kept := r.figures[:0:0]
	for _, old := range r.figures {
		if old.Module.Path != f.Module.Path {
			kept = append(kept, old)
		}
	}
	r.figures = append(kept, f)
	return writeFigures(r.file, r.figures)
}

// appendGolden adds judgements to a golden file.
func appendGolden(file string, judgements []findings.Judgement) error {
	old, err := findings.ReadGolden(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return findings.WriteGolden(file, findings.Diff{Order: append(old, judgements...)})
}

var gaveUp = regexp.MustCompile(`(?m)^httpleak: .*\b(?:gave|given) up\b`)

// countGaveUp counts the functions that the tool says it gave up; -1 if it says nothing of the kind.
func countGaveUp(stderr string) int {
	if n := len(gaveUp.FindAllString(stderr, -1)); n > 0 {
		return n
	}
	return -1
}
