package driver

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/token"
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
	all := func(arg string) bool { return arg == "-"+alldeps || arg == "-"+alldeps+"=true" }
	if slices.ContainsFunc(args, all) {
		named := []*analysis.Analyzer{unit}
		for _, a := range analyzers {
			named = append(named, withParsed(a))
		}
		analyzers = named
		if err := asRoot(&os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintf(os.Stderr, "httpleak: %v\n", err)
			os.Exit(ExitFailure)
		}
	}
	multichecker.Main(analyzers...)
}

// asRoot puts a description of a package in the place of *file in which it is
// one that was named. The go command removes the folder that it is in.
func asRoot(file *string) error {
	data, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return fmt.Errorf("%s: %w", *file, err)
	}
	fields["VetxOnly"] = json.RawMessage("false")
	if data, err = json.Marshal(fields); err != nil {
		return err
	}
	*file = filepath.Join(filepath.Dir(*file), "named.cfg")
	return os.WriteFile(*file, data, 0o666)
}

// unit says that a package was analysed, and in which folder, so that the front
// end knows of every package whether it was. The folder is another one if the
// findings come from a cache that machines share.
var unit = &analysis.Analyzer{
	Name: "httpleak_unit",
	Doc:  "say that a package was analysed",
	Run: func(pass *analysis.Pass) (any, error) {
		pos := token.NoPos
		for _, file := range pass.Files {
			pos = file.Name.Pos()
			if name := filepath.Base(pass.Fset.Position(pos).Filename); !strings.HasPrefix(name, "_cgo_") {
				break // one that is not made up by cgo elsewhere
			}
		}
		pass.Reportf(pos, "analysed")
		return nil, nil
	},
}
