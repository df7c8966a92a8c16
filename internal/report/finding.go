// Package report says what was found, in the forms that people and programs
// read: text, text with the source, JSON, SARIF, and the annotations of GitHub.
// Each form is a function of the findings; none of them reads a flag, and only
// those that show source read files. What comes from the code that is analysed is
// escaped where it is not printable, in each form.
package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Finding is what an analyzer reports, at one place.
type Finding struct {
	Package  string // import path
	Analyzer string
	Category string // the rule inside the analyzer, may be empty
	Level    Level
	Message  string // one line
	Pos, End Position
	Source   Span   // the same in the file that was parsed; the zero Span if that is what Pos and End say
	Steps    []Step // the path that leaks, may be empty
	Fixes    []Fix  // alternatives; the first is the one to apply
}

// Rule names what was broken: analyzer/category, or the analyzer alone.
func (f *Finding) Rule() string {
	if f.Category == "" {
		return f.Analyzer
	}
	return f.Analyzer + "/" + f.Category
}

// Parsed returns where the finding is in the file that was parsed. Comments //line may say
// that it is elsewhere.
func (f *Finding) Parsed() Span { return f.Source.or(f.Pos, f.End) }

// A Span is a part of a file.
type Span struct{ Pos, End Position }

func (s Span) or(pos, end Position) Span {
	if s == (Span{}) {
		return Span{pos, end}
	}
	return s
}

// A Position is a place in a file.
type Position struct {
	File   string // absolute, or as the analyzers got it
	Line   int    // from 1
	Column int    // in bytes, from 1
}

func (p Position) String() string { return p.File + p.inFile() }

func (p Position) inFile() string { return fmt.Sprintf(":%d:%d", p.Line, p.Column) }

func (p Position) compare(q Position) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// A Step is a place that the leaking path passes, in its order.
type Step struct {
	Pos, End Position
	Source   Span   // as that of a [Finding]
	Message  string // one line
}

// Parsed returns where the step is in the file that was parsed.
func (s *Step) Parsed() Span { return s.Source.or(s.Pos, s.End) }

// A Fix is a change that removes the reason of a finding, as a whole or not at all.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces a part of a file.
type Edit struct {
	File       string
	Start, End int // byte offsets, half open
	New        string
}

// Normalize sorts findings by place and drops those that a package and its
// test variant both have. A fix of such a finding stays if both have it: what speaks against it
// may be seen in the tests alone.
func Normalize(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(
			a.Pos.compare(b.Pos),
			strings.Compare(a.Analyzer, b.Analyzer),
			strings.Compare(a.Category, b.Category),
			strings.Compare(a.Message, b.Message))
	})
	same := func(a, b *Finding) bool {
		return a.Pos == b.Pos && a.Analyzer == b.Analyzer && a.Category == b.Category && a.Message == b.Message
	}
	out := found[:0]
	for i := range found {
		f := found[i]
		if last := len(out) - 1; last < 0 || !same(&out[last], &f) {
			out = append(out, f)
		} else if len(f.Fixes) == 0 {
			out[last].Fixes = nil
		}
	}
	clear(found[len(out):])
	return out
}

// OneLine folds the lines of text into one.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
