package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// A listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Name       string // of the package clause
	Dir        string
	Root       string // of the standard library or GOPATH, if p is in there
	Standard   bool
	Module     *listedModule
	Error      *listError
	DepsErrors []*listError

	// Names in Dir.
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles, InvalidGoFiles, IgnoredGoFiles []string
}

// A listedModule is the module of a package as go list describes it.
type listedModule struct {
	Main    bool
	Dir     string
	Replace *listedModule
}

// files returns the Go files of p, tests too, that are compiled as they are. What cgo makes of a file
// is another one.
func (p *listed) files() []string {
	var files []string
	for _, name := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		files = append(files, name)
	}
	return files
}

// module returns the folder of the module of p, of the standard library, or of GOPATH, or "" if there is none.
func (p *listed) module() string {
	if p.Module != nil && p.Module.Dir != "" {
		return p.Module.Dir
	}
	return p.Root
}

// hasTests reports whether p has test files, of whatever kind.
func (p *listed) hasTests() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// brokenTests reports whether p is wrong for its test files only.
func (p *listed) brokenTests() bool {
	isTest := func(name string) bool { return strings.HasSuffix(name, "_test.go") }
	return p.Error != nil && len(p.InvalidGoFiles) > 0 && !slices.ContainsFunc(p.InvalidGoFiles, func(name string) bool { return !isTest(name) })
}

type listError struct {
	Pos string
	Err string
}

// garbled returns the name of a file of p that is not UTF-8, which nobody can tell by JSON, or "".
func (p *listed) garbled() string {
	names := slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles)
	if i := slices.IndexFunc(names, func(name string) bool { return strings.ContainsRune(name, utf8.RuneError) }); i >= 0 {
		return names[i]
	}
	return ""
}

// in returns the error as one of the go command in d.
func (e *listError) in(d goDir) error {
	return errors.New(withHint(d.at(e.Pos, e.Err)))
}

// withHint adds to an error of the go command what the user may have wanted.
func withHint(text string) string {
	if strings.Contains(text, "does not contain modules listed in go.work") || strings.Contains(text, "does not contain main module") {
		text += " (with -modules, httpleak looks at the modules below a folder)"
	}
	return text
}

// roots are the packages that a command line names.
type roots struct {
	good      map[string]*listed // by import path
	some      bool               // others are left out, for their errors or by -exclude
	importers []string           // those left out for errors of what they import
}

func (r *roots) has(path string) bool { return r.good[path] != nil }

// paths returns the import paths of the packages, in order.
func (r *roots) paths() []string { return slices.Sorted(maps.Keys(r.good)) }

// foreign reports whether p is of the standard library or of another module
// than those that are worked on. So is the nil package, one that was not listed.
func (p *listed) foreign() bool { return p == nil || p.Standard || p.Module != nil && !p.Module.Main }

// list asks the go command which packages cmd names. It returns those
// that can be analysed, as far as that is known before, and an error for each
// of the others, and for those whose test files it had to hide. An err means that
// there is nothing to analyse.
func list(ctx context.Context, cmd *command, s *scratch, hide *hidden) (*roots, []error, error) {
	pkgs, err := goList(ctx, cmd, s, hide)
	if err != nil {
		return nil, nil, err
	}
	var errs []error
	broken := slices.DeleteFunc(slices.Clone(pkgs), func(p *listed) bool { return !p.brokenTests() || p.cached() || cmd.exclude.pkg(p.ImportPath) })
	if len(broken) > 0 && cmd.goDir.canHide(ctx) {
		for _, p := range broken {
			errs = append(errs, p.Error.in(cmd.goDir))
			hide.hide(p)
		}
		if pkgs, err = goList(ctx, cmd, s, hide); err != nil {
			return nil, nil, err
		}
	}
	r := &roots{good: make(map[string]*listed)}
	for _, p := range pkgs {
		cmd.exclude.saw(p.ImportPath, p.Dir, p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles, p.InvalidGoFiles, p.IgnoredGoFiles)
		switch {
		case cmd.exclude.pkg(p.ImportPath):
			r.some = true
		case p.Error != nil:
			errs = append(errs, p.Error.in(cmd.goDir))
		case p.garbled() != "":
			errs = append(errs, fmt.Errorf("package %s: the name of its file %s is not UTF-8", p.ImportPath, cmd.goDir.relative(filepath.Join(p.Dir, p.garbled()))))
		case len(p.DepsErrors) > 0:
			for _, e := range p.DepsErrors {
				errs = append(errs, e.in(cmd.goDir))
			}
			r.importers = append(r.importers, p.ImportPath)
		default:
			r.good[p.ImportPath] = p
		}
	}
	if len(r.good) == 0 && len(errs) == 0 && !r.some {
		return nil, nil, fmt.Errorf("%s: %w", strings.Join(cmd.args, " "), errNoPackages)
	}
	if len(r.good) == 0 && len(errs) > 0 {
		if err := cmd.goDir.noModule(ctx); err != nil { // that is why they were not found
			return nil, nil, err
		}
	}
	r.some = r.some || len(errs) > 0
	return r, errs, nil
}

// goList runs go list for the packages that cmd names.
func goList(ctx context.Context, cmd *command, s *scratch, hide *hidden) ([]*listed, error) {
	args, err := hide.flags(s)
	if err != nil {
		return nil, err
	}
	const fields = "ImportPath,Name,Dir,Root,Standard,Module,Error,DepsErrors,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,InvalidGoFiles,IgnoredGoFiles"
	out, err := cmd.goDir.output(ctx, slices.Concat([]string{"list"}, args, []string{"-e", "-json=" + fields, "--"}, cmd.args)...)
	if err != nil {
		return nil, err
	}
	var pkgs []*listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}
