package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/vetjson"
)

// A part is what go vet analyses of a package that is named: the package, with those tests that are in it, or
// its external tests. Every part is accounted for: it is analysed, or an error says that it is not.
type part struct {
	path string // of the package that is named
	kind partKind
}

type partKind uint8

const (
	alone    partKind = iota // the package without tests
	tested                   // the package with its tests
	external                 // the tests in the package p_test
)

// partOf returns the part of a package that a result of [unitAnalyzer] is about.
func (r *roots) partOf(res vetjson.Result) part {
	path, _, _ := strings.Cut(res.ID, " [")
	p := part{path: r.owner(res.ID)}
	switch {
	case path != p.path:
		p.kind = external
	case res.Diagnostics[0].Category == withTests:
		p.kind = tested
	}
	return p
}

// missing returns the parts that go vet has to analyse and that it did not, in order. Those
// whose files are hidden it need not.
func (v *vetting) missing(hide *hidden) []part {
	var parts []part
	want := func(p part) {
		if !v.parts[p] {
			parts = append(parts, p)
		}
	}
	for _, path := range v.roots.paths() {
		p := v.roots.good[path]
		shown := func(name string) bool { return !hide.files[filepath.Join(p.Dir, name)] }
		switch {
		case slices.ContainsFunc(p.TestGoFiles, shown):
			want(part{path, tested})
		case path != "unsafe" && len(p.GoFiles)+len(p.CgoFiles) > 0: // unsafe has no code
			want(part{path, alone})
		}
		if slices.ContainsFunc(p.XTestGoFiles, shown) {
			want(part{path, external})
		}
	}
	return parts
}

// again analyses parts that go vet did not, though nothing is wrong with them: their results were in the
// cache of the go command, and are lost. That is so if a file there was cut short, and also if an earlier run was
// killed: the go command keeps that a package was analysed before it passes on what was found, and takes that for all
// there is from then on. It would take it again; so each package gets one file more, which has nothing in it. Those of
// which the cache lost that as well get one that nobody ever had.
func (v *vetting) again(ctx context.Context, hide *hidden, broken []packageError) ([]packageError, error) {
	if slices.ContainsFunc(broken, packageError.general) {
		return nil, nil
	}
	var errs []packageError
	for _, comment := range []string{"", fmt.Sprintf("// %x\n", rand.Uint64())} {
		lost, err := v.lost(ctx, hide, slices.Concat(broken, errs))
		if err != nil || len(lost) == 0 {
			return errs, err
		}
		more, err := v.anew(ctx, hide, lost, comment)
		if err != nil {
			return nil, err
		}
		errs = append(errs, more...)
	}
	return errs, nil
}

// anew analyses parts, each in a package with one file more that has a comment in it.
func (v *vetting) anew(ctx context.Context, hide *hidden, parts []part, comment string) ([]packageError, error) {
	more := hidden{files: hide.files, added: make(map[string]string)}
	addable := v.cmd.goDir.canHide(ctx)
	var paths []string
	for _, part := range parts {
		addable = addable && v.roots.addable(part.path)
		more.add(v.roots.good[part.path], part.kind, "again", comment)
		paths = append(paths, part.path)
	}
	paths = slices.Compact(paths)
	if addable {
		return v.run(ctx, &more, paths)
	}
	if slices.Contains(paths, commandLine) {
		paths = v.cmd.args
	}
	return v.run(ctx, hide, append([]string{"-a"}, paths...)) // it builds everything, but asks no cache
}

// commandLine is what the go command calls a package of files that are named.
const commandLine = "command-line-arguments"

// lost returns the parts that are missing for no reason that is known. It notes those that are missing for what
// they import.
func (v *vetting) lost(ctx context.Context, hide *hidden, broken []packageError) ([]part, error) {
	parts := slices.DeleteFunc(v.missing(hide), func(p part) bool {
		return slices.ContainsFunc(broken, func(e packageError) bool { return e.pkg != "" && v.roots.owner(e.pkg) == p.path })
	})
	causes := make(map[string]bool)
	for _, e := range broken {
		if e.pkg != "" && !v.analysed[e.pkg] { // else its tests are wrong, which nobody imports
			causes[e.pkg] = true
		}
	}
	if len(parts) == 0 || len(causes) == 0 {
		return parts, nil
	}
	deps, err := v.imports(ctx, hide, parts)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(parts, func(p part) bool {
		if slices.ContainsFunc(deps[p], func(path string) bool { return causes[path] }) {
			v.suffering[p] = true
		}
		return v.suffering[p]
	}), nil
}

// imports returns the packages that parts import, directly or not.
func (v *vetting) imports(ctx context.Context, hide *hidden, parts []part) (map[part][]string, error) {
	overlay, err := hide.flags(v.scratch)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, p := range parts {
		paths = append(paths, p.path)
	}
	if paths = slices.Compact(paths); slices.Contains(paths, commandLine) {
		paths = v.cmd.args
	}
	args := slices.Concat([]string{"list"}, overlay, []string{"-e", "-test", "-json=ImportPath,Deps", "--"}, paths)
	out, err := v.cmd.goDir.output(ctx, args...)
	if err != nil {
		return nil, err
	}
	deps := make(map[part][]string)
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return deps, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		path, variant, isVariant := strings.Cut(p.ImportPath, " [")
		of := part{path: v.roots.owner(p.ImportPath)}
		switch {
		case path != of.path:
			of.kind = external
		case isVariant && strings.TrimSuffix(variant, ".test]") == path:
			of.kind = tested
		}
		for _, dep := range p.Deps {
			deps[of] = append(deps[of], ownerOf(dep))
		}
	}
}

// account adds an error to out for what was not analysed and has none.
func (v *vetting) account(ctx context.Context, hide *hidden, broken []packageError, out *outcome) error {
	lost, err := v.lost(ctx, hide, broken)
	if err != nil {
		return err
	}
	for p := range v.suffering {
		out.importers = append(out.importers, v.name(p))
	}
	if len(lost) == 0 {
		return nil
	}
	var names []string
	for _, p := range lost {
		names = append(names, v.name(p))
	}
	list := strings.Join(slices.Compact(names), ", ")
	switch {
	case !slices.ContainsFunc(broken, packageError.general):
		out.errs = append(out.errs, fmt.Errorf("not analysed, though go vet says nothing of them: %s (go clean -cache may help)", list))
	case len(v.analysed) > 0:
		out.errs = append(out.errs, errors.New("not analysed: "+list))
	}
	return nil
}

// name names a part that was not analysed in an error.
func (v *vetting) name(p part) string {
	if p.kind == alone || !v.analysed[p.path] {
		return p.path
	}
	return "the tests of " + p.path
}

// cached reports whether p is in the module cache, where no file may be other than it is.
func (p *listed) cached() bool { return p.Module != nil && !p.Module.Main && p.Module.Replace == nil }
