package bodyclose

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/edit"
)

// A source finds the syntax behind positions that go/ssa gives.
type source struct {
	pass   *analysis.Pass
	layout edit.Source
	calls  map[token.Pos]*ast.CallExpr // by opening parenthesis
	conds  map[token.Pos]condition     // by the position of the SSA value that decides
	bare   []condition                 // conditions that are plain variables, which have no position of their own in SSA
}

// A condition is one operand of the condition of a statement.
type condition struct {
	expr ast.Expr
	tag  ast.Expr // of a switch: the condition is tag == expr
	body ast.Node // what runs if the condition holds
}

func newSource(pass *analysis.Pass) *source {
	src := &source{
		pass:   pass,
		layout: edit.Of(pass),
		calls:  make(map[token.Pos]*ast.CallExpr),
		conds:  make(map[token.Pos]condition),
	}
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				src.calls[n.Lparen] = n
			case *ast.IfStmt:
				src.addCondition(n.Cond, n.Body)
			case *ast.ForStmt:
				if n.Cond != nil {
					src.addCondition(n.Cond, n.Body)
				}
			case *ast.SwitchStmt:
				for _, clause := range n.Body.List {
					for _, e := range clause.(*ast.CaseClause).List {
						if n.Tag == nil {
							src.addCondition(e, clause)
						} else {
							src.conds[e.Pos()] = condition{expr: e, tag: n.Tag, body: clause}
						}
					}
				}
			}
			return true
		})
	}
	return src
}

// addCondition enters the operands of e, taken apart as go/ssa does it.
func (src *source) addCondition(e ast.Expr, body ast.Node) {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			src.addCondition(e.X, body)
		}
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			src.addCondition(e.X, body)
			src.addCondition(e.Y, body)
			return
		}
		src.conds[e.OpPos] = condition{expr: e, body: body}
	case *ast.CallExpr:
		src.conds[e.Lparen] = condition{expr: e, body: body}
	case *ast.SelectorExpr:
		src.conds[e.Sel.Pos()] = condition{expr: e, body: body}
	case *ast.Ident:
		src.bare = append(src.bare, condition{expr: e, body: body})
	}
}

// condition returns the condition that branch decides.
func (src *source) condition(branch *ssa.If) (condition, bool) {
	if c, ok := src.conds[branch.Cond.Pos()]; ok {
		return c, true
	}
	for _, succ := range branch.Block().Succs[:1] {
		for _, instr := range succ.Instrs {
			pos := instr.Pos()
			if !pos.IsValid() {
				continue
			}
			var best condition
			for _, c := range src.bare {
				if c.body.Pos() <= pos && pos < c.body.End() && (best.body == nil || c.body.Pos() > best.body.Pos()) {
					best = c
				}
			}
			return best, best.body != nil
		}
	}
	return condition{}, false
}

// text returns the condition as Go source, or its negation.
func (c condition) text(holds bool) string {
	if c.tag != nil {
		op := " == "
		if !holds {
			op = " != "
		}
		return short(c.tag) + op + short(c.expr)
	}
	if bin, ok := c.expr.(*ast.BinaryExpr); ok && negations[bin.Op] != 0 {
		op := bin.Op
		if !holds {
			op = negations[op]
		}
		return short(bin.X) + " " + op.String() + " " + short(bin.Y)
	}
	if holds {
		return short(c.expr)
	}
	return "!" + short(c.expr)
}

var negations = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.GEQ, token.GEQ: token.LSS,
	token.GTR: token.LEQ, token.LEQ: token.GTR,
}

// short returns e as Go source, cut where it would fill the line.
func short(e ast.Expr) string {
	const most = 48
	text := []rune(types.ExprString(e))
	if len(text) > most {
		return string(text[:most-1]) + "…"
	}
	return string(text)
}

// line returns the line of pos.
func (src *source) line(pos token.Pos) int { return src.pass.Fset.Position(pos).Line }

// returnPos returns the position of a return, which is the closing brace for an implicit one.
func returnPos(pos token.Pos, fn *ssa.Function) token.Pos {
	if pos.IsValid() {
		return pos
	}
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		if n.Body != nil {
			return n.Body.Rbrace
		}
	case *ast.FuncLit:
		return n.Body.Rbrace
	}
	return fn.Pos()
}
