package baseline

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
)

// keyOf returns the key of a finding.
func (b *Baseline) keyOf(f *report.Finding) key {
	at := f.Parsed().Pos
	src := b.files[at.File]
	if src == nil {
		src = b.readSource(at.File)
		b.files[at.File] = src
	}
	return key{
		File:     clean(b.Relative(f.Pos.File)),
		In:       src.declaration(at),
		Analyzer: f.Analyzer,
		Category: f.Category,
		Code:     clean(src.code(at.Line)),
	}
}

// clean returns text as it comes back from JSON.
func clean(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// Relative returns the name of a file or folder, which is absolute, as seen from
// the folder of the baseline, with slashes.
func (b *Baseline) Relative(name string) string {
	rel, err := filepath.Rel(b.dir, name)
	if err != nil || strings.HasPrefix(rel, "..") { // perhaps only by a symbolic link
		dir, errDir := filepath.EvalSymlinks(b.dir)
		real, errName := filepath.EvalSymlinks(name)
		if errDir == nil && errName == nil {
			if r, e := filepath.Rel(dir, real); e == nil && !strings.HasPrefix(r, "..") {
				rel, err = r, nil
			}
		}
	}
	if err != nil {
		rel = name // on another volume
	}
	return filepath.ToSlash(rel)
}

// A source is a file with findings. It is empty if it cannot be read, and has
// no syntax if it is not Go.
type source struct {
	lines  [][]byte
	starts []int // of the lines, as offsets
	fset   *token.FileSet
	syntax *ast.File
}

func (b *Baseline) readSource(name string) *source {
	s := &source{fset: token.NewFileSet()}
	if b.ReadSource == nil {
		return s
	}
	text, err := b.ReadSource(name)
	if err != nil {
		return s
	}
	s.syntax, _ = parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	offset := 0
	for line := range bytes.Lines(text) {
		s.lines = append(s.lines, line)
		s.starts = append(s.starts, offset)
		offset += len(line)
	}
	return s
}

// code returns the text of a line, without a comment that ends it, spaces folded.
func (s *source) code(line int) string {
	if line < 1 || line > len(s.lines) {
		return ""
	}
	text := s.lines[line-1]
	if s.syntax != nil {
		for _, group := range s.syntax.Comments {
			for _, c := range group.List {
				if p := s.fset.PositionFor(c.Pos(), false); p.Line == line && strings.HasPrefix(c.Text, "//") {
					text = text[:p.Column-1]
				}
			}
		}
	}
	return report.OneLine(string(text))
}

// declaration returns the name of the function, with its receiver, or of the
// package variable in whose declaration a position is.
func (s *source) declaration(p report.Position) string {
	if s.syntax == nil || p.Line < 1 || p.Line > len(s.starts) {
		return ""
	}
	offset := s.starts[p.Line-1] + max(p.Column-1, 0)
	within := func(n ast.Node) bool {
		from, to := s.fset.PositionFor(n.Pos(), false).Offset, s.fset.PositionFor(n.End(), false).Offset
		return from <= offset && offset < to
	}
	for _, decl := range s.syntax.Decls {
		if !within(decl) {
			continue
		}
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			return receiver(decl) + decl.Name.Name
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && within(v) {
					return v.Names[0].Name
				}
			}
		}
	}
	return ""
}

// receiver returns what stands in front of the name of a method: T. or (*T)., or
// nothing for a function.
func receiver(decl *ast.FuncDecl) string {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return ""
	}
	t := ast.Unparen(decl.Recv.List[0].Type)
	star, pointer := t.(*ast.StarExpr)
	if pointer {
		t = ast.Unparen(star.X)
	}
	switch generic := t.(type) {
	case *ast.IndexExpr:
		t = generic.X
	case *ast.IndexListExpr:
		t = generic.X
	}
	id, ok := t.(*ast.Ident)
	switch {
	case !ok:
		return ""
	case pointer:
		return "(*" + id.Name + ")."
	}
	return id.Name + "."
}
