// Package diff compares texts line by line, and shows the difference as git does: the
// same lines, in the same hunks.
//
// What is deleted and inserted is minimal, but a smallest difference is seldom the only one: a
// function that is added begins with its comment, or with the closing brace of the function
// before it. Which one a reader sees is decided as by git, whose users compare the two.
package diff

import (
	"bytes"
	"fmt"
	"strings"
)

// context is how many equal lines are shown around those that differ.
const context = 3

// Unified returns the difference between two texts in the unified format, with a header
// that has their names, or nil if they are equal.
func Unified(oldName string, old []byte, newName string, new []byte) []byte {
	if bytes.Equal(old, new) {
		return nil
	}
	a, b := Split(old), Split(new)
	var out bytes.Buffer
	fmt.Fprintf(&out, "diff %s %s\n--- %s\n+++ %s\n", oldName, newName, oldName, newName)
	changes := Lines(a, b)
	for len(changes) > 0 {
		n := 1 // that share a hunk
		for n < len(changes) && changes[n].A-changes[n-1].EndA <= 2*context {
			n++
		}
		writeHunk(&out, a, b, changes[:n])
		changes = changes[n:]
	}
	return out.Bytes()
}

// writeHunk writes a hunk with changes, none of which is far from the one before it.
func writeHunk(out *bytes.Buffer, a, b []string, changes []Change) {
	first, last := changes[0], changes[len(changes)-1]
	before := min(first.A, context)
	after := min(len(a)-last.EndA, context)
	from, to := first.A-before, last.EndA+after
	fmt.Fprintf(out, "@@ -%s +%s @@\n", lineRange(from, to), lineRange(first.B-before, last.EndB+after))
	for _, c := range changes {
		writeLines(out, ' ', a[from:c.A])
		writeLines(out, '-', a[c.A:c.EndA])
		writeLines(out, '+', b[c.B:c.EndB])
		from = c.EndA
	}
	writeLines(out, ' ', a[from:to])
}

// lineRange returns what the head of a hunk has for the lines [from, to), counted from 0.
func lineRange(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("%d,0", from) // after this line
	case 1:
		return fmt.Sprint(from + 1)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func writeLines(out *bytes.Buffer, mark byte, lines []string) {
	for _, line := range lines {
		out.WriteByte(mark)
		out.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// Split returns the lines of text, each with the "\n" at its end. The last may be without.
func Split(text []byte) []string {
	lines := strings.SplitAfter(string(text), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		return lines[:last]
	}
	return lines
}

// A Change says that the lines [A, EndA) of one text, counted from 0, are [B, EndB) in the other.
// One of the two may be empty.
type Change struct{ A, EndA, B, EndB int }

// Lines returns the changes that make b of a, in order. Between two of them, and around
// them all, the lines are equal.
func Lines(a, b []string) []Change {
	x, y := numbered(a, b)
	s := &script{a: side{lines: a, ids: x}, b: side{lines: b, ids: y}}
	s.a.changed, s.b.changed = make([]bool, len(a)), make([]bool, len(b))
	s.compare()
	s.a.compact(&s.b)
	s.b.compact(&s.a)
	return s.changes()
}

// numbered returns a number for each line, the same for those that are equal.
func numbered(a, b []string) (x, y []int) {
	ids := make(map[string]int)
	number := func(lines []string) []int {
		out := make([]int, len(lines))
		for i, line := range lines {
			id, ok := ids[line]
			if !ok {
				id = len(ids)
				ids[line] = id
			}
			out[i] = id
		}
		return out
	}
	return number(a), number(b)
}

// A script says which lines of two texts are not in the other, in order.
type script struct{ a, b side }

// A side is one of the two texts.
type side struct {
	lines   []string
	ids     []int // of the lines
	changed []bool
}

// changes returns what the script says as ranges.
func (s *script) changes() []Change {
	var out []Change
	for i, j := 0, 0; i < len(s.a.ids) || j < len(s.b.ids); {
		c := Change{A: i, B: j}
		for i < len(s.a.ids) && s.a.changed[i] {
			i++
		}
		for j < len(s.b.ids) && s.b.changed[j] {
			j++
		}
		if c.EndA, c.EndB = i, j; c.A < i || c.B < j {
			out = append(out, c)
			continue
		}
		i, j = i+1, j+1
	}
	return out
}
