package diff

// What follows is the heuristic of Haggerty (https://github.com/mhagger/diff-slider-tools), which
// git uses unless it is told not to: the cuts at both ends of a group of changed lines are judged by
// blank lines and indentation around them. The numbers come from a comparison with what people chose.

const (
	maxIndent = 200 // columns of indentation that count
	maxBlanks = 20  // blank lines in a row that count
)

// The penalties of a cut; a bonus is negative.
const (
	atStart            = 1   // of the text
	atEnd              = 21  // of the text
	perBlank           = -30 // blank lines around it
	perBlankAfter      = 6
	indented           = -4 // the line below is indented more than the one above
	indentedWithBlank  = 10
	outdented          = 24 // it is indented less than the lines above and below it
	outdentedWithBlank = 17
	dedented           = 23 // it is indented less than the line above
	dedentedWithBlank  = 17
	perColumnOfIndent  = 60 // weight of a difference in indentation
	noIndent           = -1 // of a blank line
	tab                = 8
)

// A cost says how bad cuts are.
type cost struct{ indent, penalty int }

func (c cost) add(d cost) cost { return cost{c.indent + d.indent, c.penalty + d.penalty} }

func (c cost) less(d cost) bool {
	sign := 0
	switch {
	case c.indent < d.indent:
		sign = -1
	case c.indent > d.indent:
		sign = 1
	}
	return perColumnOfIndent*sign+c.penalty-d.penalty < 0
}

// indentOf returns the columns of white space in front of line i, or noIndent if it has nothing else.
func (s *side) indentOf(i int) int {
	columns := 0
	for _, c := range []byte(s.lines[i]) {
		switch c {
		case ' ':
			columns++
		case '\t':
			columns += tab - columns%tab
		case '\n', '\r', '\v', '\f':
		default:
			return columns
		}
		if columns >= maxIndent {
			return maxIndent
		}
	}
	return noIndent
}

// nextTo returns the indentation of the first line from i on, in steps of by, that is not blank, and how
// many blank ones come before it.
func (s *side) nextTo(i, by int) (indent, blanks int) {
	for ; 0 <= i && i < len(s.lines); i += by {
		if indent := s.indentOf(i); indent != noIndent {
			return indent, blanks
		}
		if blanks++; blanks == maxBlanks {
			return 0, blanks
		}
	}
	return noIndent, blanks
}

// cut returns how bad it is to cut the text in front of line i.
func (s *side) cut(i int) cost {
	above, blanksAbove := s.nextTo(i-1, -1)
	here := noIndent
	if i < len(s.lines) {
		here = s.indentOf(i)
	}
	below, blanksBelow := s.nextTo(i+1, 1)

	var c cost
	if above == noIndent && blanksAbove == 0 {
		c.penalty += atStart
	}
	if i >= len(s.lines) {
		c.penalty += atEnd
	}
	blanksAfter := 0
	if here == noIndent {
		blanksAfter = 1 + blanksBelow
	}
	blanks := blanksAbove + blanksAfter
	c.penalty += perBlank*blanks + perBlankAfter*blanksAfter
	c.indent = here
	if here == noIndent {
		c.indent = below
	}
	plain, blank := 0, 0
	switch {
	case c.indent == noIndent || above == noIndent || c.indent == above:
	case c.indent > above:
		plain, blank = indented, indentedWithBlank
	case below != noIndent && below > c.indent:
		plain, blank = outdented, outdentedWithBlank
	default:
		plain, blank = dedented, dedentedWithBlank
	}
	if blanks > 0 {
		plain = blank
	}
	c.penalty += plain
	return c
}
