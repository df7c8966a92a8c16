// Package vetjson reads the JSON that go vet -json prints, and httpleak -json
// in the same form.
package vetjson

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Diagnostic is one of an analyzer's, as far as this module needs it.
type Diagnostic struct {
	Posn     string // file:line:col, the file by its absolute path
	Analyzer string
	Message  string
}

func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s: %s", d.Posn, d.Analyzer, d.Message)
}

// Decode reads a stream of objects {package ID: {analyzer: diagnostics}} and
// returns the diagnostics in order, those that a package and its test variant
// share once. It returns an error for an analyzer that failed, too.
func Decode(r io.Reader) ([]Diagnostic, error) {
	var all []Diagnostic
	for dec := json.NewDecoder(r); ; {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("findings as JSON: %w", err)
		}
		for pkg, analyzers := range tree {
			for analyzer, raw := range analyzers {
				list, err := diagnostics(raw)
				if err != nil {
					return nil, fmt.Errorf("analyzer %s on package %s: %w", analyzer, pkg, err)
				}
				for _, d := range list {
					d.Analyzer = analyzer
					all = append(all, d)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.Posn, b.Posn), strings.Compare(a.Analyzer, b.Analyzer), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(all), nil
}

// diagnostics reads what one analyzer said of a package: a list, or the error
// that it returned.
func diagnostics(raw json.RawMessage) ([]Diagnostic, error) {
	var list []Diagnostic
	if json.Unmarshal(raw, &list) == nil {
		return list, nil
	}
	var failed struct{ Error string }
	if err := json.Unmarshal(raw, &failed); err != nil {
		return nil, err
	}
	return nil, errors.New(failed.Error)
}
