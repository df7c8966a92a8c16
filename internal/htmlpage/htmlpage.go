// Package htmlpage writes findings as one HTML page that needs no network: the
// source of each finding with its path, and the text of the rules that were
// broken. The page is the same for the same findings.
package htmlpage

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/visible"
)

//go:embed page.tmpl
var pageText string

//go:embed style.css
var style string

//go:embed script.js
var script string

// Findings up to openFindings are shown with their source, and groups of up to
// openGroups findings with their titles; beyond that the reader opens them.
const (
	openFindings = 12
	openGroups   = 120
)

// Write writes the page. Names of files are shown as name returns them; sources
// that read cannot read are left out. Errors are those of packages that could
// not be analysed.
func Write(w io.Writer, found []report.Finding, errs []error, analyzers []*analysis.Analyzer, version string, name func(string) string, read func(string) ([]byte, error)) error {
	p := newPage(found, analyzers, &sources{name: name, read: read, files: make(map[string]*source)})
	p.Version = version
	for _, err := range errs {
		p.Errors = append(p.Errors, visible.Text(err.Error()))
	}
	t, err := template.New("page").Funcs(template.FuncMap{
		"count":  count,
		"style":  func() template.CSS { return template.CSS(style) },
		"script": func() template.JS { return template.JS(script) },
	}).Parse(pageText)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}

// count writes n with commas between thousands and, with a word, that in
// the right number.
func count(n int, word ...string) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if len(word) == 0 {
		return text
	}
	if n == 1 {
		return text + " " + word[0]
	}
	return text + " " + word[0] + "s"
}
