package mutants

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/report"
)

func expression(e ast.Expr) string { return types.ExprString(e) }

// A violation is something that does not hold for a package.
type violation struct {
	what string
	file string // "" if it is about the package as a whole
	line int    // in the text that is analysed first; 0 if it is not known
}

func (v violation) String() string { return fmt.Sprintf("%s:%d: %s", v.file, v.line, v.what) }

// A verdict is what came of looking at a package.
type verdict struct {
	violations []violation
	findings   int
	fixes      int               // that were applied
	fixed      map[string]string // the files that they changed
}

// judge looks at the package path with these files, which compiles.
func (w *world) judge(path string, files []file, analyzers []*analysis.Analyzer) (v verdict) {
	fail := func(format string, args ...any) {
		v.violations = append(v.violations, violation{what: fmt.Sprintf(format, args...)})
	}
	before, err := w.run(path, files, analyzers)
	if err != nil {
		fail("%v", err)
		return v
	}
	again, err := w.run(path, files, analyzers)
	if err != nil {
		fail("the second time: %v", err)
		return v
	}
	v.findings = len(before)
	if x, y := lines(before), lines(again); !slices.Equal(x, y) {
		fail("two runs differ:\n%s\n--\n%s", strings.Join(x, "\n"), strings.Join(y, "\n"))
	}
	plan := makePlan(before, files)
	v.fixes = len(plan.Fixed)
	if len(plan.Files) == 0 {
		return v
	}
	changed := v.apply(plan, files)
	after, err := w.run(path, changed, analyzers)
	if err != nil {
		fail("after the fixes: %v", err)
		return v
	}
	v.compare(before, plan, after)
	for _, f := range makePlan(after, changed).Fixed {
		v.violations = append(v.violations, violation{what: "a second run changes something more: " + f.Message + ": " + f.Fixes[0].Message, file: f.Pos.File, line: -f.Pos.Line})
	}
	return v
}

// run checks and analyses files.
func (w *world) run(path string, files []file, analyzers []*analysis.Analyzer) ([]found, error) {
	p, problems := w.check(path, files)
	if len(problems) > 0 {
		return nil, fmt.Errorf("does not compile: %w", problems[0])
	}
	return w.analyze(p, analyzers)
}

func makePlan(list []found, files []file) fix.Plan {
	var all []report.Finding
	for _, f := range list {
		all = append(all, f.Finding)
	}
	read := func(name string) ([]byte, error) {
		for _, f := range files {
			if f.name == name {
				return []byte(f.text), nil
			}
		}
		return nil, &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
	}
	fix.JoinIgnores(all, read)
	return fix.Make(all, read)
}

// apply returns the files after the plan, each of which must be formatted if it was before.
func (v *verdict) apply(plan fix.Plan, files []file) []file {
	out := slices.Clone(files)
	v.fixed = make(map[string]string)
	for _, changed := range plan.Files {
		for i := range out {
			if out[i].name == changed.Name {
				out[i].text = string(changed.New)
				v.fixed[changed.Name] = out[i].text
			}
		}
		if formatted, err := format.Source(changed.New); err != nil || !bytes.Equal(formatted, changed.New) {
			v.violations = append(v.violations, violation{what: "not formatted after the fixes", file: changed.Name})
		}
	}
	for _, err := range plan.Unread {
		v.violations = append(v.violations, violation{what: err.Error()})
	}
	return out
}

// compare wants nothing that was fixed among what is found afterwards.
func (v *verdict) compare(before []found, plan fix.Plan, after []found) {
	left := make(map[string]int)
	var fixed []found
	for _, f := range before {
		was := func(g report.Finding) bool { return g.Pos == f.Pos && g.Rule() == f.Rule() && g.Message == f.Message }
		if slices.ContainsFunc(plan.Fixed, was) {
			fixed = append(fixed, f)
		} else {
			left[f.key]++
		}
	}
	for _, f := range after {
		left[f.key]--
	}
	for _, f := range fixed {
		if left[f.key] < 0 {
			v.violations = append(v.violations, violation{"is found again after its fix: " + f.key + ": " + f.Message + ": " + f.Fixes[0].Message, f.Pos.File, f.Pos.Line})
			left[f.key]++
		}
	}
}

// lines returns all of what was found as text.
func lines(list []found) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s: %s: %s: %+v %+v", f.Pos, f.Rule(), f.Message, f.Steps, f.Fixes))
	}
	return out
}
