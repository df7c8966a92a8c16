package flow

import (
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// pointers are of interest, and calls that have to do with them.
type pointers struct{}

func (pointers) Matters(t types.Type) bool { return ssaquery.IsPointer(t) }

func (pointers) Weighs(*ssa.CallCommon, ssa.Value) bool { return false }

func (pointers) Calls(c *ssa.CallCommon) bool {
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return ssaquery.IsPointer(a.Type()) })
}

// A marked function is one of a snippet with comments that say what is wanted at the instruction behind each.
type marked struct {
	*Function
	marks []mark
}

type mark struct {
	text  string
	instr ssa.Instruction
}

// load returns F of a snippet, with its marks.
func load(t *testing.T, src string) *marked {
	t.Helper()
	// The head goes on the line of the first, so the snippet has to begin with a newline for its lines to agree.
	src = "package p\n" + src + "\nfunc g(n int) int { return n }\nfunc use(*int) {}\n"
	fn := snippet.SSA(t, src).Func("F")
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	m := &marked{Function: New(fn, pointers{}, nil)}
	offset := func(p token.Pos) int { return fn.Prog.Fset.Position(p).Offset }
	for _, group := range file.Comments {
		for _, c := range group.List {
			text := strings.TrimSpace(strings.Trim(c.Text, "/*"))
			m.marks = append(m.marks, mark{text, behind(t, fn, offset, fset.Position(c.Pos()).Offset)})
		}
	}
	if m.Giant {
		t.Fatalf("%s is too large", src)
	}
	return m
}

// behind returns the first instruction of the source behind an offset.
func behind(t *testing.T, fn *ssa.Function, offset func(token.Pos) int, from int) ssa.Instruction {
	var first ssa.Instruction
	for instr := range ssaquery.Instrs(fn) {
		if !instr.Pos().IsValid() || offset(instr.Pos()) < from {
			continue
		}
		if _, phi := instr.(*ssa.Phi); !phi && (first == nil || offset(instr.Pos()) < offset(first.Pos())) {
			first = instr
		}
	}
	if first == nil {
		t.Fatal("there is no instruction behind a mark")
	}
	return first
}

