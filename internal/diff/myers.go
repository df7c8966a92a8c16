package diff

import "math"

// compare marks the lines that are not in both texts: as few as possible, found by
// the algorithm of Myers (An O(ND) Difference Algorithm and Its Variations, 1986), in linear space.
func (s *script) compare() {
	m := &myers{}
	m.a, m.b = s.a.kept(&s.b), s.b.kept(&s.a)
	diagonals := len(m.a.ids) + len(m.b.ids) + 3
	m.forward, m.backward = make([]int, 2*diagonals), make([]int, 2*diagonals)
	m.zero = diagonals
	m.limit = max(256, int(math.Sqrt(float64(diagonals))))
	m.compare(box{0, len(m.a.ids), 0, len(m.b.ids)})
}

// A sequence is what is left of a text without the lines that the other one does not have.
type sequence struct {
	ids   []int
	where []int // their lines
	side  *side
}

// kept returns the lines of s that are somewhere in t. It marks the others as changed.
func (s *side) kept(t *side) sequence {
	known := make(map[int]bool)
	for _, id := range t.ids {
		known[id] = true
	}
	out := sequence{side: s}
	for i, id := range s.ids {
		if known[id] {
			out.ids, out.where = append(out.ids, id), append(out.where, i)
		} else {
			s.changed[i] = true
		}
	}
	return out
}

func (q *sequence) mark(from, to int) {
	for _, i := range q.where[from:to] {
		q.side.changed[i] = true
	}
}

// A box is a part of both sequences: [a, endA) of one and [b, endB) of the other.
type box struct{ a, endA, b, endB int }

// A myers compares two sequences. The diagonal k has the pairs (i, j) with i-j = k.
type myers struct {
	a, b              sequence
	forward, backward []int // by diagonal + zero, how far into a paths from the start and from the end came
	zero              int
	limit             int // changes on a path, after which the best split so far has to do
}

// compare marks what is changed in r.
func (m *myers) compare(r box) {
	for r.a < r.endA && r.b < r.endB && m.a.ids[r.a] == m.b.ids[r.b] {
		r.a, r.b = r.a+1, r.b+1
	}
	for r.a < r.endA && r.b < r.endB && m.a.ids[r.endA-1] == m.b.ids[r.endB-1] {
		r.endA, r.endB = r.endA-1, r.endB-1
	}
	if r.a == r.endA || r.b == r.endB {
		m.a.mark(r.a, r.endA)
		m.b.mark(r.b, r.endB)
		return
	}
	i, j := m.split(r)
	m.compare(box{r.a, i, r.b, j})
	m.compare(box{i, r.endA, j, r.endB})
}

// outside is how far a path came on a diagonal that no path has reached.
const outside = math.MaxInt / 2

// split returns a point on a shortest path through r: the first at which paths from
// the start and from the end meet, growing by a change at a time. If they do not meet in
// time it returns the point that is farthest from where it comes from, so that the work is bounded.
func (m *myers) split(r box) (i, j int) {
	low, high := r.a-r.endB, r.endA-r.b // the diagonals of r
	start, end := r.a-r.b, r.endA-r.endB
	odd := (start-end)&1 != 0
	f, b := &wave{m.forward[m.zero:], m.forward[:m.zero], start, start}, &wave{m.backward[m.zero:], m.backward[:m.zero], end, end}
	f.set(start, r.a)
	b.set(end, r.endA)
	for cost := 1; ; cost++ {
		f.widen(low, high, -1)
		for k := f.high; k >= f.low; k -= 2 {
			i := m.down(r, f, k)
			if odd && b.low <= k && k <= b.high && b.at(k) <= i {
				return i, i - k
			}
		}
		b.widen(low, high, outside)
		for k := b.high; k >= b.low; k -= 2 {
			i := m.up(r, b, k)
			if !odd && f.low <= k && k <= f.high && i <= f.at(k) {
				return i, i - k
			}
		}
		if cost >= m.limit {
			return farthest(r, f, b)
		}
	}
}

// down moves the path from the start on diagonal k by a change, and as far as lines are equal.
func (m *myers) down(r box, f *wave, k int) int {
	i := f.at(k + 1)
	if f.at(k-1) >= i {
		i = f.at(k-1) + 1
	}
	for i < r.endA && i-k < r.endB && m.a.ids[i] == m.b.ids[i-k] {
		i++
	}
	f.set(k, i)
	return i
}

// up is down for the path from the end.
func (m *myers) up(r box, b *wave, k int) int {
	i := b.at(k+1) - 1
	if b.at(k-1) < b.at(k+1) {
		i = b.at(k - 1)
	}
	for i > r.a && i-k > r.b && m.a.ids[i-1] == m.b.ids[i-k-1] {
		i--
	}
	b.set(k, i)
	return i
}

// A wave is how far paths came on the diagonals from low to high, every second of them.
type wave struct {
	positive, negative []int // by diagonal, and by -1-diagonal
	low, high          int
}

func (w *wave) at(k int) int {
	if k < 0 {
		return w.negative[-1-k]
	}
	return w.positive[k]
}

func (w *wave) set(k, i int) {
	if k < 0 {
		w.negative[-1-k] = i
	} else {
		w.positive[k] = i
	}
}

// widen adds a diagonal on each side, or takes one away where there is none within low and high.
// The diagonal next to a new one was not reached.
func (w *wave) widen(low, high, unreached int) {
	if w.low > low {
		w.low--
		w.set(w.low-1, unreached)
	} else {
		w.low++
	}
	if w.high < high {
		w.high++
		w.set(w.high+1, unreached)
	} else {
		w.high--
	}
}

// farthest returns the point that paths from the start or from the end got farthest to.
func farthest(r box, f, b *wave) (i, j int) {
	best := -1
	for k := f.low; k <= f.high; k += 2 {
		x := min(f.at(k), r.endA)
		if x-k > r.endB {
			x = r.endB + k
		}
		if x+x-k > best {
			best, i, j = x+x-k, x, x-k
		}
	}
	nearest := outside
	bi, bj := 0, 0
	for k := b.low; k <= b.high; k += 2 {
		x := max(b.at(k), r.a)
		if x-k < r.b {
			x = r.b + k
		}
		if x+x-k < nearest {
			nearest, bi, bj = x+x-k, x, x-k
		}
	}
	if r.endA+r.endB-nearest < best-r.a-r.b {
		return i, j
	}
	return bi, bj
}
