// Package htmlpage writes findings as one HTML page that needs no network: the
// source of each finding with its path, and the text of the rules that were
// broken. The page is the same for the same findings.
package htmlpage

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

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

// Write writes the page. Sources that cannot be read are left out.
func Write(w io.Writer, r *report.Run) error {
	p := newPage(r.Found, r.Analyzers, &sources{name: r.Name, read: r.Read, files: make(map[string]*source)})
	p.Version = r.Version
	for _, err := range r.Errors {
		p.Errors = append(p.Errors, visible.Text(err.Error()))
	}
	for _, u := range r.Unsearched {
		text := fmt.Sprintf("%s:%d: %s, %s", r.Name(u.Pos.File), u.Pos.Line, u.Func, count(u.Branches, "branch"))
		p.Unsearched = append(p.Unsearched, visible.Text(text))
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
	if len(word) == 0 {
		return report.Number(n)
	}
	return report.Count(n, word[0])
}
