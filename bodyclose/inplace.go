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

// inPlace closes the body of value, which s declares, from sp to the end of its list.
func (f *fixer) inPlace(s *site, sp spot, value *types.Var, c closing) *analysis.SuggestedFix {
	id := s.name(s.result)
	if f.pass.TypesInfo.Defs[id] != value || s.leak.Released && !nethttp.IsResponse(value.Type()) || !f.within(s, sp, value) {
		return nil
	}
	stmts := sp.l.Stmts
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
		edit, ok := f.layout.Insert(sp.l, end, m.text)
		m.add(edit, ok && m.means(spot{sp.l, end}, value))
	}
	if late >= 0 {
		edit, ok := f.layout.Remove(sp.l, late)
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
	start := sp.l.Open
	if sp.at > 0 {
		start = sp.l.Stmts[sp.at-1].End()
	}
	end := start
	if n := len(sp.l.Stmts); n > 0 {
		end = sp.l.Stmts[n-1].End()
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
	for i := sp.at; i < len(sp.l.Stmts); i++ {
		d, ok := sp.l.Stmts[i].(*ast.DeferStmt)
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
