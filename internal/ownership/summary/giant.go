package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/ownership/flow"
)

// maxNestedLoops bounds how deep loops are nested in a function that is searched.
const maxNestedLoops = 100

// WithoutGiants returns the files and the types of the package without the bodies of functions that are too large to
// be searched, and these functions: the SSA form of such a function alone can take time and memory with the square of
// its size.
func WithoutGiants(pass *analysis.Pass) ([]*ast.File, *types.Info, []*ast.FuncDecl) {
	files, info := pass.Files, pass.TypesInfo
	var giants []*ast.FuncDecl
	for i, file := range pass.Files {
		small := *file
		small.Decls = slices.Clone(file.Decls)
		found := false
		for j, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil || !isGiant(fn.Body) {
				continue
			}
			bare := *fn
			bare.Body = nil
			small.Decls[j] = &bare
			giants = append(giants, fn)
			found = true
		}
		if !found {
			continue
		}
		if info == pass.TypesInfo { // they are those of the pass, which others use
			other := *pass.TypesInfo
			other.FileVersions = maps.Clone(other.FileVersions)
			info, files = &other, slices.Clone(files)
		}
		if info.FileVersions != nil {
			info.FileVersions[&small] = info.FileVersions[file]
		}
		files[i] = &small
	}
	return files, info, giants
}

// isGiant reports whether a function, or a function literal in it, is sure to have more than maxBlocks blocks, since each
// branch ends one, or nests its loops too deep.
func isGiant(body *ast.BlockStmt) bool {
	branches, loops := largest(body)
	return branches > flow.MaxBlocks || loops > maxNestedLoops
}

// largest returns the most branches, and the deepest loops, of a function and of the literals in it.
func largest(body *ast.BlockStmt) (branches, loops int) {
	branches, loops = measure(body)
	ast.Inspect(body, func(n ast.Node) bool {
		if literal, ok := n.(*ast.FuncLit); ok {
			b, l := measure(literal.Body)
			branches, loops = max(branches, b), max(loops, l)
		}
		return true
	})
	return branches, loops
}

// measure counts the branches of a function without those of its literals, and how deep its loops are nested.
func measure(body *ast.BlockStmt) (branches, loops int) {
	depth := 0
	var around []bool // for each node: it is a loop
	ast.Inspect(body, func(n ast.Node) bool {
		loop := false
		switch n := n.(type) {
		case nil:
			if around[len(around)-1] {
				depth--
			}
			around = around[:len(around)-1]
			return false
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			loop = true
			depth++
			loops = max(loops, depth)
			branches++
		case *ast.IfStmt, *ast.CommClause:
			branches++
		case *ast.CaseClause:
			branches += len(n.List)
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				branches++
			}
		}
		around = append(around, loop)
		return true
	})
	return branches, loops
}

// LeaveOut notes that the bodies of these functions are left out: nothing is known of them.
func (e *Package) LeaveOut(info *types.Info, giants []*ast.FuncDecl) {
	for _, decl := range giants {
		obj, ok := info.Defs[decl.Name].(*types.Func)
		if !ok {
			continue
		}
		if fn := e.Prog.FuncValue(obj); fn != nil {
			e.LeftOut[fn] = true
			n, _ := largest(decl.Body)
			e.gaveUp[fn] = &GaveUp{Func: fn.String(), Branches: n, Range: span{decl.Pos(), decl.End()}}
		}
	}
}
