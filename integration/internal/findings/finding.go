// Package findings runs httpleak over modules of others, and keeps what a person thinks
// of what it finds.
package findings

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

// A Finding is one line that the tool prints.
type Finding struct {
	Posn     string // file:line:col, the file as seen from the module
	Analyzer string
	Message  string
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Posn, f.Analyzer, f.Message) }

// InTest reports whether f is in a _test.go file.
func (f Finding) InTest() bool {
	file, _, _ := strings.Cut(f.Posn, ":")
	return strings.HasSuffix(file, "_test.go")
}

var textLine = regexp.MustCompile(`^(\S+:\d+:\d+): (.*) \((\w+)(?:/\w+)?\)$`)

// ParseText reads what the tool prints by hand.
func ParseText(r io.Reader) ([]Finding, error) {
	var found []Finding
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		m := textLine.FindStringSubmatch(lines.Text())
		if m == nil {
			return nil, fmt.Errorf("the tool printed what is no finding: %q", lines.Text())
		}
		found = append(found, Finding{Posn: filepath.ToSlash(m[1]), Analyzer: m[3], Message: m[2]})
	}
	return found, lines.Err()
}

// ParseVet reads what go vet -json prints for the module in dir.
func ParseVet(r io.Reader, dir string) ([]Finding, error) {
	diagnostics, err := vetjson.Decode(r)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, d := range diagnostics {
		posn, err := filepath.Rel(dir, d.Posn)
		if err != nil {
			return nil, err
		}
		found = append(found, Finding{filepath.ToSlash(posn), d.Analyzer, strings.Join(strings.Fields(d.Message), " ")})
	}
	return found, nil
}

// missing returns what is in a and not in b.
func missing(a, b []Finding) []Finding {
	inB := make(map[Finding]bool)
	for _, f := range b {
		inB[f] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(f Finding) bool { return inB[f] })
}
