package edit

import (
	"go/ast"
	"go/token"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// Import returns the edits that import the package with the path in file, which does not do so: in the
// first block of imports without a blank line, in the order of gofmt.
func (src Source) Import(file *ast.File, path string) []analysis.TextEdit {
	spec := strconv.Quote(path)
	var decl *ast.GenDecl
	if len(file.Decls) > 0 {
		decl, _ = file.Decls[0].(*ast.GenDecl)
	}
	if decl == nil || decl.Tok != token.IMPORT || len(decl.Specs) == 0 {
		return []analysis.TextEdit{insert(file.Name.End(), "\n\nimport "+spec)}
	}
	var after *ast.ImportSpec // of the first block of imports without a blank line, the one to follow
	for i, s := range decl.Specs {
		if i > 0 && src.Row(s.Pos()) > src.Row(decl.Specs[i-1].End())+1 {
			break
		}
		s := s.(*ast.ImportSpec)
		if other, _ := strconv.Unquote(s.Path.Value); other < path {
			after = s
		}
	}
	first := decl.Specs[0].Pos()
	switch {
	case !decl.Lparen.IsValid() && after == nil:
		return []analysis.TextEdit{insert(first, "(\n\t"+spec+"\n\t"), insert(decl.End(), "\n)")}
	case !decl.Lparen.IsValid():
		return []analysis.TextEdit{insert(first, "(\n\t"), insert(decl.End(), "\n\t"+spec+"\n)")}
	case after == nil:
		return []analysis.TextEdit{insert(first, spec+"\n\t")}
	case after.Comment != nil:
		return []analysis.TextEdit{insert(after.Comment.End(), "\n\t"+spec)}
	}
	return []analysis.TextEdit{insert(after.End(), "\n\t"+spec)}
}
