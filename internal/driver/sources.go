package driver

import (
	"cmp"
	"errors"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/untrusted"
)

// The sources are the folders of the packages that are looked at, each with that of its module. The
// source of files in them is shown, and of no others.
type sources map[string]string

// add adds a folder of a package. Module is "" if that is not known.
func (s sources) add(dir, module string) {
	if dir != "" && s[dir] == "" {
		s[dir] = cmp.Or(module, dir)
	}
}

var errNoSource = errors.New("it is no file of the packages that are analysed")

// read reads a file of a package, which is not to lead out of its module.
func (s sources) read(file string) ([]byte, error) {
	module, ok := s[filepath.Dir(file)]
	if !ok {
		return nil, errNoSource
	}
	return untrusted.Read(module, file, untrusted.MaxSource)
}

// settle decides where findings of a package are said to be, and where their source is.
func (s sources) settle(found []report.Finding) {
	for i := range found {
		f := &found[i]
		f.Pos, f.End, f.Source = s.place(report.Span{Pos: f.Pos, End: f.End}, f.Source)
		for j := range f.Steps {
			step := &f.Steps[j]
			step.Pos, step.End, step.Source = s.place(report.Span{Pos: step.Pos, End: step.End}, step.Source)
		}
	}
}

// place returns where to say that something is, which //line comments put at said, and where its source
// is. Parsed is its place in the file that was parsed, zero if that is the same.
func (s sources) place(said, parsed report.Span) (pos, end report.Position, source report.Span) {
	if parsed == (report.Span{}) {
		return said.Pos, said.End, said
	}
	module, own := s[filepath.Dir(parsed.Pos.File)]
	if !own { // cgo has made the file, out of one that is
		if _, own := s[filepath.Dir(said.Pos.File)]; own && strings.HasSuffix(said.Pos.File, ".go") {
			return said.Pos, said.End, said
		}
		return parsed.Pos, parsed.End, parsed
	}
	if untrusted.Inside(module, said.Pos.File) {
		return said.Pos, said.End, parsed
	}
	return parsed.Pos, parsed.End, parsed
}
