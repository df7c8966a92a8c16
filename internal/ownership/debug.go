package ownership

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"io"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// A debugging says of which functions somebody wants to see what the engine does; not of those of the standard
// library, which are known by contracts.
type debugging struct {
	out     io.Writer
	trace   funcname.Pattern // functions whose searches are shown
	effects funcname.Pattern // functions of which is shown what is known of them
}

// tracer returns what writes down the search q, or nil if nobody wants to see it.
func (d *debugging) tracer(q *search) *tracer {
	if d == nil || d.trace.Empty() || nethttp.IsStd(q.types) {
		return nil
	}
	obj, ok := declared(q.root.Function).Object().(*types.Func)
	if !ok || !d.trace.Matches(obj) {
		return nil
	}
	q.traced[obj] = true
	return &tracer{q: q, out: d.out}
}

// show writes down what is known of the functions of the package that somebody asked for, and of which of them there is
// nothing to trace. e is nil if the package cannot have to do with open bodies.
func (d *debugging) show(pass *analysis.Pass, e *engine) {
	if d.trace.Empty() && d.effects.Empty() || nethttp.IsStd(pass.Pkg) {
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
				fmt.Fprintf(d.out, "effects %s: %s\n", obj.FullName(), e.describe(obj))
			}
			if d.trace.Matches(obj) && (e == nil || !e.traced[obj]) {
				fmt.Fprintf(d.out, "search %s: there is nothing to follow\n", obj.FullName())
			}
		}
	}
}

// describe says what is known of fn, a function of the package, and from where.
func (e *engine) describe(obj *types.Func) string {
	if e == nil {
		return "nothing (the package cannot have to do with it)"
	}
	var eff effect.Body
	if fn := e.prog.FuncValue(obj); fn != nil && len(fn.Blocks) > 0 {
		eff = e.effectsOf(fn)
	}
	source := "found"
	if d := e.declarationOf(obj); d != nil {
		eff, source = d.apply(eff), "declared"
	}
	return fmt.Sprintf("%s (%s)", cmp.Or(eff.String(), "nothing"), source)
}
