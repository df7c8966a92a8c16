package flow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A writer makes up the body of a function.
type writer struct {
	r      *rand.Rand
	b      strings.Builder
	budget int // of statements
	loops  int // around the present one
}

func (w *writer) value() string { return []string{"a", "b", "n"}[w.r.IntN(3)] }

func (w *writer) condition() string {
	c := fmt.Sprintf("%s %s %s", w.value(), []string{"<", ">", "==", "!="}[w.r.IntN(4)], w.value())
	if w.r.IntN(4) == 0 {
		c += []string{" && ", " || "}[w.r.IntN(2)] + fmt.Sprintf("%s > %d", w.value(), w.r.IntN(5))
	}
	return c
}

func (w *writer) block(depth int) {
	w.b.WriteString("{ ")
	for range 1 + w.r.IntN(3) {
		if w.budget--; w.budget > 0 {
			w.statement(depth)
		}
	}
	w.b.WriteString("} ")
}

func (w *writer) statement(depth int) {
	kind := w.r.IntN(10)
	if depth > 3 {
		kind = w.r.IntN(3)
	}
	switch kind {
	case 0:
		fmt.Fprintf(&w.b, "g(%s); ", w.value())
	case 1:
		fmt.Fprintf(&w.b, "%s = %s + %d; ", w.value(), w.value(), w.r.IntN(3))
	case 2:
		fmt.Fprintf(&w.b, "%s = g(%s); ", w.value(), w.value())
	case 3, 4:
		fmt.Fprintf(&w.b, "if %s ", w.condition())
		w.block(depth + 1)
		if w.r.IntN(2) == 0 {
			w.b.WriteString("else ")
			w.block(depth + 1)
		}
		w.b.WriteString("; ")
	case 5:
		fmt.Fprintf(&w.b, "for %s ", w.condition())
		w.loops++
		w.block(depth + 1)
		w.loops--
		w.b.WriteString("; ")
	case 6:
		fmt.Fprintf(&w.b, "switch { case %s: g(1); fallthrough; case %s: ", w.condition(), w.condition())
		w.block(depth + 1)
		w.b.WriteString("; default: g(2) }; ")
	case 7:
		fmt.Fprintf(&w.b, "if %s { return }; ", w.condition())
	case 8:
		if w.loops > 0 {
			fmt.Fprintf(&w.b, "if %s { %s }; ", w.condition(), []string{"break", "continue"}[w.r.IntN(2)])
		}
	case 9:
		if w.loops > 0 && w.r.IntN(3) == 0 {
			fmt.Fprintf(&w.b, "for { %s++; if %s { continue }; g(3) }; ", w.value(), w.condition())
		}
	}
}

// TestRandom compares liveness, cycles and joins of functions that are made up with what comes of following every edge.
func TestRandom(t *testing.T) {
	blocks := 0
	for seed := range uint64(60) {
		w := &writer{r: rand.New(rand.NewPCG(seed, 9)), budget: 25}
		w.b.WriteString("func F(a, b, n int) { ")
		for range 4 {
			w.statement(0)
		}
		w.b.WriteString("}")
		m := load(t, w.b.String())
		blocks += len(m.Blocks)
		if m.bruteForce(t, w.b.String()); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if blocks < 300 {
		t.Errorf("there are %d blocks only", blocks)
	}
}

// TestBits wants sets of integers to be that.
func TestBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const size = 200
	set, other := newBits(size), newBits(size)
	want, added := make(map[int]bool), make(map[int]bool)
	for range 500 {
		i := r.IntN(size)
		switch r.IntN(3) {
		case 0:
			set.add(i)
			want[i] = true
		case 1:
			set.remove(i)
			delete(want, i)
		case 2:
			other.add(i)
			added[i] = true
		}
		if set.Has(i) != want[i] {
			t.Fatalf("%d is in the set: got %v", i, set.Has(i))
		}
	}
	clone := set.clone()
	news := false
	for i := range added {
		news = news || !want[i]
	}
	if got := set.addAll(other); got != news {
		t.Errorf("something was added: got %v", got)
	}
	if set.addAll(other) {
		t.Error("adding the same again changes something")
	}
	for i := range size {
		if clone.Has(i) != want[i] || set.Has(i) != (want[i] || added[i]) {
			t.Errorf("%d: before %v, after %v", i, clone.Has(i), set.Has(i))
		}
	}
}
