package unit

import (
	"cmp"
	"encoding/json"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/vetjson"
)

// marshal returns results as go vet -json prints them.
func marshal(fset *token.FileSet, id string, results []Result) []byte {
	said := make(map[string]any)
	for _, r := range results {
		switch {
		case r.Err != nil:
			said[r.Analyzer.Name] = map[string]string{"error": r.Err.Error()}
		case len(r.Diagnostics) > 0:
			var list []vetjson.Report
			for _, d := range r.Diagnostics {
				list = append(list, reportOf(fset, d))
			}
			said[r.Analyzer.Name] = list
		}
	}
	return object(id, said)
}

// none returns that analyzers found nothing.
func none(id string, analyzers []string) []byte {
	said := make(map[string]any)
	for _, name := range analyzers {
		said[name] = []vetjson.Report{}
	}
	return object(id, said)
}

func object(id string, said map[string]any) []byte {
	if len(said) == 0 {
		return nil
	}
	data, err := json.Marshal(map[string]any{id: said})
	if err != nil {
		panic(err) // strings and numbers, which have a form
	}
	return append(data, '\n')
}

// reportOf returns d with its places in words.
func reportOf(fset *token.FileSet, d analysis.Diagnostic) vetjson.Report {
	at := func(pos token.Pos) string { return fset.Position(pos).String() }
	r := vetjson.Report{Category: d.Category, Posn: at(d.Pos), End: at(cmp.Or(d.End, d.Pos)), Message: d.Message}
	for _, rel := range d.Related {
		r.Related = append(r.Related, vetjson.Related{Posn: at(rel.Pos), End: at(cmp.Or(rel.End, rel.Pos)), Message: rel.Message})
	}
	for _, fix := range d.SuggestedFixes {
		f := vetjson.Fix{Message: fix.Message}
		for _, e := range fix.TextEdits {
			start, end := fset.Position(e.Pos), fset.Position(cmp.Or(e.End, e.Pos))
			f.Edits = append(f.Edits, vetjson.Edit{Filename: start.Filename, Start: start.Offset, End: end.Offset, New: string(e.NewText)})
		}
		r.Fixes = append(r.Fixes, f)
	}
	return r
}
