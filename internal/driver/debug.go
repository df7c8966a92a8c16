package driver

import (
	"flag"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/nethttp"
)

// debugPrefix opens the names of the flags by which an analyzer shows what it does. They stand on the command line as
// they are, since the analyzer that has them is not one that a user selects.
const debugPrefix = "debug."

// debugFlags returns the debug flags of the analyzers that the given ones require.
func debugFlags(analyzers []*analysis.Analyzer) []*flag.Flag {
	var all []*flag.Flag
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(list []*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if seen[a] {
				continue
			}
			seen[a] = true
			a.Flags.VisitAll(func(f *flag.Flag) {
				if strings.HasPrefix(f.Name, debugPrefix) {
					all = append(all, f)
				}
			})
			visit(a.Requires)
		}
	}
	for _, a := range analyzers {
		visit(a.Requires)
	}
	return all
}

// addDebugFlags adds the debug flags to those of the command line.
func addDebugFlags(flags *flag.FlagSet, analyzers []*analysis.Analyzer) {
	for _, f := range debugFlags(analyzers) {
		flags.Var(f.Value, f.Name, f.Usage)
	}
}

// checkDebug makes the run one in this process if the command line, which sets the flags of set, wants to see what an analyzer
// does: the go command would not run it again on packages that it knows. It returns an error if no analyzer
// that runs looks at such a flag.
func (cmd *command) checkDebug(set map[string]bool) error {
	there := debugFlags(cmd.analyzers)
	for _, f := range debugFlags(cmd.all) {
		switch {
		case !set[f.Name]:
		case !slices.Contains(there, f):
			return fmt.Errorf("flag -%s: no analyzer that is selected does what it shows", f.Name)
		default:
			cmd.debug = append(cmd.debug, f)
			cmd.inprocess = true
		}
	}
	return nil
}

// A usageError is about the command line.
type usageError struct{ error }

// checkFuncs returns an error for the first debug flag that names no function of the packages, or of what they import
// outside of the standard library.
func (cmd *command) checkFuncs(pkgs []*packages.Package) error {
	if cmd.modules { // the other modules may have it
		return nil
	}
	for _, f := range cmd.debug {
		pattern, ok := f.Value.(*funcname.Pattern)
		if !ok {
			continue
		}
		found := false
		packages.Visit(pkgs, func(p *packages.Package) bool {
			found = found || p.Types != nil && !nethttp.IsStd(p.Types) && declares(p.Types, pattern)
			return !found
		}, nil)
		if !found {
			return usageError{fmt.Errorf("flag -%s: no function that is analysed is called %q", f.Name, pattern)}
		}
	}
	return nil
}

// declares reports whether pkg declares a function or method that pattern names.
func declares(pkg *types.Package, pattern *funcname.Pattern) bool {
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if pattern.Matches(obj) {
				return true
			}
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok || obj.IsAlias() {
				continue
			}
			for m := range named.Methods() {
				if pattern.Matches(m) {
					return true
				}
			}
		}
	}
	return false
}
