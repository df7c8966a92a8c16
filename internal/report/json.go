package report

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"

	"github.com/httpleak/httpleak/internal/visible"
)

// SchemaVersion is the version of the form that [JSON] writes. It changes when
// a field goes away or changes its meaning, not when one is added.
const SchemaVersion = 1

// The types below are the documented form, see docs/json.md.

type jsonRun struct {
	Version    int              `json:"version"`
	Findings   []jsonFinding    `json:"findings"`
	Errors     []string         `json:"errors"`
	Unsearched []jsonUnsearched `json:"unsearched"`
}

type jsonUnsearched struct {
	File      string   `json:"file"`
	Line      int      `json:"line"`
	Column    int      `json:"column"`
	Package   string   `json:"package"`
	Function  string   `json:"function"`
	Branches  int      `json:"branches"`
	Analyzers []string `json:"analyzers"`
}

type jsonFinding struct {
	File      string     `json:"file"`
	Line      int        `json:"line"`
	Column    int        `json:"column"`
	EndLine   int        `json:"endLine"`
	EndColumn int        `json:"endColumn"`
	Package   string     `json:"package"`
	Analyzer  string     `json:"analyzer"`
	Category  string     `json:"category"`
	Level     string     `json:"level"`
	Message   string     `json:"message"`
	Path      []jsonStep `json:"path"`
	Fixes     []jsonFix  `json:"fixes"`
}

type jsonStep struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

type jsonFix struct {
	Message string     `json:"message"`
	Edits   []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// JSON writes one object with the findings, with the errors of packages
// that could not be analysed, and with the functions that were not searched to the end. Names of files are written with
// slashes.
func JSON(w io.Writer, r *Run) error {
	slash := func(file string) string { return filepath.ToSlash(r.Name(file)) }
	run := jsonRun{Version: SchemaVersion, Findings: []jsonFinding{}, Errors: []string{}, Unsearched: []jsonUnsearched{}}
	for _, err := range r.Errors {
		run.Errors = append(run.Errors, err.Error())
	}
	for _, u := range r.Unsearched {
		run.Unsearched = append(run.Unsearched, jsonUnsearched{slash(u.Pos.File), u.Pos.Line, u.Pos.Column, u.Package, u.Func, u.Branches, u.Analyzers})
	}
	for _, f := range r.Found {
		j := jsonFinding{
			File: slash(f.Pos.File), Line: f.Pos.Line, Column: f.Pos.Column,
			EndLine: f.End.Line, EndColumn: f.End.Column,
			Package: f.Package, Analyzer: f.Analyzer, Category: f.Category,
			Level: f.Level.String(), Message: f.Message,
			Path: []jsonStep{}, Fixes: []jsonFix{},
		}
		for _, s := range f.Steps {
			j.Path = append(j.Path, jsonStep{slash(s.Pos.File), s.Pos.Line, s.Pos.Column, s.Message})
		}
		for _, fix := range f.Fixes {
			edits := []jsonEdit{}
			for _, e := range fix.Edits {
				edits = append(edits, jsonEdit{slash(e.File), e.Start, e.End, e.New})
			}
			j.Fixes = append(j.Fixes, jsonFix{fix.Message, edits})
		}
		run.Findings = append(run.Findings, j)
	}
	return encode(w, run)
}

// encode writes v as JSON for programs that people may look at on a terminal.
func encode(w io.Writer, v any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(visible.JSON(text.Bytes()))
	return err
}
