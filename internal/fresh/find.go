package fresh

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// A Finding is what the analyzer reports.
type Finding struct {
	File     string
	Line     int
	Category string
	Message  string
}

// Find runs the analyzer over the set below the GOPATH root. What the standard library does it
// does not look at: analyzers know that without.
func Find(root string, analyzer *analysis.Analyzer) ([]Finding, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find the set: %w", err)
	}
	cfg := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedExportFile | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax |
			packages.NeedTypesInfo | packages.NeedModule,
		Dir:   filepath.Join(root, "src"),
		Tests: true,
		Env:   append(os.Environ(), "GOPATH="+root, "GO111MODULE=off", "GOWORK=off", "GOFLAGS="),
	}
	// Libraries that the set imports are analysed as well, for what they tell of themselves.
	pkgs, err := packages.Load(cfg, pattern, "golang.org/x/sync/...")
	if err != nil {
		return nil, fmt.Errorf("load the set: %w", err)
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("load %s: %w", p.ID, p.Errors[0])
		}
		maps.DeleteFunc(p.Imports, func(_ string, imported *packages.Package) bool { return imported.Syntax == nil })
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer}, pkgs, nil)
	if err != nil {
		return nil, fmt.Errorf("analyze the set: %w", err)
	}
	var all []Finding
	seen := make(map[Finding]bool) // a package and its test variant share files
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, fmt.Errorf("analyze %s: %w", act.Package.ID, act.Err)
		}
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			f := Finding{at.Filename, at.Line, d.Category, d.Message}
			if !seen[f] {
				seen[f] = true
				all = append(all, f)
			}
		}
	}
	return all, nil
}
