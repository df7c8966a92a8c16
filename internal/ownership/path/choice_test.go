package path

import (
	"fmt"
	"go/token"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestChoose makes choices one after the other: a caller cannot have chosen both ways.
func TestChoose(t *testing.T) {
	isNil := Choice{Cond: Cond{Param: 1, Path: "*.2", Op: token.EQL, C: sym.Nil}}
	isSet := Choice{Cond: Cond{Param: 2, Op: token.EQL, C: sym.True}}
	branch := Choice{If: new(ssa.If), Taken: true}
	for _, test := range []struct {
		name    string
		choices []Choice
		want    int // choices that are remembered; -1 if they contradict each other
	}{
		{"none", nil, 0},
		{"one", []Choice{isNil}, 1},
		{"twice the same", []Choice{isNil, isNil}, 1},
		{"two", []Choice{isNil, isSet}, 2},
		{"both ways", []Choice{isNil, isSet, isNil.Not()}, -1},
		{"both ways of a branch that nobody has words for", []Choice{branch, branch.Not()}, 2}, // its condition may have changed
	} {
		s := &State{}
		possible := true
		for _, c := range test.choices {
			possible = possible && s.Choose(c)
		}
		if possible != (test.want >= 0) || possible && len(s.Choices) != test.want || s.Chosen {
			t.Errorf("%s: possible %v, %d remembered", test.name, possible, len(s.Choices))
		}
	}
	s := &State{}
	for i := range MaxChoices + 1 {
		s.Choose(Choice{Cond: Cond{Param: i, Op: token.EQL, C: sym.Nil}})
	}
	if len(s.Choices) != MaxChoices || !s.Chosen {
		t.Errorf("after too many choices: %d remembered, chosen %v", len(s.Choices), s.Chosen)
	}
}

// TestConflict wants the choices by which one path can be told from another.
func TestConflict(t *testing.T) {
	cond := func(param int, op token.Token) Choice {
		return Choice{Cond: Cond{Param: param, Op: op, C: sym.IntOf(3)}}
	}
	for _, test := range []struct {
		xs, ys []Choice
		want   []Choice
	}{
		{nil, nil, nil},
		{[]Choice{cond(0, token.EQL)}, []Choice{cond(0, token.EQL)}, nil},
		{[]Choice{cond(0, token.EQL)}, []Choice{cond(0, token.NEQ)}, []Choice{cond(0, token.EQL)}},
		{[]Choice{cond(0, token.LSS), cond(1, token.EQL)}, []Choice{cond(1, token.EQL), cond(0, token.GEQ)}, []Choice{cond(0, token.LSS)}},
	} {
		if got := Conflict(test.xs, test.ys); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%v against %v: got %v, want %v", test.xs, test.ys, got, test.want)
		}
	}
	for _, c := range []Choice{cond(0, token.LEQ), {If: new(ssa.If), Taken: true}} {
		if c.Not() == c || c.Not().Not() != c {
			t.Errorf("not %v is %v", c, c.Not())
		}
	}
}
