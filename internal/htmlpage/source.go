package htmlpage

import (
	"bytes"
	"cmp"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/httpleak/httpleak/internal/visible"
)

// longLine is how many bytes of a line of source are shown, around what is
// marked in it.
const longLine = 240

// A source is a file, line by line.
type source struct {
	lines  [][]byte
	tokens [][]span // by line: keywords, strings and comments
}

// A span is a part of a line, as bytes from its start.
type span struct {
	start, end int
	class      string
}

// newSource splits data into lines and, if it is Go, finds its tokens.
func newSource(data []byte, isGo bool) *source {
	s := &source{lines: bytes.Split(data, []byte("\n"))}
	s.tokens = make([][]span, len(s.lines))
	if isGo {
		s.scan(data)
	}
	return s
}

// scan finds the tokens that are shown in a way of their own. What is no Go is
// shown plain.
func (s *source) scan(data []byte) {
	file := token.NewFileSet().AddFile("", -1, len(data))
	var sc scanner.Scanner
	sc.Init(file, data, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, text := sc.Scan()
		class := ""
		switch {
		case tok == token.EOF:
			return
		case tok == token.COMMENT:
			class = "c"
		case tok == token.STRING || tok == token.CHAR:
			class = "s"
		case tok.IsKeyword():
			class = "k"
		default:
			continue
		}
		place := file.PositionFor(pos, false)
		start := place.Column - 1
		for i, part := range strings.Split(text, "\n") {
			n := place.Line - 1 + i
			if n >= len(s.tokens) {
				break
			}
			s.tokens[n] = append(s.tokens[n], span{start, min(start+len(part), len(s.lines[n])), class})
			start = 0
		}
	}
}

// A line is one as it is shown.
type line struct {
	Number int
	Gap    bool // it stands for lines that are left out
	Parts  []part
}

// A part of a line has one look.
type part struct {
	Text   string
	Class  string // of its token
	Marked bool
	Step   int // a step begins here, if it is not 0; there is no text then
}

// A mark says that a step begins at a byte of a line, or belongs to no step if
// that is 0; and which bytes are its extent.
type mark struct {
	span
	step int
}

// line returns line n, counted from 1, with marks.
func (s *source) line(n int, marks []mark) line {
	text := bytes.TrimRight(s.lines[n-1], " \t\r")
	low, high := 0, len(text)
	if high > longLine {
		if len(marks) > 0 {
			low = max(0, min(marks[0].start-longLine/3, high-longLine))
		}
		high = low + longLine
		for low < high && !utf8.RuneStart(text[low]) {
			low++
		}
		for high > low && high < len(text) && !utf8.RuneStart(text[high]) {
			high--
		}
	}
	cuts := []int{low, high}
	for _, t := range s.tokens[n-1] {
		cuts = append(cuts, t.start, t.end)
	}
	for _, m := range marks {
		cuts = append(cuts, m.start, m.end)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	out := line{Number: n}
	add := func(p part) {
		if k := len(out.Parts) - 1; k >= 0 && p.Step == 0 && out.Parts[k].Step == 0 && out.Parts[k].Class == p.Class && out.Parts[k].Marked == p.Marked {
			out.Parts[k].Text += p.Text
			return
		}
		out.Parts = append(out.Parts, p)
	}
	if low > 0 {
		add(part{Text: "…"})
	}
	for i, at := range cuts {
		at = min(max(at, low), high)
		for _, m := range marks {
			if m.step > 0 && (m.start == cuts[i] || i == len(cuts)-1 && m.start > cuts[i]) {
				add(part{Step: m.step})
			}
		}
		next := at
		if i+1 < len(cuts) {
			next = min(max(cuts[i+1], low), high)
		}
		if next > at {
			p := part{Text: visible.Source(string(text[at:next]))}
			for _, t := range s.tokens[n-1] {
				if t.start <= at && next <= t.end {
					p.Class = t.class
				}
			}
			for _, m := range marks {
				p.Marked = p.Marked || m.start <= at && next <= m.end
			}
			add(p)
		}
	}
	if high < len(text) {
		add(part{Text: "…"})
	}
	return out
}

// indent returns how many columns of white space line n begins with.
func (s *source) indent(n int) int {
	columns := 0
	for _, c := range s.lines[n-1] {
		switch c {
		case '\t':
			columns += 4 - columns%4
		case ' ':
			columns++
		default:
			return columns
		}
	}
	return 0
}

// header returns the line of the function that line n is in, or 0. It goes by
// how gofmt formats.
func (s *source) header(n int) int {
	for n = min(n, len(s.lines)); n >= 1; n-- {
		l := s.lines[n-1]
		switch {
		case bytes.HasPrefix(l, []byte("func ")):
			return n
		case len(l) > 0 && l[0] == '}':
			return 0
		}
	}
	return 0
}

// sortMarks puts marks in the order of their places.
func sortMarks(marks []mark) {
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.start, b.start) })
}
