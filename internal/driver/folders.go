package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/httpleak/httpleak/internal/untrusted"
)

// A folder is what a command line names of a module.
type folder struct {
	dir   string // absolute
	below bool   // with all that is below it
	mod   string // the folder of the module
}

// readFolder reads a pattern that names a folder, or with "/..." at its end a
// folder and all below it. It does not look for the module.
func readFolder(pattern string) (folder, error) {
	name, below := pattern, false
	if pattern == "..." {
		name, below = ".", true
	} else if cut, ok := strings.CutSuffix(filepath.ToSlash(pattern), "/..."); ok {
		name, below = cmp.Or(cut, "/"), true
	}
	slashed := filepath.ToSlash(name)
	local := slashed == "." || slashed == ".." || strings.HasPrefix(slashed, "./") || strings.HasPrefix(slashed, "../") || filepath.IsAbs(name)
	if !local || strings.Contains(name, "...") || strings.HasSuffix(name, ".go") {
		return folder{}, fmt.Errorf("with -modules a pattern is a folder, ./x or ./x/..., not %q", pattern)
	}
	dir, err := filepath.Abs(filepath.FromSlash(name))
	return folder{dir: dir, below: below}, err
}

// findFolders returns the folders that the patterns name: one in each module that a
// pattern touches. Modules are those that the folder is in, those below it and those that
// its workspace uses below it.
func findFolders(ctx context.Context, patterns []string) ([]folder, error) {
	var folders []folder
	add := func(f folder) {
		if !slices.Contains(folders, f) {
			folders = append(folders, f)
		}
	}
	for _, pattern := range patterns {
		top, err := readFolder(pattern)
		if err != nil {
			return nil, err
		}
		if info, err := os.Stat(top.dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%s: no such folder", pattern)
		}
		top.mod = enclosingModule(top.dir)
		if top.mod != "" {
			add(top)
		}
		if !top.below {
			if top.mod == "" {
				return nil, fmt.Errorf("%s: no go.mod in it or above it", pattern)
			}
			continue
		}
		dirs, err := modulesBelow(top)
		if err != nil {
			return nil, err
		}
		_, used, err := workspaceOf(ctx, top.dir)
		if err != nil {
			return nil, err
		}
		for _, dir := range used { // some may be in folders that are not searched
			if rel, err := filepath.Rel(top.dir, dir); err == nil && rel != "." && filepath.IsLocal(rel) && isModule(dir) {
				dirs = append(dirs, dir)
			}
		}
		slices.Sort(dirs)
		for _, dir := range dirs {
			add(folder{dir, true, dir})
		}
		if top.mod == "" && len(dirs) == 0 {
			return nil, fmt.Errorf("%s: no go.mod in it, above it or below it", pattern)
		}
	}
	slices.SortStableFunc(folders, func(a, b folder) int { return cmp.Compare(a.mod, b.mod) })
	return folders, nil
}

func isModule(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil && !info.IsDir()
}

// enclosingModule returns the folder of the module that dir is in, or "".
func enclosingModule(dir string) string {
	for !isModule(dir) {
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
	return dir
}

// ignoredName reports whether the go command finds no packages in a folder with
// this name, and below.
func ignoredName(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// modulesBelow returns the folders of the modules below top. As the go command does,
// it leaves out folders called testdata or vendor, those whose names begin with a dot or
// an underscore, and what the go.mod file of the module around them ignores.
func modulesBelow(top folder) ([]string, error) {
	var dirs []string
	ignored := make(map[string]func(dir string) bool) // by folder of a module
	if top.mod != "" {
		ignored[top.mod] = ignores(top.mod)
	}
	// By way of a file system, for top may be a symbolic link.
	err := fs.WalkDir(os.DirFS(top.dir), ".", func(path string, entry fs.DirEntry, err error) error {
		dir := filepath.Join(top.dir, filepath.FromSlash(path))
		switch {
		case errors.Is(err, fs.ErrPermission):
			return fs.SkipDir
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case path == ".":
			return nil
		}
		if name := entry.Name(); ignoredName(name) || name == "vendor" {
			return fs.SkipDir
		}
		for mod, ignores := range ignored {
			if strings.HasPrefix(dir, mod+string(filepath.Separator)) && ignores(dir) {
				return fs.SkipDir
			}
		}
		if isModule(dir) {
			dirs = append(dirs, dir)
			ignored[dir] = ignores(dir)
		}
		return nil
	})
	return dirs, err
}

// ignores returns a function that reports whether the module in the folder mod
// ignores a folder below it.
func ignores(mod string) func(dir string) bool {
	file := filepath.Join(mod, "go.mod")
	data, err := untrusted.Read(mod, file, untrusted.MaxSettings)
	if err != nil {
		return func(string) bool { return false }
	}
	parsed, err := modfile.ParseLax(file, data, nil)
	if err != nil { // the go command will say so
		return func(string) bool { return false }
	}
	return func(dir string) bool {
		rel, err := filepath.Rel(mod, dir)
		if err != nil {
			return false
		}
		path := "/" + filepath.ToSlash(rel) + "/"
		return slices.ContainsFunc(parsed.Ignore, func(i *modfile.Ignore) bool {
			if below, ok := strings.CutPrefix(i.Path, "./"); ok {
				return strings.HasPrefix(path, "/"+below+"/")
			}
			return strings.Contains(path, "/"+i.Path+"/")
		})
	}
}

// workspaceOf returns the go.work file that the go command uses in dir, or "", and
// the folders of its modules. If the file cannot be read it has the module that dir is
// in, so that the go command says why.
func workspaceOf(ctx context.Context, dir string) (file string, used []string, err error) {
	out, err := goDir{dir: dir}.output(ctx, "env", "GOWORK")
	switch {
	case errors.Is(err, errInterrupted), errors.Is(err, errNoGo):
		return "", nil, err
	case err != nil: // the module will say so
		return "", nil, nil
	}
	file = strings.TrimSpace(string(out))
	if file == "" || file == "off" {
		return "", nil, nil
	}
	data, err := untrusted.ReadNamed(file, untrusted.MaxSettings)
	if err != nil {
		return file, []string{enclosingModule(dir)}, nil
	}
	parsed, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return file, []string{enclosingModule(dir)}, nil
	}
	for _, use := range parsed.Use {
		dir := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(filepath.Dir(file), dir)
		}
		used = append(used, filepath.Clean(dir))
	}
	return file, used, nil
}
