package driver

import (
	"cmp"
	"encoding/json"
	"go/token"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/untrusted"
	"github.com/httpleak/httpleak/internal/visible"
)

// The go command prints what the tool finds by itself: names of files as they are and, with its flag -c, lines of
// the files that it is told. So it is told of no file with a name that is not printable, and of none outside
// of the module.

// withShown returns a that reports at places that the go command may print, in files of the module in
// this folder.
func withShown(a *analysis.Analyzer, module string) *analysis.Analyzer {
	c := *a
	c.Run = func(pass *analysis.Pass) (any, error) {
		p := newParsedFiles(pass, visible.File)
		own := *pass
		own.Report = func(d analysis.Diagnostic) {
			d.Pos, d.End = p.shown(d.Pos, module), p.shown(d.End, module)
			d.Related = slices.Clone(d.Related)
			for i := range d.Related {
				r := &d.Related[i]
				r.Pos, r.End = p.shown(r.Pos, module), p.shown(r.End, module)
			}
			pass.Report(d)
		}
		return a.Run(&own)
	}
	return &c
}

// shown returns pos or, if the file that it is said to be in is not to be shown, the same place in the file that
// was parsed, under a name that can be printed.
func (p *parsedFiles) shown(pos token.Pos, module string) token.Pos {
	said, parsed := p.fset.Position(pos).Filename, p.fset.PositionFor(pos, false).Filename
	if visible.File(said) == said && (said == parsed || untrusted.Inside(module, said)) {
		return pos
	}
	return p.at(pos)
}

// moduleOf returns the folder of the module of the package that a file for a tool under go vet describes, or that
// of the package if there is no such module, or "" if the file says nothing of it: the host will
// say what is wrong.
func moduleOf(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	var unit struct{ Dir string }
	if json.Unmarshal(data, &unit) != nil || unit.Dir == "" {
		return ""
	}
	return cmp.Or(untrusted.Module(unit.Dir), unit.Dir)
}
