package fixpoint

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A graph has, for each node, the nodes that it calls and whether it reaches something by itself.
type graph struct {
	calls [][]int
	own   []bool
}

// reaches asks a table whether a node reaches something, by itself or through what it calls.
func (g graph) reaches(t *Table[int, bool], finds *int, n int) bool {
	return t.Get(n, func() bool {
		*finds++
		found := g.own[n]
		for _, c := range g.calls[n] {
			if g.reaches(t, finds, c) { // without a short cut, as a search asks for everything on its way
				found = true
			}
		}
		return found
	})
}

// want computes the same by brute force.
func (g graph) want(n int, seen map[int]bool) bool {
	if g.own[n] {
		return true
	}
	seen[n] = true
	for _, c := range g.calls[n] {
		if !seen[c] && g.want(c, seen) {
			return true
		}
	}
	return false
}

func random(r *rand.Rand, n int) graph {
	g := graph{make([][]int, n), make([]bool, n)}
	for i := range n {
		for range r.IntN(4) {
			g.calls[i] = append(g.calls[i], r.IntN(n))
		}
		g.own[i] = r.IntN(5) == 0
	}
	return g
}

// TestLeastFixpoint asks for the nodes of random graphs in random orders.
func TestLeastFixpoint(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		g := random(r, 1+r.IntN(6)) // chains of assumptions stay shorter than the bound on rounds
		table := Of[int](new(Solver), false)
		finds := 0
		for _, n := range r.Perm(len(g.calls)) {
			if got, want := g.reaches(table, &finds, n), g.want(n, make(map[int]bool)); got != want {
				t.Fatalf("%v: node %d: got %v, want %v", g, n, got, want)
			}
		}
	}
}

// TestWork wants each member of a large component to be found out a few times, not once for each other.
func TestWork(t *testing.T) {
	const n = 200
	g := graph{make([][]int, n), make([]bool, n)}
	for i := range n {
		for j := range n {
			g.calls[i] = append(g.calls[i], j)
		}
	}
	g.own[n-1] = true
	table := Of[int](new(Solver), false)
	finds := 0
	for i := range n {
		if !g.reaches(table, &finds, i) {
			t.Fatalf("node %d reaches nothing", i)
		}
	}
	if finds > maxRounds*n {
		t.Errorf("%d answers found out for %d nodes", finds, n)
	}
}

// TestUnsettled has an equation without a fixpoint: the answer is the bottom, in a bounded number of rounds, for it and
// for what rests on it.
func TestUnsettled(t *testing.T) {
	table := Of[string](new(Solver), 0)
	rounds := 0
	var ask func(k string) int
	ask = func(k string) int {
		return table.Get(k, func() int {
			rounds++
			if k == "x" {
				return ask("y") + 1
			}
			return ask("x")
		})
	}
	if x, y := ask("x"), ask("y"); x != 0 || y != 0 {
		t.Errorf("got x = %d, y = %d", x, y)
	}
	if rounds > 2*maxRounds {
		t.Errorf("%d rounds", rounds)
	}
}

// TestTwoTables has answers of two kinds rest on each other.
func TestTwoTables(t *testing.T) {
	for _, first := range []string{"number", "word"} {
		s := new(Solver)
		numbers, words := Of[int](s, 0), Of[int](s, "")
		var number func(n int) int
		var word func(n int) string
		number = func(n int) int { return numbers.Get(n, func() int { return max(7, len(word(n))) }) }
		word = func(n int) string {
			return words.Get(n, func() string { return fmt.Sprintf("%0*d", min(number(n), 9), n) })
		}
		if first == "word" {
			word(3)
		}
		if got := fmt.Sprint(number(3), " ", word(3)); got != "7 0000003" {
			t.Errorf("%s first: got %s", first, got)
		}
		if _, ok := words.Known(3); !ok {
			t.Errorf("%s first: not final", first)
		}
	}
}

// TestKnown tells of no answer that may still change.
func TestKnown(t *testing.T) {
	table := Of[int](new(Solver), false)
	if _, ok := table.Known(1); ok {
		t.Error("known before it was asked for")
	}
	table.Get(1, func() bool {
		table.Get(2, func() bool { return table.Get(1, nil) })
		if _, ok := table.Known(2); ok {
			t.Error("2 rests on 1")
		}
		return true
	})
	if v, ok := table.Known(2); !ok || !v {
		t.Errorf("got %v, %v", v, ok)
	}
}
