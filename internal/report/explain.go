package report

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/httpleak/httpleak/internal/visible"
)

// A Style says how [Explain] writes.
type Style struct {
	Color bool
	Width int // columns of a line of source, 0 for as many as it has
}

// The colours of terminals, as ECMA-48 calls them.
const (
	bold  = "1"
	faint = "2"
	red   = "31"
)

var levelColors = [...]string{Leak: "1;31", Churn: "1;33", Advice: "1;36"}

// Explain writes the line of [Text] for each finding, and below it the source
// of the path that leaks, with its steps marked and numbered in their order.
// Sources that cannot be read are left out.
func Explain(w io.Writer, found []Finding, style Style, name func(file string) string, read func(file string) ([]byte, error)) error {
	e := &explainer{Writer: bufio.NewWriter(w), style: style, name: name, read: read, lines: make(map[string][][]byte)}
	for i := range found {
		e.finding(&found[i])
	}
	return e.Flush()
}

type explainer struct {
	*bufio.Writer
	style Style
	name  func(string) string
	read  func(string) ([]byte, error)
	lines map[string][][]byte // of files read before
	shift int                 // how many columns of the last line are left out in front
}

func (e *explainer) finding(f *Finding) {
	pos := visible.File(e.name(f.Pos.File)) + f.Pos.inFile()
	fmt.Fprintf(e, "%s: %s %s\n", e.paint(bold, pos), e.paint(levelColors[f.Level], visible.Text(f.Message)), e.paint(faint, "("+f.Rule()+")"))
	places := []Span{f.Parsed()}
	if len(f.Steps) > 0 {
		places = nil
	}
	for i := range f.Steps {
		places = append(places, f.Steps[i].Parsed())
	}
	gutter := 0
	for _, p := range places {
		gutter = max(gutter, len(strconv.Itoa(p.Pos.Line)))
	}
	last := Position{File: f.Pos.File}
	for i, p := range places {
		label := ""
		if len(f.Steps) > 0 {
			label = fmt.Sprintf(" %d: %s", i+1, visible.Text(f.Steps[i].Message))
		}
		e.step(p, last, gutter, label)
		last = p.Pos
	}
	if len(f.Fixes) > 0 {
		fmt.Fprintf(e, "  %*s %s fix: %s\n", gutter, "", e.paint(faint, "="), visible.Text(f.Fixes[0].Message))
	}
	fmt.Fprintln(e)
}

// step writes the line of s, unless it is that of last, which is written, and
// a mark under it.
func (e *explainer) step(s Span, last Position, gutter int, label string) {
	if s.Pos.File != last.File {
		fmt.Fprintf(e, "  %*s %s %s\n", gutter, "", e.paint(faint, "in"), visible.File(e.name(s.Pos.File)))
	}
	line, ok := e.line(s.Pos)
	if !ok {
		fmt.Fprintf(e, "  %*d %s%s\n", gutter, s.Pos.Line, e.paint(faint, "|"), label)
		return
	}
	cut := min(max(s.Pos.Column-1, 0), len(line))
	start := width(line[:cut])
	end := start + 1
	if s.End.Line == s.Pos.Line && s.End.Column > s.Pos.Column {
		end = width(line[:min(s.End.Column-1, len(line))])
	} else if s.End.Line > s.Pos.Line {
		end = width(bytes.TrimRight(line, " \t\r"))
	}
	text := []rune(expand(line))
	room := len(text)
	if e.style.Width > 0 {
		room = max(e.style.Width-gutter-5, 20)
	}
	shift := 0
	if len(text) > room && start+4 >= room { // the mark is beyond the edge: move along
		shift = min(start-room/2, len(text)-room)
		text, start, end = slices.Concat([]rune("…"), text[shift+1:]), start-shift, end-shift
	}
	if len(text) > room {
		text = append(slices.Clone(text[:room-1]), '…')
	}
	end = max(min(end, room), start+1)
	same := s.Pos.File == last.File && s.Pos.Line == last.Line
	if !same || shift != e.shift {
		if s.Pos.File == last.File && last.Line > 0 && !same && s.Pos.Line != last.Line+1 {
			fmt.Fprintf(e, "  %*s %s\n", gutter, "", e.paint(faint, ":"))
		}
		fmt.Fprintf(e, "  %s %s %s\n", e.paint(faint, fmt.Sprintf("%*d", gutter, s.Pos.Line)), e.paint(faint, "|"), strings.TrimRight(string(text), " "))
	}
	e.shift = shift
	mark := strings.Repeat("^", end-start)
	fmt.Fprintf(e, "  %*s %s %*s%s\n", gutter, "", e.paint(faint, "|"), start, "", e.paint(red, mark+label))
}

// line returns the line of source that p is in.
func (e *explainer) line(p Position) ([]byte, bool) {
	lines, ok := e.lines[p.File]
	if !ok {
		if data, err := e.read(p.File); err == nil {
			lines = bytes.Split(data, []byte("\n"))
		}
		e.lines[p.File] = lines
	}
	if p.Line < 1 || p.Line > len(lines) {
		return nil, false
	}
	return lines[p.Line-1], true
}

func (e *explainer) paint(color, text string) string {
	if !e.style.Color {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}

// tab is how wide a tab is shown.
const tab = "    "

// expand returns a line as it is shown.
func expand(line []byte) string {
	text := strings.TrimSuffix(string(line), "\r")
	return strings.ReplaceAll(visible.Source(text), "\t", tab)
}

// width returns how many columns line takes.
func width(line []byte) int { return utf8.RuneCountInString(expand(line)) }

// Summary returns a line that counts the findings by level and says in how many
// packages they are.
func Summary(found []Finding) string {
	if len(found) == 0 {
		return "no findings"
	}
	var byLevel [len(levelNames)]int
	packages := make(map[string]bool)
	for _, f := range found {
		byLevel[f.Level]++
		packages[f.Package] = true
	}
	var parts []string
	for l, n := range byLevel {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, Level(l)))
		}
	}
	return fmt.Sprintf("%s in %s: %s", Count(len(found), "finding"), Count(len(packages), "package"), strings.Join(parts, ", "))
}
