package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// A repair is what -fix made of a module.
type repair struct {
	module       module.Module
	found        int      // true findings outside of tests
	mended       int      // of them, not found after -fix
	fresh        []string // found only after it
	packages     []string // that it changed, as the go command names folders
	builds, vets bool     // the changed packages do, if they did before
}

const repairsHead = "module\tversion\ttrue\tmended\tnew\tpackages\tbuild\tvet\n"

func (r repair) String() string {
	word := map[bool]string{true: "ok", false: "worse"}
	return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s", r.module.Path, r.module.Version, r.found, r.mended, len(r.fresh),
		len(r.packages), word[r.builds], word[r.vets])
}

// fixAll runs -fix over copies of the modules of which the later record has true findings, and keeps in
// later/fixes.tsv what that mends. A module that is there already is left out.
func fixAll(ctx context.Context, opts options, work string, modules []module.Module) error {
	file := filepath.Join(opts.dir, "later", "fixes.tsv")
	for _, m := range modules {
		judgements, err := findings.ReadGolden(filepath.Join(opts.dir, "later", goldenName(m)))
		if err != nil {
			return err
		}
		judged := slices.ContainsFunc(judgements, func(j findings.Judgement) bool { return j.Verdict == "true" })
		known, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !judged || !opts.again && strings.Contains(string(known), m.Path+"\t"+m.Version+"\t") {
			continue
		}
		fmt.Fprintln(os.Stderr, m)
		r, err := fixOne(ctx, opts.tool, work, m, judgements)
		if err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
		for _, f := range r.fresh {
			fmt.Fprintf(os.Stderr, "\tonly after -fix: %s\n", f)
		}
		if err := keepRepair(file, string(known), r); err != nil {
			return err
		}
	}
	return nil
}

// keepRepair writes r in the place of an older line of its module.
func keepRepair(file, text string, r repair) error {
	lines := strings.SplitAfter(strings.TrimPrefix(text, repairsHead), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, r.module.Path+"\t") })
	return os.WriteFile(file, []byte(repairsHead+strings.Join(lines, "")+r.String()+"\n"), 0o666)
}

// fixOne runs -fix over a copy of m, and the tool again over what that made of it.
func fixOne(ctx context.Context, tool, work string, m module.Module, judgements []findings.Judgement) (repair, error) {
	r := repair{module: m}
	dir, err := m.Fetch(ctx, work)
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	fixed := dir + ".fixed"
	if err := os.CopyFS(fixed, os.DirFS(dir)); err != nil {
		return r, err
	}
	defer os.RemoveAll(fixed)
	if _, err := findings.Analyse(ctx, m, tool, fixed, "-level=leak", "-fix"); err != nil {
		return r, err
	}
	if r.packages, err = changedPackages(dir, fixed); err != nil {
		return r, err
	}
	r.builds = len(r.packages) == 0 || passes(ctx, dir, fixed, append([]string{"build"}, r.packages...))
	r.vets = len(r.packages) == 0 || passes(ctx, dir, fixed, append([]string{"vet"}, r.packages...))
	after, err := findings.Analyse(ctx, m, tool, fixed, "-level=leak")
	if err != nil {
		return r, err
	}
	return r, r.count(dir, judgements, fixed, after.Findings)
}

// passes reports whether a go command that is content with dir is content with fixed.
func passes(ctx context.Context, dir, fixed string, args []string) bool {
	_, err := module.Go(ctx, fixed, args...)
	if err == nil {
		return true
	}
	if _, before := module.Go(ctx, dir, args...); before != nil {
		return true
	}
	fmt.Fprintf(os.Stderr, "\t%v\n", err)
	return false
}

// changedPackages returns the folders of the Go files that differ.
func changedPackages(dir, fixed string) (packages []string, err error) {
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".go" {
			return err
		}
		was, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		is, err := os.ReadFile(filepath.Join(fixed, name))
		if err == nil && !bytes.Equal(was, is) {
			packages = append(packages, "./"+path.Dir(name))
		}
		return err
	})
	slices.Sort(packages)
	return slices.Compact(packages), err
}

// count compares what was found before and after. Lines have moved, so a finding is known by its file, the source
// on its line, and its text without numbers.
func (r *repair) count(dir string, before []findings.Judgement, fixed string, after []findings.Finding) error {
	left := make(map[string]int)
	for _, f := range after {
		if f.InTest() {
			continue
		}
		key, err := keyOf(fixed, f)
		if err != nil {
			return err
		}
		left[key]++
	}
	for _, j := range before {
		key, err := keyOf(dir, j.Finding)
		if err != nil {
			return err
		}
		if left[key] > 0 {
			left[key]--
		} else if j.Verdict == "true" {
			r.mended++
		}
		if j.Verdict == "true" {
			r.found++
		}
	}
	for key, n := range left {
		if n > 0 {
			r.fresh = append(r.fresh, key)
		}
	}
	slices.Sort(r.fresh)
	return nil
}

var digits = regexp.MustCompile(`\d+`)

func keyOf(dir string, f findings.Finding) (string, error) {
	file, rest, _ := strings.Cut(f.Posn, ":")
	var line int
	if _, err := fmt.Sscanf(rest, "%d:", &line); err != nil {
		return "", fmt.Errorf("position %s: %w", f.Posn, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(data), "\n")
	if line < 1 || line > len(lines) {
		return "", fmt.Errorf("there is no line %s", f.Posn)
	}
	return fmt.Sprintf("%s: %s: %s: %s", file, f.Analyzer, strings.TrimSpace(lines[line-1]), digits.ReplaceAllString(f.Message, "N")), nil
}
