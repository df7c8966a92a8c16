package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/vetjson"
)

// A finding is one line that the tool prints.
type finding struct {
	posn     string // file:line:col, the file as seen from the module
	analyzer string
	message  string
}

func (f finding) String() string { return fmt.Sprintf("%s: %s: %s", f.posn, f.analyzer, f.message) }

// inTest reports whether f is in a _test.go file.
func (f finding) inTest() bool {
	file, _, _ := strings.Cut(f.posn, ":")
	return strings.HasSuffix(file, "_test.go")
}

var textLine = regexp.MustCompile(`^(\S+:\d+:\d+): (.*) \((\w+)(?:/\w+)?\)$`)

// parseText reads what the tool prints by hand.
func parseText(r io.Reader) ([]finding, error) {
	var found []finding
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		m := textLine.FindStringSubmatch(lines.Text())
		if m == nil {
			return nil, fmt.Errorf("the tool printed what is no finding: %q", lines.Text())
		}
		found = append(found, finding{posn: filepath.ToSlash(m[1]), analyzer: m[3], message: m[2]})
	}
	return found, lines.Err()
}

// parseVet reads what go vet -json prints for the module in dir.
func parseVet(r io.Reader, dir string) ([]finding, error) {
	diagnostics, err := vetjson.Decode(r)
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, d := range diagnostics {
		posn, err := filepath.Rel(dir, d.Posn)
		if err != nil {
			return nil, err
		}
		found = append(found, finding{filepath.ToSlash(posn), d.Analyzer, strings.Join(strings.Fields(d.Message), " ")})
	}
	return found, nil
}

// missing returns what is in a and not in b.
func missing(a, b []finding) []finding {
	inB := make(map[finding]bool)
	for _, f := range b {
		inB[f] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(f finding) bool { return inB[f] })
}
