package bodyclose

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/files"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership"
)

// A fixer makes the suggested fixes of one pass. Each compiles, keeps the shape of gofmt, and is made only
// where it is sure that nothing reads the body afterwards:
//
//   - a deferred close behind the check of the error, if nothing that leads to the body outlives the function;
//     a deferred close that comes too late moves there;
//   - in a loop, and where some paths hand the body over: a close where the last use ends, and before each
//     statement that leaves earlier, as far as nobody else can have the body;
//   - for a response that is discarded, a name and a close.
type fixer struct {
	*source
	set      files.Set
	errcheck bool // say that the error of Close is not wanted
	model    *ownership.Result
	given    map[*ast.FuncDecl]map[string]bool // the names that fixes introduce
}

func newFixer(src *source, set files.Set, errcheck bool) *fixer {
	return &fixer{
		source:   src,
		set:      set,
		errcheck: errcheck,
		model:    src.pass.ResultOf[ownership.Analyzer].(*ownership.Result),
		given:    make(map[*ast.FuncDecl]map[string]bool),
	}
}

// fixes returns what can be suggested for leak: one fix, or none.
func (f *fixer) fixes(leak *ownership.Leak, call *ast.CallExpr) []analysis.SuggestedFix {
	if leak.Handler != nil || leak.Kind == ownership.WithError || leak.Failing || leak.Bare || f.set.Generated(call.Pos()) {
		return nil // whether the caller should close it, and what can be nil, only a person can say
	}
	s := f.site(leak, call)
	if s == nil {
		return nil
	}
	var fix *analysis.SuggestedFix
	if s.isBlank(s.result) {
		fix = f.discard(s)
	} else {
		fix = f.mend(s)
	}
	if fix == nil {
		return nil
	}
	return []analysis.SuggestedFix{*fix}
}

// mend closes a body whose response has a name.
func (f *fixer) mend(s *site) *analysis.SuggestedFix {
	value := f.variable(s, s.result)
	if value == nil || !s.owns(value) {
		return nil
	}
	c := release(value.Name(), value.Type())
	if !f.effective(c) {
		return nil
	}
	status := f.variable(s, s.status)
	confined := s.leak.Confined && !s.leak.Returned && !s.leak.Kept
	repeatable := nethttp.IsResponse(value.Type()) || !s.leak.Released // a second Close does no harm
	fixed := !f.changes(s, value)
	late := confined && repeatable && !s.loop && s.leak.Kind != ownership.LoopDefer && (fixed || !f.wraps(c))
	sp, ok := f.checked(s, status, value)
	if ok && !f.means(sp, value) {
		return nil
	}
	switch {
	case ok && late:
		return f.deferred(s, sp, "", c, fixed)
	case ok:
		return f.inPlace(s, sp, value, c)
	case late && s.init == nil:
		guard := ""
		if status != nil && !s.leak.Nilable {
			guard = success(status)
		} else if guard = value.Name() + " != nil"; !nilable(value.Type()) {
			return nil
		}
		return f.deferred(s, spot{s.l, s.index + 1}, guard, c, fixed)
	}
	return nil
}

// effective reports whether c, as far as is known, closes anything.
func (f *fixer) effective(c closing) bool {
	return c.text != "" && (c.method == nil || !f.model.LeavesOpen(c.method))
}

// means reports whether the name of v stands for v at sp, and not for another variable.
func (f *fixer) means(sp spot, v *types.Var) bool {
	pos := sp.l.Open
	if sp.at > 0 {
		pos = sp.l.Stmts[sp.at-1].End()
	}
	scope := f.pass.Pkg.Scope().Innermost(sp.l.Open)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(v.Name(), pos)
	return obj == v
}

// nilable reports whether a value of type t can be compared with nil, and be without a body only if it is nil.
func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// success returns the condition that holds if the call with the error (or bool) status succeeded.
func success(status *types.Var) string {
	if isBool(status.Type()) {
		return status.Name()
	}
	return status.Name() + " == nil"
}

