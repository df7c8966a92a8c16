package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

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
	remind(&d)
	found := make(map[string]bool) // by position: texts change
	for _, f := range result.Findings {
		found[place(f)] = true
	}
	for _, note := range result.Notes {
		fmt.Fprintf(os.Stderr, "\t%s\n", note)
	}
	missed := 0
	for _, j := range d.Gone {
		if j.Verdict == "true" && !found[place(j.Finding)] {
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
	if err := r.record(m, d); err != nil {
		return err
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

// record writes down what is new in the first record, or all that was found in the later one.
func (r *runner) record(m module.Module, d findings.Diff) error {
	file := filepath.Join(r.opts.dir, r.opts.record, goldenName(m))
	switch r.opts.record {
	case "first":
		return appendGolden(file, d.Fresh)
	case "later":
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		return findings.WriteGolden(file, d)
	}
	return nil
}

// place is where f stands, whatever its text.
func place(f findings.Finding) string { return f.Posn + " " + f.Analyzer }

// remind says of what is new what a person thought of another text at its place. A new text may tell of
// another path, so this has to be read again.
func remind(d *findings.Diff) {
	thought := make(map[string]findings.Judgement)
	for _, j := range d.Gone {
		thought[place(j.Finding)] = j
	}
	for _, list := range [][]findings.Judgement{d.Fresh, d.Order} {
		for i, j := range list {
			if was, ok := thought[place(j.Finding)]; ok && j.Verdict == "?" {
				list[i].Reason = fmt.Sprintf("was %s: %s", was.Verdict, was.Reason)
			}
		}
	}
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
	if len(judgements) == 0 {
		return nil
	}
	old, err := findings.ReadGolden(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return findings.WriteGolden(file, findings.Diff{Order: append(old, judgements...)})
}

var (
	unsearched = regexp.MustCompile(`(?m)^httpleak: not searched to the end: (.*)$`)
	branches   = regexp.MustCompile(` \([\d,]+ branch(?:es)?\)(?:, |$)`) // after the name of each function
	more       = regexp.MustCompile(`(?:^|, )([\d,]+) more \(-v names them\)$`)
)

// countGaveUp counts the functions that the tool says it did not search to the end.
func countGaveUp(stderr string) int {
	n := 0
	for _, line := range unsearched.FindAllStringSubmatch(stderr, -1) {
		n += len(branches.FindAllString(line[1], -1))
		if m := more.FindStringSubmatch(line[1]); m != nil {
			rest, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
			if err == nil {
				n += rest
			}
		}
	}
	return n
}
