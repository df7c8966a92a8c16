package bodyclose

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/edit"
	"github.com/httpleak/httpleak/internal/nethttp"
)

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

func (m *mending) add(edit analysis.TextEdit, ok bool) {
	m.edits = append(m.edits, edit)
	m.closes++
	m.unclear = m.unclear || !ok
}

// leave closes the body before statement i of l, which leaves.
func (m *mending) leave(l *edit.List, i int, at flow) {
	if at.closed {
		return
	}
	edit, ok := m.layout.Before(l, i, m.text)
	m.add(edit, ok && m.means(spot{l, i}, m.value))
}

// list goes through the statements from number from to number to.
func (m *mending) list(l *edit.List, from, to int, at flow) flow {
	for i := from; i < to && at.reached && !m.unclear; i++ {
		if stmt := l.Stmts[i]; stmt != m.except {
			at = m.stmt(l, i, stmt, "", at)
		}
	}
	return at
}

func (m *mending) block(n ast.Node, at flow) flow {
	l := edit.ListOf(n)
	return m.list(l, 0, len(l.Stmts), at)
}

// stmt goes through stmt, which is number i of l.
func (m *mending) stmt(l *edit.List, i int, stmt ast.Stmt, label string, at flow) flow {
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
func (m *mending) jump(l *edit.List, i int, stmt *ast.BranchStmt, at flow) {
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
func (m *mending) ret(l *edit.List, i int, stmt *ast.ReturnStmt, at flow) {
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
