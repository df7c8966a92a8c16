package driver

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
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
	addDebugFlags(flag.CommandLine, analyzers)
	flag.Bool(unsearchedFlag, false, "report functions that were not searched to the end, too")
	given := func(name string) bool {
		return slices.Contains(args, "-"+name) || slices.Contains(args, "-"+name+"=true")
	}
	if given(alldeps) {
		dir, err := asRoot(&os.Args[len(os.Args)-1])
		if err != nil {
			say(os.Stderr, "%v", err)
			os.Exit(ExitFailure)
		}
		analyzers = wrapped(analyzers, true, withParsed)
		analyzers = append(analyzers, unit(dir))
	} else if file := args[len(args)-1]; strings.HasSuffix(file, ".cfg") && !slices.Contains(args, "-fix") {
		module := moduleOf(file)
		analyzers = wrapped(analyzers, given(unsearchedFlag), func(a *analysis.Analyzer) *analysis.Analyzer { return withShown(a, module) })
	}
	multichecker.Main(analyzers...)
}

// wrapped returns what wrap makes of analyzers and, if more is set, of the one that tells what they did not search to the end.
func wrapped(analyzers []*analysis.Analyzer, more bool, wrap func(*analysis.Analyzer) *analysis.Analyzer) []*analysis.Analyzer {
	var all []*analysis.Analyzer
	for _, a := range analyzers {
		all = append(all, wrap(a))
	}
	if a := unsearched(all); a != nil && more {
		all = append(all, wrap(a))
	}
	return all
}

// asRoot puts a description of a package in the place of *file in which it is
// one that was named, and returns the folder of the package. The go command removes the
// folder that the description is in.
func asRoot(file *string) (dir string, err error) {
	data, err := os.ReadFile(*file)
	if err != nil {
		return "", err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return "", fmt.Errorf("%s: %w", *file, err)
	}
	if err := json.Unmarshal(fields["Dir"], &dir); err != nil {
		return "", fmt.Errorf("%s: folder of the package: %w", *file, err)
	}
	fields["VetxOnly"] = json.RawMessage("false")
	if data, err = json.Marshal(fields); err != nil {
		return "", err
	}
	*file = filepath.Join(filepath.Dir(*file), "named.cfg")
	return dir, os.WriteFile(*file, data, 0o666)
}

// unitName is the name of the analyzer that [unit] returns.
const unitName = "httpleak_unit"

// withTests is the category of what [unit] says of a package with test files.
const withTests = "tests"

// unit returns an analyzer that says that a package was analysed, with tests or without, and in which folder, so
// that the front end knows of every package whether it was. The folder is another one if the
// findings come from a cache that machines share. It is what the go command says, and not
// where files say that they are, since a comment "//line" can name any.
func unit(dir string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: unitName,
		Doc:  "say that a package was analysed",
		Run: func(pass *analysis.Pass) (any, error) {
			d := analysis.Diagnostic{Pos: pass.Files[0].Package, Message: dir}
			for _, file := range pass.Files {
				if strings.HasSuffix(pass.Fset.File(file.FileStart).Name(), "_test.go") {
					d.Category = withTests
				}
			}
			pass.Report(d)
			return nil, nil
		},
	}
}
