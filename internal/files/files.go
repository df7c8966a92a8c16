// Package files says which files of a pass an analyzer has to look at.
package files

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Set classifies the files of one pass by the position of something in them.
type Set struct {
	fset      *token.FileSet
	tests     bool
	generated map[*token.File]bool
}

// Of returns the classification of the files of pass. With tests false,
// [Set.Skip] also holds for _test.go files.
func Of(pass *analysis.Pass, tests bool) Set {
	generated := make(map[*token.File]bool)
	for _, file := range pass.Files {
		if ast.IsGenerated(written(pass.Fset, file)) {
			generated[pass.Fset.File(file.FileStart)] = true
		}
	}
	return Set{fset: pass.Fset, tests: tests, generated: generated}
}

// written returns file with the comments that whoever wrote it put there: cgo puts one that says
// "Code generated" in front of what it makes of a Go file.
func written(fset *token.FileSet, file *ast.File) *ast.File {
	source := fset.Position(file.Package).Filename
	if source == fset.PositionFor(file.Package, false).Filename || !strings.HasSuffix(source, ".go") {
		return file
	}
	clone := *file
	clone.Comments = slices.DeleteFunc(slices.Clone(file.Comments), func(group *ast.CommentGroup) bool {
		return fset.Position(group.Pos()).Filename != source
	})
	return &clone
}

// Skip reports whether findings at pos are unwanted: the position is unknown,
// or it lies in a _test.go file and tests are left out.
func (s Set) Skip(pos token.Pos) bool {
	file := s.fset.File(pos)
	if file == nil {
		return true
	}
	return !s.tests && strings.HasSuffix(file.Name(), "_test.go")
}

// Generated reports whether pos lies in a file with a comment
// "Code generated … DO NOT EDIT.". Advice about such a file helps nobody.
func (s Set) Generated(pos token.Pos) bool {
	return s.generated[s.fset.File(pos)]
}
