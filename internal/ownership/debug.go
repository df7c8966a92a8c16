package ownership

import (
	"fmt"
	"go/ast"
	"go/types"
	"io"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/body"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A debugging says of which functions somebody wants to see what the engine does; not of those of the standard
// library, which are known by contracts.
type debugging struct {
	out     io.Writer
	trace   funcname.Pattern // functions whose searches are shown
	effects funcname.Pattern // functions of which is shown what is known of them
}

// shown is what somebody wants to see of one package, and saw already.
type shown struct {
	*debugging
	traced map[*types.Func]bool // functions of which a search was written down
}

// of returns what is shown of the package of pass: nothing if it is of the standard library, which is known by contracts.
func (d *debugging) of(pass *analysis.Pass) *shown {
	if d.trace.Empty() && d.effects.Empty() || nethttp.IsStd(pass.Pkg) {
		return nil
	}
	return &shown{d, make(map[*types.Func]bool)}
}

// writer returns what says where the searches through a function are written down: nil if nobody wants to see them.
func (d *shown) writer() func(*ssa.Function) io.Writer {
	if d == nil || d.trace.Empty() {
		return nil
	}
	return func(fn *ssa.Function) io.Writer {
		obj, ok := ssaquery.Declared(fn).Object().(*types.Func)
		if !ok || !d.trace.Matches(obj) {
			return nil
		}
		d.traced[obj] = true
		return d.out
	}
}

// show writes down what is known of the functions of the package that somebody asked for, and of which of them there is
// nothing to trace. b is nil if the package cannot have to do with open bodies.
func (d *shown) show(pass *analysis.Pass, b *body.Bodies) {
	if d == nil {
		return
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			obj, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			if d.effects.Matches(obj) {
				fmt.Fprintf(d.out, "effects %s: %s\n", obj.FullName(), b.Report(obj))
			}
			if d.trace.Matches(obj) && !d.traced[obj] {
				fmt.Fprintf(d.out, "search %s: there is nothing to follow\n", obj.FullName())
			}
		}
	}
}
