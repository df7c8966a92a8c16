package percallclient

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/nethttp"
)

type reporter struct {
	pass *analysis.Pass
	in   *inspector.Inspector
	set  files.Set
}

// dropped reports what f was made for, which is dropped at leak.
func (r reporter) dropped(f *flow, leak ssa.Instruction) {
	category, path := "transport", ""
	var related []analysis.RelatedInformation
	switch {
	case f.made.kind == client:
		category = "client"
	case len(f.reaps) > 0:
		category = "path"
		path = " on a path that does not close its idle connections"
		if pos := leak.Pos(); pos.IsValid() && leak != f.made.instr {
			path += fmt.Sprintf(" (returns at line %d)", r.pass.Fset.Position(pos).Line)
			related = append(related, analysis.RelatedInformation{Pos: pos, Message: "returns here"})
		}
	case f.limit.known && f.limit.d > 0:
		category = "limited"
	}
	pos, end := extent(r.in, f.made.instr.Pos())
	r.pass.Report(analysis.Diagnostic{
		Pos: pos, End: end, Category: category,
		Message:        f.message(path),
		Related:        related,
		SuggestedFixes: r.fix(f),
	})
}

// sharedPool reports deferred calls of CloseIdleConnections on the client of f, which has no
// transport of its own.
func (r reporter) sharedPool(f *flow) {
	for _, instr := range f.reaps {
		deferred := instr
		if _, ok := instr.(*ssa.Defer); !ok {
			for _, call := range f.calls[instr.Parent()] {
				if _, ok := call.(*ssa.Defer); ok && instr.Parent().Parent() != nil {
					deferred = call
				}
			}
		}
		if _, ok := deferred.(*ssa.Defer); ok {
			r.shared(deferred, "http.Client "+placeOf(f.root))
		}
	}
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
	if r.set.Skip(pos) || r.set.Generated(pos) {
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
func (r reporter) fix(f *flow) []analysis.SuggestedFix {
	if f.made.kind != transport || inLoop(f.made.instr.Block()) || f.concurrent() {
		return nil
	}
	pos, _ := extent(r.in, f.made.instr.Pos())
	cur, ok := r.in.Root().FindByPos(pos, pos)
	if !ok {
		return nil
	}
	name, stmt, ok := variable(r.pass.TypesInfo, cur, f.made.by == "")
	if !ok {
		return nil
	}
	edit, ok := r.after(stmt, "defer "+name+".CloseIdleConnections()")
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{{Message: "Close the idle connections of " + name + " when the function ends", TextEdits: []analysis.TextEdit{edit}}}
}

// concurrent reports whether a goroutine gets a carrier.
func (f *flow) concurrent() bool {
	for v := range f.seen {
		refs := v.Referrers()
		if refs == nil {
			continue
		}
		for _, instr := range *refs {
			if _, ok := instr.(*ssa.Go); ok {
				return true
			}
		}
	}
	for fn := range f.calls {
		for _, call := range f.calls[fn] {
			if _, ok := call.(*ssa.Go); ok {
				return true
			}
		}
	}
	return false
}
