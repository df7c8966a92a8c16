// Package rules explains what analyzers report: for each category what leaks, why,
// what it costs and how to mend it, as the analyzer's text has it, with a program
// that is reported and its mended twin.
package rules

import (
	"fmt"
	"go/doc/comment"
	"path"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/examples"
)

// A Rule is a category of findings of an analyzer.
type Rule struct {
	Analyzer, Category string
	Summary            string // one sentence
	Parts              []Part // what leaks, why, its cost, how to mend it
	Leaky, Mended      Program
	URL                string // of the text
}

// Name is analyzer/category.
func (r Rule) Name() string { return r.Analyzer + "/" + r.Category }

// A Part is a paragraph of the text of a rule.
type Part struct {
	Label, Text string
}

// Labels are those of the parts, in their order.
func Labels() []string { return []string{"What leaks", "Why", "Cost", "Mend"} }

// A Program is a file of package examples.
type Program struct {
	Name   string // below the module's top folder
	Source string
}

// Text is all that there is to say about a rule, in paragraphs, with the
// programs indented by a tab: it reads as plain text and as Markdown.
func (r Rule) Text() string {
	paragraphs := []string{r.Summary}
	for _, part := range r.Parts {
		paragraphs = append(paragraphs, part.Label+": "+part.Text)
	}
	return strings.Join(paragraphs, "\n\n") + r.Programs()
}

// Programs is the part of Text with the two programs.
func (r Rule) Programs() string {
	var text strings.Builder
	for _, twin := range []struct {
		label   string
		program Program
	}{{"Reported as " + r.Name(), r.Leaky}, {"Mended", r.Mended}} {
		if twin.program.Source == "" {
			continue
		}
		fmt.Fprintf(&text, "\n\n%s (%s):\n", twin.label, twin.program.Name)
		for line := range strings.SplitSeq(strings.TrimSpace(twin.program.Source), "\n") {
			text.WriteString(strings.TrimRight("\n\t"+line, "\t"))
		}
	}
	return text.String()
}

// heading opens the section of a category in the text of its analyzer.
const heading = "\n# Category "

// Of returns the rules of an analyzer, in the order of its text.
func Of(a *analysis.Analyzer) []Rule {
	var rules []Rule
	_, rest, found := strings.Cut(a.Doc, heading)
	for found {
		var section string
		section, rest, found = strings.Cut(rest, heading)
		section, _, _ = strings.Cut(section, "\n# ")
		category, text, _ := strings.Cut(section, "\n")
		rules = append(rules, read(a, strings.TrimSpace(category), strings.TrimSpace(text)))
	}
	return rules
}

// Overview returns the text of an analyzer up to the first heading.
func Overview(a *analysis.Analyzer) string {
	text, _, _ := strings.Cut(a.Doc, "\n# ")
	return strings.TrimSpace(text)
}

func read(a *analysis.Analyzer, category, text string) Rule {
	r := Rule{
		Analyzer: a.Name, Category: category,
		Leaky:  program(a.Name, category, "leaky.go"),
		Mended: program(a.Name, category, "mended.go"),
	}
	if a.URL != "" {
		title := comment.Heading{Text: []comment.Text{comment.Plain("Category " + category)}}
		r.URL = a.URL + "#" + title.DefaultID()
	}
	summary, rest, _ := strings.Cut(text, "\n\n")
	r.Summary = strings.Join(strings.Fields(summary), " ")
	for paragraph := range strings.SplitSeq(rest, "\n\n") {
		if label, text, ok := strings.Cut(paragraph, ": "); ok {
			r.Parts = append(r.Parts, Part{label, text})
		}
	}
	return r
}

func program(analyzer, category, file string) Program {
	name := path.Join(analyzer, category, file)
	src, err := examples.Files.ReadFile(name)
	if err != nil { // of an analyzer that is not of the suite
		return Program{}
	}
	return Program{path.Join("examples", name), string(src)}
}
