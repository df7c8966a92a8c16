package ownership

// entries counts what s knows.
func (s *state) entries() int { return len(s.values) + len(s.places) + len(s.known) + len(s.shared) }

// size is what it costs to copy s, to compare it, or to go through it.
func (s *state) size() int {
	n := 4 + s.entries()
	for f := s.top; f != nil; f = f.up {
		n++
		for i := range f.deferred {
			n += 2 + len(f.deferred[i].args) + len(f.deferred[i].binds)
		}
	}
	return n
}
