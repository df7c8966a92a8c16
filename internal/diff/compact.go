package diff

// maxSlide is by how many lines at most a group is moved for the look of it.
const maxSlide = 100

// A group is a run of changed lines [start, end), which may be empty, in front of a line
// that is not changed, or at the end. Both sides have the same number of groups.
type group struct {
	*side
	start, end int
}

func (s *side) isChanged(i int) bool { return 0 <= i && i < len(s.changed) && s.changed[i] }

// firstGroup returns the group in front of the first line that is not changed.
func (s *side) firstGroup() *group {
	g := &group{side: s}
	for s.isChanged(g.end) {
		g.end++
	}
	return g
}

// next moves on to the next group, if there is one.
func (g *group) next() bool {
	if g.end == len(g.ids) {
		return false
	}
	g.start = g.end + 1
	for g.end = g.start; g.isChanged(g.end); {
		g.end++
	}
	return true
}

// previous moves back to the group before, if there is one.
func (g *group) previous() bool {
	if g.start == 0 {
		return false
	}
	g.end = g.start - 1
	for g.start = g.end; g.isChanged(g.start - 1); {
		g.start--
	}
	return true
}

// up moves the lines of the group up by one, if the text that is left stays the same. If they meet
// another group they become one with it.
func (g *group) up() bool {
	if g.start == 0 || g.ids[g.start-1] != g.ids[g.end-1] {
		return false
	}
	g.start, g.end = g.start-1, g.end-1
	g.changed[g.start], g.changed[g.end] = true, false
	for g.isChanged(g.start - 1) {
		g.start--
	}
	return true
}

// down is up in the other direction.
func (g *group) down() bool {
	if g.end == len(g.ids) || g.ids[g.start] != g.ids[g.end] {
		return false
	}
	g.changed[g.start], g.changed[g.end] = false, true
	g.start, g.end = g.start+1, g.end+1
	for g.isChanged(g.end) {
		g.end++
	}
	return true
}

// compact moves each group of changed lines of s, as far as it can be moved, to where it is best
// read: beside a change of the other side, or where the indentation says that something begins.
func (s *side) compact(t *side) {
	g, other := s.firstGroup(), t.firstGroup()
	for {
		if g.start < g.end {
			g.place(other)
		}
		if !g.next() {
			return
		}
		other.next()
	}
}

// place moves g, and other to the group at the same place of the other side.
func (g *group) place(other *group) {
	var size, earliest, beside int
	for size = -1; size != g.end-g.start; { // it may have grown
		size = g.end - g.start
		for g.up() {
			other.previous()
		}
		earliest, beside = g.end, -1
		if other.start < other.end {
			beside = g.end
		}
		for g.down() {
			other.next()
			if other.start < other.end {
				beside = g.end
			}
		}
	}
	best := g.end
	switch {
	case g.end == earliest:
		return
	case beside >= 0:
		best = beside
	default:
		best = g.bestEnd(earliest, size)
	}
	for g.end > best {
		g.up()
		other.previous()
	}
}

// bestEnd returns where to end g, which is at the last place that it can be at; the first one
// ends at earliest.
func (g *group) bestEnd(earliest, size int) int {
	var best cost
	at := -1
	for end := max(earliest, g.end-size-1, g.end-maxSlide); end <= g.end; end++ {
		c := g.cut(end).add(g.cut(end - size))
		if at < 0 || !best.less(c) {
			best, at = c, end
		}
	}
	return at
}
