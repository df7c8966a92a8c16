package fix

import (
	"bytes"
	"cmp"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/diff"
	"github.com/httpleak/httpleak/internal/report"
)

// mark is the byte order mark in UTF-8, which a Go file may begin with.
const mark = "\ufeff"

// A source is what a Go file holds.
type source struct {
	data   []byte
	tokens []span // and comments, in order
}

// A span is the bytes [start, end) of a file.
type span struct{ start, end int }

// newSource finds the tokens of data, as far as it is Go.
func newSource(data []byte) *source {
	s := &source{data: data}
	file := token.NewFileSet().AddFile("", -1, len(data))
	var sc scanner.Scanner
	sc.Init(file, data, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, text := sc.Scan()
		if tok == token.EOF {
			return s
		}
		if tok == token.SEMICOLON && text != ";" {
			continue // at the end of a line, where none is written
		}
		start := file.Offset(pos)
		s.tokens = append(s.tokens, span{start, start + s.length(start, cmp.Or(text, tok.String()))})
	}
}

// length returns how many bytes the token at start has, of which the scanner says that it
// is text. There may be more, since it leaves out carriage returns.
func (s *source) length(start int, text string) int {
	rest := s.data[start:]
	n := len(text)
	switch {
	case strings.HasPrefix(text, "`") && n > 1:
		n = 1 + bytes.IndexByte(rest[1:], '`') + 1
	case strings.HasPrefix(text, "/*"):
		n = 2 + bytes.Index(rest[2:], []byte("*/")) + 2
	case strings.HasPrefix(text, "//"):
		if n = bytes.IndexByte(rest, '\n'); n < 0 {
			n = len(rest)
		}
		n = len(bytes.TrimSuffix(rest[:n], []byte("\r")))
	}
	return max(n, len(text))
}

// within reports whether the place in front of byte at is inside of a token. An edit that begins
// or ends there was made for something else.
func (s *source) within(at int) bool {
	i, found := slices.BinarySearchFunc(s.tokens, at, func(t span, at int) int { return cmp.Compare(t.start, at) })
	return !found && i > 0 && at < s.tokens[i-1].end
}

// insert adds e to edits, which are in order. It reports false if e touches one of them or
// cuts a token. If it is one of them there is nothing to add.
func (s *source) insert(edits []report.Edit, e report.Edit) ([]report.Edit, bool) {
	if e.Start < 0 || e.End < e.Start || e.End > len(s.data) || s.within(e.Start) || s.within(e.End) {
		return nil, false
	}
	i, found := slices.BinarySearchFunc(edits, e.Start, func(e report.Edit, start int) int { return cmp.Compare(e.Start, start) })
	switch {
	case found:
		return edits, edits[i] == e
	case i > 0 && e.Start < edits[i-1].End, i < len(edits) && edits[i].Start < e.End:
		return nil, false
	}
	return slices.Insert(edits, i, e), true
}

// apply returns the file after edits that [source.insert] has accepted, formatted. It
// reports false if the outcome is no Go.
func (s *source) apply(edits []report.Edit) ([]byte, bool) {
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(s.data[at:e.Start])
		out.WriteString(e.New)
		at = e.End
	}
	out.Write(s.data[at:])
	text := bytes.ReplaceAll(out.Bytes(), []byte("\r\n"), []byte("\n")) // gofmt sees doc comments otherwise with \r
	if _, err := parser.ParseFile(token.NewFileSet(), "", text, parser.PackageClauseOnly); err != nil {
		return nil, false // a part of a file, which can be formatted as well
	}
	formatted, err := format.Source(text)
	if err != nil {
		return nil, false
	}
	return s.dressed(formatted), true
}

// dressed returns text with what formatting takes away from the file: carriage returns and
// the byte order mark. Lines that are as before keep their ends, others get that of the line that they
// stand for, or of the one before.
func (s *source) dressed(text []byte) []byte {
	old, marked := bytes.CutPrefix(s.data, []byte(mark))
	if bytes.IndexByte(old, '\r') >= 0 {
		text = withReturns(diff.Split(old), diff.Split(text))
	}
	if marked {
		text = append([]byte(mark), text...)
	}
	return text
}

// withReturns returns the lines of text with the carriage returns that the same lines have in old.
func withReturns(old, text []string) []byte {
	bare := func(lines []string) []string {
		out := make([]string, len(lines))
		for i, line := range lines {
			out[i] = strings.ReplaceAll(line, "\r", "")
		}
		return out
	}
	var out bytes.Buffer
	at := 0
	keep := func(to int) {
		for _, line := range old[at:to] {
			out.WriteString(line)
		}
	}
	for _, c := range diff.Lines(bare(old), bare(text)) {
		keep(c.A)
		for i, line := range text[c.B:c.EndB] {
			instead := max(0, min(c.A+i, c.EndA-1)) // of this line, or behind it
			if instead > 0 && !strings.HasSuffix(old[instead], "\n") {
				instead-- // the last line has no end
			}
			if strings.HasSuffix(old[instead], "\r\n") {
				line = strings.TrimSuffix(line, "\n") + "\r\n"
			}
			out.WriteString(line)
		}
		at = c.EndA
	}
	keep(len(old))
	return out.Bytes()
}
