package bodyclose

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership"
)

// maxCloses is how many statements a fix adds at most: more would be hard to read.
const maxCloses = 4

// A mending closes a body in the statements that have it, without a defer: behind the last that reads
// it, and before each that leaves them earlier.
type mending struct {
	*reading
	value   *types.Var
	text    string
	inner   []*target // around the present statement, within the statements
	edits   []analysis.TextEdit
	closes  int
	returns []token.Pos // before which the body is closed
	passed  bool        // a return hands the body over
}

// A target is a statement that break and continue may refer to.
type target struct {
	label  string
	loop   bool
	broken flow // at its breaks
}

// A flow is what is known at the end of a statement.
type flow struct{ reached, closed bool }

func join(x, y flow) flow {
	return flow{x.reached || y.reached, (x.closed || !x.reached) && (y.closed || !y.reached)}
}

// inPlace closes the body of value, which s declares, from sp to the end of its list.
func (f *fixer) inPlace(s *site, sp spot, value *types.Var, c closing) *analysis.SuggestedFix {
	id := s.name(s.result)
	if f.pass.TypesInfo.Defs[id] != value || s.leak.Released && !nethttp.IsResponse(value.Type()) || !f.within(s, sp, value) {
		return nil
	}
	stmts := sp.l.stmts
	message := fmt.Sprintf("add %q where the body is not used any more", f.closeText(c))
	late := -1
	if s.leak.Kind == ownership.LoopDefer {
		if late = f.lateDefer(sp, c); late < 0 {
			return nil
		}
		message = fmt.Sprintf("replace the deferred %s by %q where the iteration does not use the body any more", c.text, f.closeText(c))
	}
	var except ast.Stmt
	if late >= 0 {
		except = stmts[late]
	}
	m := &mending{reading: f.newReading(s, value, stmts[sp.at:], except), value: value, text: f.closeText(c)}
	end := sp.at
	for i := sp.at; i < len(stmts); i++ {
		if i != late && m.reads(stmts[i]) {
			end = i + 1
		}
	}
	given := m.unclear && late < 0
	if given { // perhaps to somebody else, but not before the statement with number end
		m.reading = f.newReading(s, value, nil, nil)
		for end = sp.at; end < len(stmts); end++ {
			r := f.newReading(s, value, stmts[sp.at:end+1], nil)
			if r.unclear {
				break
			}
			m.reading = r
		}
	}
	at := m.list(sp.l, sp.at, end, flow{reached: true})
	switch {
	case given:
		m.unclear = m.unclear || !m.mends()
	case at.reached && !at.closed:
		edit, ok := f.insert(spot{sp.l, end}, m.text)
		m.add(edit, ok)
	}
	if late >= 0 {
		edit, ok := f.remove(sp.l, late)
		m.edits = append(m.edits, edit)
		m.unclear = m.unclear || !ok
	}
	if m.unclear || len(m.edits) == 0 || m.closes > maxCloses || s.leak.Kept && !m.passed && !given && late < 0 {
		return nil
	}
	return &analysis.SuggestedFix{Message: message, TextEdits: m.edits}
}

// mends reports whether every path that leaks leaves by a return before which the body is now closed.
func (m *mending) mends() bool {
	for _, exit := range m.s.leak.Exits {
		if !slices.Contains(m.returns, exit) {
			return false
		}
	}
	return true
}

// within reports whether value is used from sp to the end of its list only, and by the statement of s and its check.
func (f *fixer) within(s *site, sp spot, value *types.Var) bool {
	from := s.stmt.End()
	to := s.body.End()
	start := sp.l.open
	if sp.at > 0 {
		start = sp.l.stmts[sp.at-1].End()
	}
	end := start
	if n := len(sp.l.stmts); n > 0 {
		end = sp.l.stmts[n-1].End()
	}
	ok := true
	ast.Inspect(s.body, func(n ast.Node) bool {
		id, isIdent := n.(*ast.Ident)
		if isIdent && from <= id.Pos() && id.Pos() < to && f.is(id, value) && (id.Pos() < start && !f.nilTest(s, id) || id.Pos() >= end) {
			ok = false
		}
		return ok
	})
	return ok
}

// nilTest reports whether id stands in a comparison with nil.
func (f *fixer) nilTest(s *site, id *ast.Ident) bool {
	found := false
	ast.Inspect(s.body, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && (b.X == id && f.isNil(b.Y) || b.Y == id && f.isNil(b.X)) {
			found = true
		}
		return !found
	})
	return found
}

