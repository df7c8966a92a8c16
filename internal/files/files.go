// Package files says which files of a pass an analyzer has to look at.
package files

import (
	"go/ast"
	"go/token"
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
		if ast.IsGenerated(file) {
			generated[pass.Fset.File(file.FileStart)] = true
		}
	}
	return Set{fset: pass.Fset, tests: tests, generated: generated}
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
