package path

// Entries counts what s knows.
func (s *State) Entries() int { return len(s.Values) + len(s.Places) + len(s.Known) + len(s.Shared) }

// Size is what it costs to copy s, to compare it, or to go through it.
func (s *State) Size() int {
	n := 4 + s.Entries()
	for f := s.Top; f != nil; f = f.Up {
		n++
		for i := range f.Deferred {
			n += 2 + len(f.Deferred[i].Args) + len(f.Deferred[i].Binds)
		}
	}
	return n
}
