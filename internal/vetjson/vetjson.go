// Package vetjson reads the JSON that go vet -json prints: what analyzers said
// of each package.
package vetjson

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A Result is what one analyzer said of one package.
type Result struct {
	ID          string // of the package, such as "fmt" or "fmt [fmt.test]"
	Analyzer    string
	Diagnostics []Report
	Err         string // why the analyzer failed, if it did
}

// A Report is a diagnostic with all that the JSON has of it. Positions are
// file:line:col, the file by its absolute path.
type Report struct {
	Category string    `json:"category,omitempty"`
	Posn     string    `json:"posn"`
	End      string    `json:"end"`
	Message  string    `json:"message"`
	Related  []Related `json:"related,omitempty"`
	Fixes    []Fix     `json:"suggested_fixes,omitempty"`
}

// A Related is a place that belongs to a diagnostic.
type Related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
}

// A Fix is a change that is applied as a whole or not at all.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// An Edit replaces the bytes [Start, End) of a file.
type Edit struct {
	Filename string `json:"filename"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	New      string `json:"new"`
}

// Read reads a stream of objects {package ID: {analyzer: diagnostics}}, and calls
// yield for each analyzer of each package as they come.
func Read(r io.Reader, yield func(Result)) error {
	for dec := json.NewDecoder(r); ; {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("findings as JSON: %w", err)
		}
		for _, id := range slices.Sorted(maps.Keys(tree)) {
			for _, analyzer := range slices.Sorted(maps.Keys(tree[id])) {
				res := Result{ID: id, Analyzer: analyzer}
				if err := res.read(tree[id][analyzer]); err != nil {
					return fmt.Errorf("analyzer %s on package %s: %w", analyzer, id, err)
				}
				yield(res)
			}
		}
	}
}

// read reads what the analyzer said: a list, or the error that it returned.
func (r *Result) read(raw json.RawMessage) error {
	if json.Unmarshal(raw, &r.Diagnostics) == nil {
		return nil
	}
	var failed struct{ Error string }
	if err := json.Unmarshal(raw, &failed); err != nil {
		return err
	}
	r.Diagnostics, r.Err = nil, failed.Error
	return nil
}

// A Diagnostic is one of an analyzer's, as far as it is compared.
type Diagnostic struct {
	Posn     string // file:line:col, the file by its absolute path
	Analyzer string
	Message  string
}

func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s: %s", d.Posn, d.Analyzer, d.Message)
}

// Decode reads a stream as [Read] does and returns the diagnostics in order,
// those that a package and its test variant share once. It returns an error for
// an analyzer that failed, too.
func Decode(r io.Reader) ([]Diagnostic, error) {
	var all []Diagnostic
	var failed error
	err := Read(r, func(res Result) {
		if res.Err != "" {
			failed = cmp.Or(failed, fmt.Errorf("analyzer %s on package %s: %s", res.Analyzer, res.ID, res.Err))
		}
		for _, d := range res.Diagnostics {
			all = append(all, Diagnostic{d.Posn, res.Analyzer, d.Message})
		}
	})
	if err := cmp.Or(err, failed); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.Posn, b.Posn), strings.Compare(a.Analyzer, b.Analyzer), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(all), nil
}
