package driver

import (
	"bufio"
	"cmp"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis/checker"
)

// A finding is a diagnostic with what is printed of it.
type finding struct {
	pos      token.Position
	analyzer string
	message  string
}

// findings returns the diagnostics of graph by position. What a package and
// its test variant both say is there once.
func findings(graph *checker.Graph) []finding {
	var found []finding
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			found = append(found, finding{act.Package.Fset.Position(d.Pos), act.Analyzer.Name, d.Message})
		}
	}
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(
			cmp.Compare(a.pos.Filename, b.pos.Filename),
			cmp.Compare(a.pos.Line, b.pos.Line),
			cmp.Compare(a.pos.Column, b.pos.Column),
			cmp.Compare(a.analyzer, b.analyzer),
			cmp.Compare(a.message, b.message))
	})
	return slices.Compact(found)
}

// printText prints one line for each finding.
func printText(w io.Writer, found []finding) error {
	out := bufio.NewWriter(w)
	for _, f := range found {
		f.pos.Filename = relative(f.pos.Filename)
		fmt.Fprintf(out, "%s: %s (%s)\n", f.pos, oneLine(f.message), f.analyzer)
	}
	return out.Flush()
}

// relative returns path as seen from the working directory where that is
// shorter. It leaves a position that follows the path as it is.
func relative(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
