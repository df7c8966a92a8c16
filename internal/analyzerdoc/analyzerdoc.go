// Package analyzerdoc cuts an analyzer's user text out of its doc.go, so that
// the package page, `httpleak help NAME` and the documentation show one text.
package analyzerdoc

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
)

// MustExtract is [Extract] for package variables: a doc.go without the text of
// its analyzer is a programming error, so it panics.
func MustExtract(src, name string) string {
	doc, err := Extract(src, name)
	if err != nil {
		panic(err)
	}
	return doc
}

// Extract returns the section "# Analyzer NAME" of the package comment of the
// Go source src, which must open with the line "NAME: summary". The section
// ends at the heading of another analyzer or with the comment.
func Extract(src, name string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", src, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return "", fmt.Errorf("documentation of analyzer %s: %w", name, err)
	}
	_, section, found := strings.Cut("\n"+file.Doc.Text(), "\n# Analyzer "+name+"\n")
	if !found {
		return "", fmt.Errorf("doc.go has no heading %q", "# Analyzer "+name)
	}
	section, _, _ = strings.Cut(section, "\n# Analyzer ")
	section = strings.TrimSpace(section)
	summary, _, _ := strings.Cut(section, "\n")
	if !strings.HasPrefix(summary, name+": ") {
		return "", fmt.Errorf("section %q of doc.go does not open with %q", "# Analyzer "+name, name+": ")
	}
	return strings.TrimPrefix(section, name+": "), nil
}

// URL is the address of the page of the analyzer called name.
func URL(name string) string {
	return "https://pkg.go.dev/github.com/httpleak/httpleak/" + name
}
