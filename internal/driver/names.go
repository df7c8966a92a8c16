package driver

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/internal/funcname"
)

// A named is a function that a flag names.
type named struct {
	funcname.Name
	list *funcname.List
	bad  func(error) error // makes an error about the name one about where it stands

	missing error // why it is not found
}

// named returns the functions that the flags of the analyzers name.
func (cmd *command) named() []named {
	var all []named
	for _, a := range cmd.analyzers {
		a.Flags.VisitAll(func(f *flag.Flag) {
			list, ok := f.Value.(*funcname.List)
			if !ok {
				return
			}
			name := flagName(a, f)
			inFile := false
			for _, s := range cmd.settings {
				if s.Flag != name {
					continue
				}
				inFile = true
				names := &funcname.List{Params: list.Params}
				if names.Set(s.Value) != nil {
					continue // an error before
				}
				for _, n := range names.Names {
					all = append(all, named{Name: n, list: list, bad: func(err error) error {
						return configError{cmd.configFile.Errorf(s.Line, "%s: %w", name, err)}
					}})
				}
			}
			if inFile {
				return
			}
			for _, n := range list.Names {
				all = append(all, named{Name: n, list: list, bad: func(err error) error { return fmt.Errorf("flag -%s: %w", name, err) }})
			}
		})
	}
	return all
}

// checkNames returns an error for the first function that a flag names and that does not exist, or
// not as the flag wants it. Where the packages cannot be looked up it returns none: then the analysis
// has the same problem, and says so.
func checkNames(ctx context.Context, cmd *command) error {
	names := cmd.named()
	if len(names) == 0 {
		return nil
	}
	dirs := []goDir{cmd.goDir}
	if cmd.modules { // it is enough if one of them knows a function
		folders, err := findFolders(ctx, cmd.args)
		if err != nil {
			return nil
		}
		groups, err := grouped(ctx, folders)
		if err != nil {
			return nil
		}
		dirs = nil
		for _, g := range groups {
			dirs = append(dirs, g.goDir)
		}
	}
	// Most are found at once. A look at tests takes longer, as they import more.
	for _, tests := range []bool{false, true} {
		for _, d := range dirs {
			if len(names) == 0 {
				return nil
			}
			r, err := newResolver(ctx, d, names, tests)
			if err != nil {
				return nil
			}
			var left []named
			for _, n := range names {
				if n.missing = r.find(n); n.missing != nil {
					left = append(left, n)
				}
			}
			names = left
		}
	}
	for _, n := range names {
		return n.bad(n.missing)
	}
	return nil
}

// A resolver knows the packages of functions.
type resolver map[string][]*packages.Package // by import path: a package and its variants for tests

// newResolver loads the packages that names may belong to, as the go command finds them from d.
func newResolver(ctx context.Context, d goDir, names []named, tests bool) (resolver, error) {
	paths := make(map[string]bool)
	for _, n := range names {
		for _, r := range n.Readings() {
			paths[r.Path] = true
		}
	}
	cfg := &packages.Config{
		Context: ctx,
		Mode:    packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax,
		Dir:     d.dir,
		Tests:   tests,
	}
	if d.env != nil {
		cfg.Env = append(os.Environ(), d.env...)
	}
	pkgs, err := packages.Load(cfg, slices.Sorted(maps.Keys(paths))...)
	if err != nil {
		return nil, err
	}
	r := make(resolver)
	for _, p := range pkgs {
		if p.Types != nil && len(p.GoFiles)+len(p.IgnoredFiles) > 0 {
			r[p.PkgPath] = append(r[p.PkgPath], p)
		}
	}
	return r, nil
}

// find returns an error if there is no function n, or not one that its flag can mean.
func (r resolver) find(n named) error {
	readings := n.Readings()
	likely := readings[0]
	if !token.IsExported(likely.Recv) { // such as v3
		likely = readings[len(readings)-1]
	}
	missing := fmt.Errorf("%s: package %s is not found", n.Name, likely.Path)
	for _, reading := range readings {
		for _, p := range r[reading.Path] {
			fn, err := n.In(p.Types, reading)
			switch {
			case err == nil && n.list.Check != nil:
				return n.list.Check(fn, n.Param)
			case err == nil, p.IllTyped, leftOut(p, reading): // it is there, or may be
				return nil
			}
			missing = err
		}
	}
	return missing
}

// leftOut reports whether the function is declared in a file of p that build constraints leave
// out.
func leftOut(p *packages.Package, r funcname.Reading) bool {
	for _, file := range p.IgnoredFiles {
		syntax, _ := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if syntax == nil {
			continue
		}
		for _, decl := range syntax.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Name.Name == r.Func && (decl.Recv != nil) == (r.Recv != "") {
					return true
				}
			case *ast.GenDecl: // an interface may have the method
				for _, spec := range decl.Specs {
					if t, ok := spec.(*ast.TypeSpec); ok && t.Name.Name == cmp.Or(r.Recv, "_") {
						return true
					}
				}
			}
		}
	}
	return false
}
