package httpleak_test

import (
	"bytes"
	"go/format"
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// wantFormatted applies each fix by itself, and wants what comes out to be formatted: hosts that
// do not format get it as it is.
func wantFormatted(t *testing.T, results []*analysistest.Result) {
	t.Helper()
	fixes := 0
	for _, result := range results {
		for _, d := range result.Action.Diagnostics {
			for _, fix := range d.SuggestedFixes {
				fixes++
				wantFixFormatted(t, result.Action.Package.Fset, d, fix)
			}
		}
	}
	if fixes == 0 {
		t.Error("no fixes")
	}
}

func wantFixFormatted(t *testing.T, fset *token.FileSet, d analysis.Diagnostic, fix analysis.SuggestedFix) {
	t.Helper()
	offset := func(pos token.Pos) int { return fset.PositionFor(pos, false).Offset }
	var edits []fileEdit
	for _, e := range fix.TextEdits {
		edits = append(edits, fileEdit{offset(e.Pos), offset(e.End), e.NewText})
	}
	content := apply(t, fset.PositionFor(d.Pos, false).Filename, edits)
	content = wantText.ReplaceAll(content, nil) // a fix may change where they stand
	formatted, err := format.Source(content)
	if err != nil {
		t.Fatalf("%s: %v\n%s", fset.Position(d.Pos), err, content)
	}
	if !bytes.Equal(formatted, content) {
		t.Errorf("%s: not formatted after the fix: %s", fset.Position(d.Pos), firstDifference(content, formatted))
	}
}