// lateDefer returns the number of the one statement behind sp that does nothing but defer c, or -1.
func (f *fixer) lateDefer(sp spot, c closing) int {
	found := -1
	for i := sp.at; i < len(sp.l.stmts); i++ {
		d, ok := sp.l.stmts[i].(*ast.DeferStmt)
		if !ok {
			continue
		}
		if text, ok := f.deferredText(d); ok && (text == "defer "+c.text || text == f.closureText(c)) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

func (m *mending) add(edit analysis.TextEdit, ok bool) {
	m.edits = append(m.edits, edit)
	m.closes++
	m.unclear = m.unclear || !ok
}

// leave closes the body before statement i of l, which leaves.
func (m *mending) leave(l *list, i int, at flow) {
	if at.closed {
		return
	}
	edit, ok := m.before(l, i, m.text)
	m.add(edit, ok)
}

// list goes through the statements from number from to number to.
func (m *mending) list(l *list, from, to int, at flow) flow {
	for i := from; i < to && at.reached && !m.unclear; i++ {
		if stmt := l.stmts[i]; stmt != m.except {
			at = m.stmt(l, i, stmt, "", at)
		}
	}
	return at
}

func (m *mending) block(n ast.Node, at flow) flow {
	l := listOf(n)
	return m.list(l, 0, len(l.stmts), at)
}

// stmt goes through stmt, which is number i of l.
func (m *mending) stmt(l *list, i int, stmt ast.Stmt, label string, at flow) flow {
	at.closed = at.closed || m.releases(stmt)
	switch stmt := stmt.(type) {
	case *ast.ReturnStmt:
		m.ret(l, i, stmt, at)
		return flow{}
	case *ast.BranchStmt:
		m.jump(l, i, stmt, at)
		return flow{}
	case *ast.ExprStmt:
		at.reached = !m.leaves(stmt)
	case *ast.LabeledStmt:
		switch stmt.Stmt.(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			m.unclear = true
		}
		return m.stmt(l, i, stmt.Stmt, stmt.Label.Name, at)
	case *ast.BlockStmt:
		return m.block(stmt, at)
	case *ast.IfStmt:
		then, other := m.block(stmt.Body, at), at
		switch e := stmt.Else.(type) {
		case *ast.BlockStmt:
			other = m.block(e, at)
		case *ast.IfStmt:
			other = m.stmt(l, -1, e, "", at)
		}
		return join(then, other)
	case *ast.ForStmt:
		broken := m.breakable(label, true, stmt.Body, at)
		if stmt.Cond == nil {
			return broken
		}
		return join(at, broken)
	case *ast.RangeStmt:
		return join(at, m.breakable(label, true, stmt.Body, at))
	case *ast.SwitchStmt:
		return m.breakable(label, false, stmt.Body, at)
	case *ast.TypeSwitchStmt:
		return m.breakable(label, false, stmt.Body, at)
	case *ast.SelectStmt:
		return m.breakable(label, false, stmt.Body, at)
	}
	return at
}

// breakable goes through the body of a statement that break leaves. It returns what is known where
// that is left by a break or, if it is no loop, at the end of a clause.
func (m *mending) breakable(label string, loop bool, body *ast.BlockStmt, at flow) flow {
	t := &target{label: label, loop: loop}
	m.inner = append(m.inner, t)
	if loop {
		m.block(body, at)
	} else {
		every := false // one of the clauses runs
		for _, clause := range body.List {
			switch clause := clause.(type) {
			case *ast.CaseClause:
				every = every || clause.List == nil
			case *ast.CommClause:
				every = true
			}
			t.broken = join(t.broken, m.block(clause, at))
		}
		if !every {
			t.broken = join(t.broken, at)
		}
	}
	m.inner = m.inner[:len(m.inner)-1]
	return t.broken
}

// jump goes through a break, continue or fallthrough, which is statement i of l.
func (m *mending) jump(l *list, i int, stmt *ast.BranchStmt, at flow) {
	if stmt.Tok == token.FALLTHROUGH {
		m.unclear = true
		return
	}
	for _, t := range slices.Backward(m.inner) {
		if stmt.Label != nil && stmt.Label.Name != t.label || stmt.Label == nil && stmt.Tok == token.CONTINUE && !t.loop {
			continue
		}
		if stmt.Tok == token.BREAK {
			t.broken = join(t.broken, at)
		}
		return
	}
	m.leave(l, i, at)
}

// ret goes through a return, which is statement i of l. It may hand the body over, but not read it.
func (m *mending) ret(l *list, i int, stmt *ast.ReturnStmt, at flow) {
	if at.closed {
		return
	}
	passes := false
	for _, e := range stmt.Results {
		if !m.reads(e) {
			continue
		}
		passes = true
		m.unclear = m.unclear || !nethttp.MayClose(m.pass.TypesInfo.TypeOf(e))
	}
	m.passed = m.passed || passes
	if !passes {
		m.returns = append(m.returns, stmt.Pos())
		m.leave(l, i, at)
	}
}

// releases reports whether stmt begins with the evaluation of a call that closes the body.
func (m *mending) releases(stmt ast.Stmt) bool {
	found := false
	evaluated(stmt, func(e ast.Expr) {
		call, ok := e.(*ast.CallExpr)
		if !ok || len(call.Args) > 0 {
			return
		}
		fun, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || fun.Sel.Name != "Close" {
			return
		}
		x := ast.Unparen(fun.X)
		if sel, ok := x.(*ast.SelectorExpr); ok && sel.Sel.Name == "Body" {
			x = sel.X
		}
		found = found || m.is(x, m.value)
	})
	return found
}
