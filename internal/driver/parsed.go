package driver

import (
	"cmp"
	"errors"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/untrusted"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// Comments //line say that the lines below them are those of another file, of any. A
// finding is said to be where they say, if that is in the module; its source is that
// of the file that was parsed.

// inParsed is the message of the places that the tool adds behind the related ones of a
// diagnostic, if //line comments have to do with it: its own place in the file that was parsed,
// and that of each related one.
const inParsed = "httpleak: in the file that was parsed"

// withParsed returns a that says where its findings are in the files that were parsed.
func withParsed(a *analysis.Analyzer) *analysis.Analyzer {
	c := *a
	c.Run = func(pass *analysis.Pass) (any, error) {
		p := &parsedFiles{fset: pass.Fset, bare: make(map[*token.File]*token.File)}
		own := *pass
		own.Report = func(d analysis.Diagnostic) { pass.Report(p.add(d)) }
		return a.Run(&own)
	}
	return &c
}

// parsedFiles are the files of a pass as if they had no //line comments.
type parsedFiles struct {
	fset *token.FileSet
	bare map[*token.File]*token.File
	name func(file string) string // what to call a file; nil for its name
}

// moved reports whether a //line comment says that pos is elsewhere.
func moved(fset *token.FileSet, pos token.Pos) bool {
	return fset.Position(pos) != fset.PositionFor(pos, false)
}

// add adds to d where it is in the files that were parsed. Its fixes are for those, too.
func (p *parsedFiles) add(d analysis.Diagnostic) analysis.Diagnostic {
	d.SuggestedFixes = slices.Clone(d.SuggestedFixes)
	for i := range d.SuggestedFixes {
		edits := slices.Clone(d.SuggestedFixes[i].TextEdits)
		for j, e := range edits {
			edits[j] = p.edit(e)
		}
		d.SuggestedFixes[i].TextEdits = edits
	}
	places := append([]analysis.RelatedInformation{{Pos: d.Pos, End: d.End}}, d.Related...)
	affected := func(r analysis.RelatedInformation) bool { return moved(p.fset, r.Pos) || moved(p.fset, r.End) }
	if !slices.ContainsFunc(places, affected) {
		return d
	}
	d.Related = slices.Clip(d.Related)
	for _, r := range places {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: p.at(r.Pos), End: p.at(r.End), Message: inParsed})
	}
	return d
}

// at returns the position for which the file set knows no //line comment.
func (p *parsedFiles) at(pos token.Pos) token.Pos {
	file := p.fset.File(pos)
	if file == nil {
		return token.NoPos
	}
	return p.without(file).Pos(file.Offset(pos))
}

// edit returns e in the file that was parsed. The JSON of a fix has the file that a //line comment
// names, and with it the offsets of the file that the comment is in.
func (p *parsedFiles) edit(e analysis.TextEdit) analysis.TextEdit {
	file := p.fset.File(e.Pos)
	if file == nil { // the host will say so
		return e
	}
	by := token.Pos(p.without(file).Base() - file.Base())
	e.Pos += by
	if e.End.IsValid() {
		e.End += by
	}
	return e
}

// without returns file as one without //line comments.
func (p *parsedFiles) without(file *token.File) *token.File {
	bare := p.bare[file]
	if bare == nil {
		name := file.Name()
		if p.name != nil {
			name = p.name(name)
		}
		bare = p.fset.AddFile(name, -1, file.Size())
		bare.SetLines(file.Lines())
		p.bare[file] = bare
	}
	return bare
}

// cutParsed splits what a tool says of related places from what it adds about files that were parsed,
// which is nil if //line comments have nothing to do with it.
func cutParsed(related []vetjson.Related) (own, parsed []vetjson.Related) {
	n := len(related)
	if n%2 == 1 && related[n-1].Message == inParsed {
		return related[:n/2], related[n/2:]
	}
	return related, nil
}

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
