package driver

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/httpleak/httpleak/internal/untrusted"
)

// An analyseFunc analyses the packages of a command.
type analyseFunc func(context.Context, *command) (outcome, error)

// inModules returns a function that has analyse look at the modules that the
// folders of a command hold, one after the other, and the modules of a workspace at once.
// What it returns is of them all.
func inModules(analyse analyseFunc) analyseFunc {
	return func(ctx context.Context, cmd *command) (outcome, error) {
		folders, err := findFolders(ctx, cmd.args)
		if err != nil {
			return outcome{}, err
		}
		named := len(folders)
		folders = slices.DeleteFunc(folders, func(f folder) bool { return cmd.exclude.file(f.mod) })
		groups, err := grouped(ctx, folders)
		if err != nil {
			return outcome{}, err
		}
		all := newOutcome()
		var foreign []func(pkg string) bool
		nothing := named == len(folders)
		for len(groups) > 0 {
			g := groups[0]
			groups = groups[1:]
			one := *cmd
			one.goDir, one.args = g.goDir, g.patterns()
			out, err := analyse(ctx, &one)
			switch {
			case errors.Is(err, errInterrupted), errors.Is(err, errNoGo):
				return outcome{}, err
			case errors.Is(err, errNoPackages): // in this module
				continue
			case err != nil:
				all.errs = append(all.errs, fmt.Errorf("%s: %w", g, err))
				groups = append(g.apart(), groups...)
			}
			nothing = false
			all.found = append(all.found, out.found...)
			all.errs = append(all.errs, out.errs...)
			all.importers = append(all.importers, out.importers...)
			all.units.add(out.units)
			maps.Copy(all.files, out.files)
			maps.Copy(all.dirs, out.dirs)
			maps.Copy(all.ignored, out.ignored)
			maps.Copy(all.sources, out.sources)
			if out.foreign != nil {
				foreign = append(foreign, out.foreign)
			}
		}
		if nothing {
			return outcome{}, fmt.Errorf("%s: %w", strings.Join(cmd.args, " "), errNoPackages)
		}
		all.foreign = func(pkg string) bool { // it is one to change in the module that it is of
			return !slices.ContainsFunc(foreign, func(f func(string) bool) bool { return !f(pkg) })
		}
		return all, nil
	}
}

// A modGroup is what one run of the go command looks at: a module, or modules
// of a workspace.
type modGroup struct {
	goDir
	work    string // the go.work file, "" if there is none
	folders []folder
}

// patterns returns what to give to the go command.
func (g *modGroup) patterns() []string {
	var patterns []string
	for _, f := range g.folders {
		pattern := f.dir
		if rel, err := filepath.Rel(g.dir, f.dir); err == nil && filepath.IsLocal(rel) {
			pattern = "./" + filepath.ToSlash(rel)
		}
		if f.below {
			pattern = strings.TrimSuffix(pattern, "/.") + "/..."
		}
		patterns = append(patterns, pattern)
	}
	return patterns
}

// String names g in an error.
func (g *modGroup) String() string {
	if g.work != "" {
		return "workspace " + relative(g.work)
	}
	dir := relative(g.dir)
	if data, err := untrusted.Read(g.dir, filepath.Join(g.dir, "go.mod"), untrusted.MaxSettings); err == nil {
		if path := modfile.ModulePath(data); path != "" {
			return fmt.Sprintf("module %s in %s", path, dir)
		}
	}
	return "module in " + dir
}

// apart returns the modules of a workspace as modules that know nothing of it: the
// way to those that load if one does not, for then the workspace does not either.
func (g *modGroup) apart() []*modGroup {
	if g.work == "" {
		return nil
	}
	var groups []*modGroup
	for _, f := range g.folders { // those of a module follow each other
		if n := len(groups); n > 0 && groups[n-1].dir == f.mod {
			groups[n-1].folders = append(groups[n-1].folders, f)
		} else {
			groups = append(groups, &modGroup{goDir: goDir{f.mod, []string{"GOWORK=off"}}, folders: []folder{f}})
		}
	}
	return groups
}

// grouped returns what each run of the go command looks at: the modules of a
// workspace together, each other one by itself.
func grouped(ctx context.Context, folders []folder) ([]*modGroup, error) {
	var groups []*modGroup
	known := make(map[string]*modGroup) // by go.work file or folder of the module
	for _, f := range folders {
		work, used, err := workspaceOf(ctx, f.mod)
		if err != nil {
			return nil, err
		}
		g := &modGroup{goDir: goDir{dir: f.mod}}
		key := f.mod
		switch {
		case work == "":
		case !slices.Contains(used, f.mod):
			g.env = []string{"GOWORK=off"} // the go command refuses to work in it otherwise
		case !f.below || !ignoredName(filepath.Base(f.dir)): // it looks at such a folder only from within
			g = &modGroup{goDir: goDir{dir: filepath.Dir(work)}, work: work}
			key = work
		}
		if known[key] == nil {
			known[key] = g
			groups = append(groups, g)
		}
		known[key].folders = append(known[key].folders, f)
	}
	return groups, nil
}
