package driver

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Flags of the tool are in the key of everything that the go command keeps, so a flag that changes the search
// would throw all of it away. But it changes what is found only where a function that it names can be met: those
// packages get one file more, with the flag in a comment. So it is in their key, and in no other.

// An own says which flags change the search of packages, and how the tool comes to know.
type own struct {
	flags  []string        // for the command line of the tool, if that is how
	inFile []string        // those that are in a file of each package below
	roots  map[string]bool // packages by import path
}

// ownPrefix begins the comment that has flags.
const ownPrefix = "// httpleak: "

// newOwn finds out which packages the flags of v.cmd are about.
func (v *vetting) newOwn(ctx context.Context, hide *hidden) (own, error) {
	o := own{flags: v.cmd.toolFlags}
	if len(v.cmd.searchFlags) == 0 {
		return o, nil
	}
	paths := make(map[string]bool)
	for _, n := range v.cmd.named() {
		for _, r := range n.Readings() {
			paths[r.Path] = true
		}
	}
	parts := v.missing(hide)
	deps, err := v.imports(ctx, hide, parts)
	if err != nil {
		return own{}, err
	}
	o.roots = make(map[string]bool)
	addable := v.cmd.goDir.canHide(ctx)
	for _, p := range parts {
		if paths[p.path] || slices.ContainsFunc(deps[p], func(path string) bool { return paths[path] }) {
			o.roots[p.path] = true
			addable = addable && v.roots.addable(p.path)
		}
	}
	if addable {
		o.inFile = v.cmd.searchFlags
	} else {
		o.flags = slices.Concat(o.flags, v.cmd.searchFlags)
	}
	return o, nil
}

// addable reports whether a package can have more files than it has: packages of files on the command line have
// no others, and the go command wants the module cache as it is.
func (r *roots) addable(path string) bool { return path != commandLine && !r.good[path].cached() }

// with returns h with the files that have the flags of o.
func (o *own) with(r *roots, h *hidden) (*hidden, error) {
	if len(o.inFile) == 0 {
		return h, nil
	}
	flags, err := json.Marshal(o.inFile)
	if err != nil {
		return nil, err
	}
	more := &hidden{files: h.files, added: maps.Clone(h.added)}
	if more.added == nil {
		more.added = make(map[string]string)
	}
	for path := range o.roots {
		p := r.good[path]
		shown := func(name string) bool { return !h.files[filepath.Join(p.Dir, name)] }
		if len(p.GoFiles)+len(p.CgoFiles) > 0 {
			more.add(p, alone, "own", ownPrefix+string(flags)+"\n")
		} else if slices.ContainsFunc(p.TestGoFiles, shown) {
			more.add(p, tested, "own", ownPrefix+string(flags)+"\n")
		}
		if slices.ContainsFunc(p.XTestGoFiles, shown) {
			more.add(p, external, "own", ownPrefix+string(flags)+"\n")
		}
	}
	return more, nil
}

// add adds a file to a part of p: one with a comment and nothing else.
func (h *hidden) add(p *listed, kind partKind, name, comment string) {
	name, clause := "zz_httpleak_"+name, p.Name
	switch kind {
	case alone:
		name += ".go"
	case tested:
		name += "_test.go"
	case external:
		name, clause = name+"_x_test.go", strings.TrimSuffix(clause, "_test")+"_test"
	}
	h.added[filepath.Join(p.Dir, name)] = comment + "package " + clause + "\n"
}

// flagsIn returns the flags that are in one of the Go files of a package: the go command gives a file of
// an overlay the name of the file that has its content, which is in the folder of the run.
func flagsIn(files []string, run string) ([]string, error) {
	for _, name := range files {
		if run == "" || filepath.Dir(name) != run {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		line, _, _ := strings.Cut(string(data), "\n")
		if list, ok := strings.CutPrefix(line, ownPrefix); ok {
			var flags []string
			if err := json.Unmarshal([]byte(list), &flags); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			return flags, nil
		}
	}
	return nil, nil
}
