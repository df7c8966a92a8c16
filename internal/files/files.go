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
	generated map[*token.File]bool
}

// Of returns the classification of the files of pass.
func Of(pass *analysis.Pass) Set {
	generated := make(map[*token.File]bool)
	for _, file := range pass.Files {
		if ast.IsGenerated(written(pass.Fset, file)) {
			generated[pass.Fset.File(file.FileStart)] = true
		}
	}
	return Set{fset: pass.Fset, generated: generated}
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

// IsTest reports whether pos lies in a _test.go file.
func IsTest(fset *token.FileSet, pos token.Pos) bool {
	file := fset.File(pos)
	return file != nil && strings.HasSuffix(file.Name(), "_test.go")
}

// Generated reports whether pos lies in a file with a comment
// "Code generated … DO NOT EDIT.". Advice about such a file helps nobody.
func (s Set) Generated(pos token.Pos) bool {
	return s.generated[s.fset.File(pos)]
}
