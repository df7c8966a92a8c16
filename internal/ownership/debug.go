package ownership

import (
	"fmt"
	"go/types"
	"io"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/funcname"
)

// A debugging says of which functions somebody wants to see what the engine does.
type debugging struct {
	out     io.Writer
	trace   funcname.Pattern // functions whose searches are shown
	effects funcname.Pattern // functions of which is shown what is known of them
}

// tracer returns what writes down the search q, or nil if nobody wants to see it.
func (d *debugging) tracer(q *search) *tracer {
	if d == nil || d.trace.Empty() {
		return nil
	}
	obj, ok := declared(q.root.Function).Object().(*types.Func)
	if !ok || !d.trace.Matches(obj) {
		return nil
	}
	return &tracer{q: q, out: d.out}
}

// showEffects writes down what is known of those functions among funcs that somebody asked for, exported or not.
func (e *engine) showEffects(funcs []*ssa.Function) {
	if e.debug == nil || e.debug.effects.Empty() {
		return
	}
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || !e.debug.effects.Matches(obj) {
			continue
		}
		var eff effects
		if len(fn.Blocks) > 0 {
			eff = e.effectsOf(fn)
		}
		source := "found"
		if d := e.declarationOf(obj); d != nil {
			eff, source = d.apply(eff), "declared"
		}
		text := eff.String()
		if text == "" {
			text = "nothing"
		}
		fmt.Fprintf(e.debug.out, "effects %s: %s (%s)\n", obj.FullName(), text, source)
	}
}
