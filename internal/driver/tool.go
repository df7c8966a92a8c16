package driver

import (
	"flag"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/multichecker"
)

// alldeps is the flag that the front end gives to the tool that it runs under
// go vet. It makes what the go command caches for a package the same whether
// the package was named or is a dependency of one that was.
//
// Without it, the tool finds nothing in dependencies, and Go 1.26.0 to 1.26.8,
// 1.27.0 and 1.27.1 take that from the cache when the package is named later.
// With it, the packages that several runs share are analysed once, whatever
// the runs were asked for; the front end leaves out what nobody asked for.
const alldeps = "alldeps"

// standardFlag is the flag that has the tool report on the standard library, too: else nobody asks, and as the
// model knows it by heart, nothing is looked at.
const standardFlag = "standard"

// fromGo reports whether args is how the go command calls a vet tool: to ask
// for its identity or its flags, or with the description of one package.
func fromGo(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg")
}

// serveGo answers the go command. It does not return.
func serveGo(args []string, analyzers []*analysis.Analyzer) {
	if os.Getenv("GOGC") == "" {
		// The process ends with the package. For most of them it needs not collect any garbage:
		// a fifth of the CPU time is saved, and the largest package takes little more memory.
		debug.SetGCPercent(400)
	}
	flag.Bool(alldeps, false, "report on dependencies too, and name each package (httpleak itself asks for this)")
	flag.Bool(standardFlag, false, "with -"+alldeps+": report on the standard library, too")
	addDebugFlags(flag.CommandLine, analyzers)
	flag.Bool(unsearchedFlag, false, "report functions that were not searched to the end, too")
	given := func(name string) bool {
		return slices.Contains(args, "-"+name) || slices.Contains(args, "-"+name+"=true")
	}
	if given(alldeps) {
		u, err := readUnit(args[len(args)-1])
		if err != nil {
			say(os.Stderr, "%v", err)
			os.Exit(ExitFailure)
		}
		var all []*analysis.Analyzer
		for _, a := range analyzers {
			all = append(all, withParsed(complete(a)))
		}
		if a := unsearched(all, true); a != nil {
			all = append(all, withParsed(a))
		}
		all = append(all, unitAnalyzer(u.cfg.Dir))
		if u.cfg.Exported() {
			os.Exit(u.serve(args, all, given(standardFlag)))
		}
		// A version of the go command without export data, or a package without imports.
		if os.Args, err = u.asRoot(os.Args); err != nil {
			say(os.Stderr, "%v", err)
			os.Exit(ExitFailure)
		}
		analyzers = all
	} else if file := args[len(args)-1]; strings.HasSuffix(file, ".cfg") && !slices.Contains(args, "-fix") {
		module := moduleOf(file)
		var all []*analysis.Analyzer
		for _, a := range analyzers {
			all = append(all, withShown(a, module))
		}
		if a := unsearched(all, false); a != nil && given(unsearchedFlag) {
			all = append(all, withShown(a, module))
		}
		analyzers = all
	}
	multichecker.Main(analyzers...)
}