// named returns the names of the parameters and variables in a set of values.
func (f *Function) named(set bits) string {
	var names []string
	for v, i := range f.Index {
		if !set.Has(i) {
			continue
		}
		switch v := v.(type) {
		case *ssa.Parameter:
			names = append(names, v.Name())
		case *ssa.Phi:
			names = append(names, v.Comment)
		case *ssa.Alloc:
			names = append(names, v.Comment)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestLive wants values to be live where some path still uses them: the comments say which.
func TestLive(t *testing.T) {
	for _, src := range []string{
		`func F(a, b int) { /* a b */ g(a); /* b */ g(b) }`,
		`func F(a, b int, x bool) { if x { /* a */ g(a) } else { /* b */ g(b) }; /**/ g(0) }`,
		`func F(a, b int, x bool) { if x { /* a b x */ g(0) }; if x { /* a b */ g(a) }; /* b */ g(b) }`,
		`func F(a, b, n int) { for i := 0; i < n; i++ { /* a b i n */ g(a); /* a b i n */ g(b) }; /**/ g(0) }`,
		`func F(a int, x bool) int { s := a; if x { /**/ s = g(0) }; /* s */ g(0); return s }`,
		`func F(a, b int) int { for { /* a b */ g(a); if g(0) > b { return g(b) } } }`,
		`func F(a, b int) { defer g(a); /* b */ g(b) }`,
		`func F(a, b int) { v := &a; if /* a b */ g(b) > 0 { /* a */ use(v) } }`,
	} {
		m := load(t, src)
		for _, k := range m.marks {
			at := slices.Index(k.instr.Block().Instrs, k.instr)
			if got := m.named(m.LiveAt(k.instr.Block(), at)); got != k.text {
				t.Errorf("%s: live before %s: got %q, want %q", src, k.instr, got, k.text)
			}
		}
	}
}

// TestRepeats wants blocks to repeat that lie on a cycle.
func TestRepeats(t *testing.T) {
	for _, src := range []string{
		`func F(n int) { /* once */ g(1); for i := 0; i < n; i++ { /* repeats */ g(2) }; /* once */ g(3) }`,
		`func F(n int) { for { /* repeats */ g(1); if n > 0 { /* once */ g(2); return } } }`,
		`func F(n int) { for { /* once */ g(1); if n > 0 { /* once */ g(2) }; break } }`,
		`func F(n int) { again: /* repeats */ g(1); if n > 0 { for range n { /* repeats */ g(2) }; goto again }; /* once */ g(3) }`,
		`func F(n int) { switch { case n > 1: /* once */ g(1); fallthrough; default: /* once */ g(2) } }`,
	} {
		m := load(t, src)
		for _, k := range m.marks {
			got := "once"
			if m.Repeats[k.instr.Block().Index] {
				got = "repeats"
			}
			if got != k.text {
				t.Errorf("%s: %s runs %s, want %s", src, k.instr, got, k.text)
			}
		}
	}
}

// TestRelevant wants branches to be remembered whose ways differ in something of interest, here in what is done with
// pointers.
func TestRelevant(t *testing.T) {
	for _, src := range []string{
		`func F(p *int, n int) { if /* no */ n > 1 { g(1) } else { g(2) }; use(p) }`,
		`func F(p *int, n int) { if /* yes */ n > 1 { use(p) } }`,
		`func F(p *int, n int) { if /* yes */ n > 1 { return }; use(p) }`,
		`func F(p, q *int, n int) { r := p; if /* yes */ n > 1 { r = q }; use(r) }`,
		`func F(p *int, n int) { x := 1; if /* no */ n > 1 { x = 2 }; g(x) }`,
		`func F(p *int, n int) { x := 1; if /* yes */ n > 1 { x = 2 }; if /* yes */ x > 1 { use(p) } }`,
		`func F(p *int, n int) { x := 1; if /* no */ n > 1 { x = 2 }; if /* no */ x > 1 { g(x) }; use(p) }`,
		`func F(p *int, n int) { if /* no */ n > 1 { for { g(1) } }; use(p) }`, // it joins: who goes round for ever comes to no end
		`func F(p *int, n int) { for i := 0; /* yes */ i < n; i++ { use(p) } }`,
		`func F(p *int, n int, f func()) { if /* yes */ n > 1 { f() } }`,
		`func F(p *int, n int, c chan int) { if /* yes */ n > 1 { c <- 1 } }`,
		`func F(p *int, n int) (err error) { if /* yes */ n > 1 { panic(n) }; use(p); return err }`,
	} {
		m := load(t, src)
		for _, k := range m.marks {
			got := "no"
			if m.Relevant[k.instr.Block().Index] {
				got = "yes"
			}
			if got != k.text {
				t.Errorf("%s: branch at %s is relevant: got %s, want %s", src, k.instr, got, k.text)
			}
		}
	}
}

// TestTestedAgain wants what a branch found out about numbers and fields to be remembered if another asks for them.
func TestTestedAgain(t *testing.T) {
	type test struct{ src, value, want string }
	for _, test := range []test{
		{`func F(p *int, n int) { if n > 1 { use(p) } }`, "n", "no"},
		{`func F(p *int, n int) { if n > 1 { use(p) }; if n < 9 { use(p) } }`, "n", "yes"},
		{`func F(p *int, n int) { if n > 1 { use(p) }; if n+3 < 9 { use(p) } }`, "n", "yes"},
		{`func F(p *int, n int) { for i := 0; i < 9; i++ { if n > 1 { use(p) } } }`, "n", "yes"},
		{`func F(p *int, n int) { if n > 1 { use(p) }; if n < 9 { g(n) } }`, "n", "no"},
		{`func F(p *int, n bool) { if n { use(p) } }`, "n", "yes"},
		{`func F(p *int, n int) bool { if n > 1 { use(p) }; return n > 5 }`, "n", "yes"},
	} {
		m := load(t, test.src)
		for v := range m.Index {
			if v.Name() != test.value {
				continue
			}
			if got := m.TestedAgain(v); got != (test.want == "yes") {
				t.Errorf("%s: %s is tested again: got %v", test.src, test.value, got)
			}
		}
	}
}

// TestCanon wants comparisons of the same operands to be one.
func TestCanon(t *testing.T) {
	m := load(t, `func F(p *int, a, b int) { if a > b { use(p) }; if a > b { use(p) }; if b > a { use(p) }; if a+b > 1 { use(p) } }`)
	var got []string
	for second, first := range m.Canon {
		got = append(got, fmt.Sprintf("%s is %s", second, first))
	}
	if want := []string{"a > b is a > b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// tangled are functions whose control flow is worth a comparison with brute force.
var tangled = []string{
	`func F(a, b, n int) { g(a) }`,
	`func F(a, b, n int) { if a > b { g(a) } else if b > n { return }; g(b) }`,
	`func F(a, b, n int) { for i := 0; i < n; i++ { if a > i { continue }; if b > i { break }; g(i) }; g(a+b) }`,
	`func F(a, b, n int) { for { if a > n { for { g(b) } }; n++ } }`,
	`func F(a, b, n int) { x: for i := range n { for j := range i { if a > j { continue x }; if b > j { break x }; g(j) }; g(i) } }`,
	`func F(a, b, n int) { switch { case a > 1: g(b); fallthrough; case b > 1: g(a); case n > 1: return; default: panic(a) }; g(n) }`,
	`func F(a, b, n int) { again: if a > n { a--; goto again }; if b > n { b--; goto again }; defer g(a); g(b) }`,
	`func F(a, b, n int) { if a > 0 && b > 0 || n > 0 && a < b { a, b = b, a }; for a > 0 || b > 0 { a, b = b-1, a-1 }; g(n) }`,
	`func F(a, b, n int) { c := make(chan int); select { case a = <-c: g(a); case c <- b: for range n { g(n) }; default: return }; g(a+b) }`,
	`func F(a, b, n int) (err error) { defer func() { if recover() != nil { err = nil } }(); if a > b { panic(n) }; return }`,
}

// TestBruteForce compares liveness, cycles and joins with what comes of following every edge.
func TestBruteForce(t *testing.T) {
	for _, src := range tangled {
		load(t, src).bruteForce(t, src)
	}
}

func (m *marked) bruteForce(t *testing.T, src string) {
	t.Helper()
	joins := m.joins()
	for _, b := range m.Blocks {
		if want := m.reaches(b.Succs, b, nil); m.Repeats[b.Index] != want {
			t.Errorf("%s: block %d repeats: got %v, want %v", src, b.Index, m.Repeats[b.Index], want)
		}
		if want := m.joinOf(b); joins[b.Index] != want {
			t.Errorf("%s: ways from block %d join at %d, want %d", src, b.Index, joins[b.Index], want)
		}
		for v, i := range m.Index {
			if instr, ok := v.(ssa.Instruction); ok && instr.Block() != b && !instr.Block().Dominates(b) {
				continue // nobody asks where it is not defined
			}
			if want := m.usedBehind(v, b); m.liveOut[b.Index].Has(i) != want {
				t.Errorf("%s: %s is live at the end of block %d: got %v, want %v", src, v.Name(), b.Index, !want, want)
			}
		}
	}
	for _, target := range m.Blocks {
		for i, leads := range LeadingTo(target) {
			if want := m.reaches([]*ssa.BasicBlock{m.Blocks[i]}, target, nil); leads != want {
				t.Errorf("%s: block %d leads to %d: got %v, want %v", src, i, target.Index, leads, want)
			}
		}
	}
}

// reaches reports whether a way from one of the blocks from leads to target, which is nil for any end of the function,
// and not through without.
func (f *Function) reaches(from []*ssa.BasicBlock, target, without *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if b == without || seen[b] {
			return false
		}
		seen[b] = true
		return b == target || target == nil && len(b.Succs) == 0 || slices.ContainsFunc(b.Succs, visit)
	}
	return slices.ContainsFunc(from, visit)
}

// joinOf returns the first block that all ways from b to an end lead through, behind b, or -1.
func (f *Function) joinOf(b *ssa.BasicBlock) int {
	if !f.reaches(b.Succs, nil, nil) {
		return -1
	}
	var all []*ssa.BasicBlock // all such blocks
	for _, c := range f.Blocks {
		if c != b && !f.reaches(b.Succs, nil, c) {
			all = append(all, c)
		}
	}
	for _, c := range all { // the first is that which lies on no way from another to the end alone
		if !slices.ContainsFunc(all, func(other *ssa.BasicBlock) bool {
			return other != c && f.reaches(b.Succs, other, c)
		}) {
			return c.Index
		}
	}
	return -1
}

// usedBehind reports whether some way from the end of b leads to a use of v, and not first to where v is made anew.
func (f *Function) usedBehind(v ssa.Value, b *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var behind func(b *ssa.BasicBlock) bool
	behind = func(b *ssa.BasicBlock) bool {
		for _, s := range b.Succs {
			for phi := range ssaquery.Phis(s) {
				for edge, pred := range s.Preds {
					if pred == b && phi.Edges[edge] == v {
						return true
					}
				}
			}
			if seen[s] {
				continue
			}
			seen[s] = true
			gone := false
			for _, instr := range s.Instrs {
				if !gone {
					used := false
					f.uses(instr, func(i int) { used = used || i == f.Index[v] })
					if used {
						return true
					}
				}
				made, ok := instr.(ssa.Value)
				gone = gone || ok && made == v
			}
			if !gone && behind(s) {
				return true
			}
		}
		return false
	}
	return behind(b)
}

// TestAccount wants work to be charged to the function and to its package.
func TestAccount(t *testing.T) {
	pkg := &Account{Left: 10}
	f, g := &Account{Left: 6, Within: pkg}, &Account{Left: 100, Within: pkg}
	for i, test := range []struct {
		a     *Account
		steps int
		want  bool
	}{{f, 6, true}, {g, 4, true}, {f, 1, false}, {g, 1, false}, {nil, 1 << 30, true}} {
		if got := test.a.Charge(test.steps); got != test.want {
			t.Errorf("charge %d: got %v, want %v", i, got, test.want)
		}
	}
	// A function for which there are no steps is a giant, of which nothing is found out.
	fn := snippet.SSA(t, "func F(n int) { for range n { if n > 2 { println(n) } } }").Func("F")
	if f := New(fn, pointers{}, &Account{Left: 0}); !f.Giant || f.Relevant != nil {
		t.Error("a function without steps is not given up")
	}
}

// TestKeeps wants the values to be remembered that decide a branch, or lead to something of interest.
func TestKeeps(t *testing.T) {
	m := load(t, `func F(p *int, q *bool, n, m int, s string, x bool) { if n > 1 { use(p) }; g(m); println(s, q, x) }`)
	var got []string
	for _, p := range m.Params {
		if m.Keeps(p, sym.ZeroOf(p.Type())) {
			got = append(got, p.Name())
		}
	}
	if want := []string{"p", "q", "n", "x"}; !slices.Equal(got, want) {
		t.Errorf("kept are %q, want %q", got, want)
	}
}
