package htmlpage

import (
	"path/filepath"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/visible"
)

// How many lines are shown around a step, and between two steps without a gap.
const (
	context = 2
	between = 7
	behind  = 2
)

// sources are the files that were read.
type sources struct {
	name  func(string) string
	read  func(string) ([]byte, error)
	files map[string]*source
}

func (s *sources) of(file string) *source {
	src, ok := s.files[file]
	if !ok {
		if data, err := s.read(file); err == nil {
			src = newSource(data, filepath.Ext(file) == ".go")
		}
		s.files[file] = src
	}
	return src
}

// A step is a place of the path, with the source that leads to it.
type step struct {
	Number  int    // from 1, or 0 if there is no path
	Message string // may be empty
	File    string // if it is another than that of the step before
	Line    int
	Back    bool   // the path goes back, or to another function
	Lines   []line // up to the one of the step, unless the step before has it
	Indent  int    // columns in front of the line
	After   []line // behind the last step
}

// steps returns the path of f, or the place of f alone.
func (s *sources) steps(f *report.Finding) []step {
	places := parsed(f)
	steps := make([]step, len(places))
	for i, place := range places {
		st := &steps[i]
		st.Line = place.Pos.Line
		if len(f.Steps) > 0 {
			st.Number, st.Message = i+1, visible.Text(f.Steps[i].Message)
		}
		last := report.Position{File: f.Pos.File}
		if i > 0 {
			last = places[i-1].Pos
		}
		if place.Pos.File != last.File {
			st.File = visible.Text(s.name(place.Pos.File))
			last = report.Position{File: place.Pos.File}
		}
		src := s.of(place.Pos.File)
		if src == nil || place.Pos.Line < 1 || place.Pos.Line > len(src.lines) {
			continue
		}
		st.Indent = src.indent(place.Pos.Line)
		if place.Pos.Line != last.Line {
			st.Back = last.Line > place.Pos.Line
			st.Lines = src.leading(place, last, marksOf(f, places, i))
		}
	}
	s.follow(f, places, steps)
	return steps
}

// parsed returns where the path of f, or f itself, is in the files that were parsed.
func parsed(f *report.Finding) []report.Span {
	if len(f.Steps) == 0 {
		return []report.Span{f.Parsed()}
	}
	var places []report.Span
	for i := range f.Steps {
		places = append(places, f.Steps[i].Parsed())
	}
	return places
}

// leading returns the lines from that of last, exclusively, to that of place.
// The latter has marks.
func (s *source) leading(place report.Span, last report.Position, marks []mark) []line {
	n := place.Pos.Line
	from := n - 1 // when the path goes back
	header := s.header(n)
	var lines []line
	switch {
	case last.Line < 1 || header != s.header(last.Line): // in a function that was not shown
		from = max(n-context, 1)
		if header > 0 && header < n {
			lines = append(lines, s.line(header, nil))
			from = max(from, header+1)
			switch {
			case n-header <= between:
				from = header + 1
			case from > header+1:
				lines = append(lines, line{Gap: true})
			}
		}
	case n-last.Line <= between+1 && n > last.Line:
		from = last.Line + 1
	case n > last.Line:
		for k := last.Line + 1; k <= last.Line+context; k++ {
			lines = append(lines, s.line(k, nil))
		}
		lines = append(lines, line{Gap: true})
		from = n - context
	}
	for k := max(from, 1); k < n; k++ {
		lines = append(lines, s.line(k, nil))
	}
	return append(lines, s.line(n, s.within(n, marks)))
}

// follow adds the lines behind the last step: the rest of what is marked, and
// some more.
func (s *sources) follow(f *report.Finding, places []report.Span, steps []step) {
	i := len(places) - 1
	place := places[i]
	src := s.of(place.Pos.File)
	if src == nil || place.Pos.Line < 1 || place.Pos.Line > len(src.lines) {
		return
	}
	last := place.Pos.Line + behind
	if len(f.Steps) == 0 && place.End.Line > place.Pos.Line {
		last = min(place.End.Line, place.Pos.Line+2*between) + 1
	}
	for n := place.Pos.Line + 1; n <= min(last, len(src.lines)); n++ {
		if n == len(src.lines) && len(src.lines[n-1]) == 0 {
			break // behind the last newline
		}
		var marks []mark
		if len(f.Steps) == 0 && n <= place.End.Line {
			end := len(src.lines[n-1])
			if n == place.End.Line {
				end = place.End.Column - 1
			}
			marks = src.within(n, []mark{{span: span{start: len(src.lines[n-1]) - len(trimLeft(src.lines[n-1])), end: end}}})
		}
		steps[i].After = append(steps[i].After, src.line(n, marks))
		if len(src.lines[n-1]) > 0 && src.lines[n-1][0] == '}' {
			break // the end of the function
		}
	}
}

// marksOf returns the marks on the line of the i-th place: of all places that
// follow each other on it.
func marksOf(f *report.Finding, places []report.Span, i int) []mark {
	var marks []mark
	first := places[i].Pos
	for ; i < len(places) && places[i].Pos.File == first.File && places[i].Pos.Line == first.Line; i++ {
		m := mark{span: span{start: places[i].Pos.Column - 1, end: places[i].Pos.Column - 1}}
		switch end := places[i].End; {
		case end.Line == first.Line:
			m.end = max(m.start, end.Column-1)
		case end.Line > first.Line:
			m.end = 1 << 30
		}
		if len(f.Steps) > 0 {
			m.step = i + 1
		}
		marks = append(marks, m)
	}
	sortMarks(marks)
	return marks
}

// within returns marks that end where line n does.
func (s *source) within(n int, marks []mark) []mark {
	limit := len(s.lines[n-1])
	for i := range marks {
		marks[i].start = max(0, min(marks[i].start, limit))
		marks[i].end = max(marks[i].start, min(marks[i].end, limit))
	}
	return marks
}

func trimLeft(text []byte) []byte {
	for len(text) > 0 && (text[0] == '\t' || text[0] == ' ') {
		text = text[1:]
	}
	return text
}
