package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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

var textLine = regexp.MustCompile(`^(\S+:\d+:\d+): (.*) \((\w+)\)$`)

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

// parseVet reads what go vet -json prints for the module in dir: objects one
// after the other, package ID → analyzer → findings. What a package and its
// test variant both hold is returned once.
func parseVet(r io.Reader, dir string) ([]finding, error) {
	seen := make(map[finding]bool)
	for dec := json.NewDecoder(r); ; {
		var packages map[string]map[string][]struct{ Posn, Message string }
		if err := dec.Decode(&packages); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go vet -json: %w", err)
		}
		for _, analyzers := range packages {
			for analyzer, list := range analyzers {
				for _, f := range list {
					posn, err := filepath.Rel(dir, f.Posn)
					if err != nil {
						return nil, err
					}
					seen[finding{filepath.ToSlash(posn), analyzer, strings.Join(strings.Fields(f.Message), " ")}] = true
				}
			}
		}
	}
	return slices.Collect(maps.Keys(seen)), nil
}

// missing returns what is in a and not in b.
func missing(a, b []finding) []finding {
	inB := make(map[finding]bool)
	for _, f := range b {
		inB[f] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(f finding) bool { return inB[f] })
}