// deferred closes the body when the function returns, from sp on, if the condition guard holds there.
func (f *fixer) deferred(s *site, sp spot, guard string, c closing, fixed bool) *analysis.SuggestedFix {
	text := f.deferText(c)
	verb := "add"
	var edits []analysis.TextEdit
	for i := sp.at; i < len(sp.l.Stmts) && fixed; i++ {
		d, ok := sp.l.Stmts[i].(*ast.DeferStmt)
		if !ok {
			continue
		}
		late, ok := f.deferredText(d)
		if !ok || late != "defer "+c.text && late != f.closureText(c) {
			continue
		}
		if edit, ok := f.layout.Remove(sp.l, i); ok {
			text, verb = late, "move up"
			edits = append(edits, edit)
			break
		}
	}
	message := fmt.Sprintf("%s %q, after the error check", verb, text)
	switch {
	case guard != "":
		message = fmt.Sprintf("%s %q, after the call, if %s", verb, text, guard)
		text = "if " + guard + " {\n\t" + text + "\n}"
	case s.status < 0:
		message = fmt.Sprintf("%s %q, after the call", verb, text)
	}
	edit, ok := f.layout.Insert(sp.l, sp.at, text)
	if !ok {
		return nil
	}
	return &analysis.SuggestedFix{Message: message, TextEdits: append(edits, edit)}
}

// closeText returns the statement that calls c.
func (f *fixer) closeText(c closing) string {
	if f.errcheck && c.results {
		return "_ = " + c.text
	}
	return c.text
}

// deferText returns the statement that defers c.
func (f *fixer) deferText(c closing) string {
	if f.wraps(c) {
		return f.closureText(c)
	}
	return "defer " + c.text
}

// wraps reports whether c is deferred within a function literal, which reads the variable only when it runs.
func (f *fixer) wraps(c closing) bool { return f.errcheck && c.results }

func (f *fixer) closureText(c closing) string { return "defer func() { _ = " + c.text + " }()" }

// deferredText returns d as one of the statements that fixes write, if it is such a one.
func (f *fixer) deferredText(d *ast.DeferStmt) (string, bool) {
	lit, ok := d.Call.Fun.(*ast.FuncLit)
	if !ok {
		return "defer " + types.ExprString(d.Call), true
	}
	if len(d.Call.Args) > 0 || len(lit.Body.List) != 1 {
		return "", false
	}
	switch stmt := lit.Body.List[0].(type) {
	case *ast.ExprStmt:
		return "defer " + types.ExprString(stmt.X), true
	case *ast.AssignStmt:
		if id, ok := stmt.Lhs[0].(*ast.Ident); ok && id.Name == "_" && len(stmt.Lhs) == 1 && len(stmt.Rhs) == 1 {
			return "defer func() { _ = " + types.ExprString(stmt.Rhs[0]) + " }()", true
		}
	}
	return "", false
}

// changes reports whether value, or the body in it, may be another one when the function returns
// than behind the statement of s.
func (f *fixer) changes(s *site, value *types.Var) bool {
	if s.isResult(value) {
		return true
	}
	found := false
	ast.Inspect(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
					e = sel.X
				}
				found = found || n != s.stmt && f.is(e, value)
			}
		case *ast.RangeStmt:
			found = found || n.Key != nil && f.is(n.Key, value) || n.Value != nil && f.is(n.Value, value)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && f.is(n.X, value)
		}
		return !found
	})
	return found
}

// isResult reports whether v is a named result of the function: a return assigns to it.
func (s *site) isResult(v *types.Var) bool {
	typ := s.signature()
	return typ.Results != nil && typ.Results.Pos() <= v.Pos() && v.Pos() < typ.Results.End()
}

// certain reports whether the callee always returns a body: it is at hand, and no return says otherwise.
func certain(leak *ownership.Leak) bool {
	fn := leak.Call.Common().StaticCallee()
	return fn != nil && len(fn.Blocks) > 0 && !leak.Nilable
}
