package driver

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/ignore"
	"github.com/httpleak/httpleak/internal/report"
)

// settleIgnores drops the findings about comments that silence nothing if that is so in one
// variant of a package only: with the tests of the package, an analyzer may find what
// it does not find without them, and the other way round. variants tells for each package how many of
// its variants that have all its files were analysed; others are further findings in them.
func settleIgnores(found, others []report.Finding, variants map[string]int) []report.Finding {
	type comment struct {
		at                report.Position
		analyzer, message string
		fix               report.Edit
	}
	key := func(f *report.Finding) comment {
		c := comment{at: f.Pos, analyzer: f.Analyzer, message: f.Message}
		if len(f.Fixes) > 0 && len(f.Fixes[0].Edits) > 0 {
			c.fix = f.Fixes[0].Edits[0]
		}
		return c
	}
	votes := make(map[comment]int)
	for _, list := range [][]report.Finding{found, others} {
		for i := range list {
			votes[key(&list[i])]++
		}
	}
	return slices.DeleteFunc(found, func(f report.Finding) bool {
		return hasVariants(&f) && votes[key(&f)] < variants[f.Package]
	})
}

// hasVariants reports whether f is about a comment that silences nothing, in a file that is in
// several variants of its package.
func hasVariants(f *report.Finding) bool {
	return f.Category == ignore.UnusedCategory && !strings.HasSuffix(f.Pos.File, "_test.go")
}

// settle is [settleIgnores] for out. The go command analyses a package that is not imported only
// together with its tests; where that is not enough, it is analysed without them, too. So are packages
// that were analysed in this run, if somebody who asks for such comments would need it: the next run finds it in the cache.
func (v *vetting) settle(ctx context.Context, out *outcome) error {
	variants := make(map[string]int)
	for id, n := range v.units {
		if path, _, _ := strings.Cut(id, " ["); path == v.roots.owner(id) {
			variants[path] += n
		}
	}
	lacks := func(path string) bool { return len(v.roots.good[path].TestGoFiles) > 0 && v.units[path] < 2 }
	alone := make(map[string]bool) // to be analysed without tests
	for i := range out.found {
		if f := &out.found[i]; hasVariants(f) && lacks(f.Package) && !alone[f.Package] {
			alone[f.Package] = true
			variants[f.Package]++
		}
	}
	fresh, err := v.scratch.analysedUnits()
	if err != nil {
		return err
	}
	for _, u := range fresh {
		if path := v.roots.owner(u.ID); v.idle[path] && lacks(path) {
			alone[path] = true
		}
	}
	var more outcome
	if len(alone) > 0 && v.cmd.goDir.canHide(ctx) {
		var hide hidden
		for path := range alone {
			hide.hide(v.roots.good[path])
		}
		w := newVetting(v.cmd, v.roots, v.scratch)
		w.own, w.told = v.own, v.told
		if _, err := w.analyse(ctx, &hide, slices.Sorted(maps.Keys(alone))); err != nil {
			return err
		}
		w.collect(&more)
	}
	out.found = settleIgnores(out.found, more.found, variants)
	return nil
}
