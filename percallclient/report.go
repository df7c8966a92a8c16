package percallclient

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership"
)

type reporter struct {
	pass *analysis.Pass
	in   *inspector.Inspector
	set  files.Set
}

// dropped reports m, which is dropped as d says.
func (r reporter) dropped(m *ownership.Made, d *ownership.Dropped) {
	category, path := "transport", ""
	var related []analysis.RelatedInformation
	switch {
	case m.Plain:
		category = "client"
	case d.Released:
		category = "path"
		path = " on a path that does not close its idle connections"
		if d.Exit.IsValid() && d.Exit != m.Instr.Pos() {
			path += fmt.Sprintf(" (returns at line %d)", r.pass.Fset.Position(d.Exit).Line)
			related = append(related, analysis.RelatedInformation{Pos: d.Exit, Message: "returns here"})
		}
	case d.Limit.Known && d.Limit.D > 0:
		category = "limited"
	}
	pos, end := extent(r.in, m.Instr.Pos())
	r.pass.Report(analysis.Diagnostic{
		Pos: pos, End: end, Category: category,
		Message:        message(m, d.Limit, path),
		Related:        related,
		SuggestedFixes: r.fix(m, d),
	})
}

// sharedDefault reports deferred calls of http.DefaultClient.CloseIdleConnections in fn.
func (r reporter) sharedDefault(fn *ssa.Function, runs *runs) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			d, ok := instr.(*ssa.Defer)
			if !ok || len(d.Call.Args) != 1 || calledMethod(&d.Call) == nil || nethttp.ClientMethodOf(calledMethod(&d.Call)) != nethttp.Reaps {
				continue
			}
			load, ok := d.Call.Args[0].(*ssa.UnOp)
			if !ok {
				continue
			}
			if g, ok := load.X.(*ssa.Global); ok && nethttp.IsDefaultClient(g.Object()) && runs.repeats(d) {
				r.shared(d, "http.DefaultClient "+placeOf(fn))
			}
		}
	}
}

// shared reports the deferred call of CloseIdleConnections at instr.
func (r reporter) shared(instr ssa.Instruction, what string) {
	pos := instr.Pos()
	if !pos.IsValid() || r.set.Generated(pos) {
		return
	}
	end := pos
	if cur, ok := r.in.Root().FindByPos(pos, pos); ok {
		for stmt := range cur.Enclosing((*ast.DeferStmt)(nil)) {
			pos, end = stmt.Node().Pos(), stmt.Node().End()
			break
		}
	}
	r.pass.Report(analysis.Diagnostic{
		Pos: pos, End: end, Category: "shared-pool",
		Message: "deferred CloseIdleConnections of the " + what + ", which has no Transport of its own, closes the idle connections of http.DefaultTransport for the whole process",
	})
}

// fix returns the fix that empties the pool when the function ends, or nil if it is not surely
// right: the transport, or the client that holds it directly, must have a variable that is
// declared by a statement outside of loops, and no goroutine may use it.
func (r reporter) fix(m *ownership.Made, d *ownership.Dropped) []analysis.SuggestedFix {
	if m.Plain || d.Async || inLoop(m.Instr.Block()) {
		return nil
	}
	pos, _ := extent(r.in, m.Instr.Pos())
	cur, ok := r.in.Root().FindByPos(pos, pos)
	if !ok {
		return nil
	}
	name, stmt, ok := variable(r.pass.TypesInfo, cur, m.Of == nil)
	if !ok || r.changes(name, stmt) {
		return nil
	}
	edit, ok := r.after(stmt, "defer "+name.Name+".CloseIdleConnections()")
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{{Message: "Close the idle connections of " + name.Name + " when the function ends", TextEdits: []analysis.TextEdit{edit}}}
}
