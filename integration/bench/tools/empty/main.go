// The command empty is a vettool that does next to nothing: what it costs is
// what every vettool costs that exports facts.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

type fact struct{ X uint8 }

func (*fact) AFact() {}

// The analyzer exports a fact about one object of each package.
var analyzer = &analysis.Analyzer{
	Name:      "empty",
	Doc:       "export one fact of a package",
	FactTypes: []analysis.Fact{new(fact)},
	Run: func(pass *analysis.Pass) (any, error) {
		scope := pass.Pkg.Scope()
		for _, name := range scope.Names() {
			if obj := scope.Lookup(name); obj.Exported() {
				pass.ExportObjectFact(obj, new(fact))
				break
			}
		}
		return nil, nil
	},
}

func main() { unitchecker.Main(analyzer) }
