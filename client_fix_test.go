package httpleak_test

import (
	"bytes"
	"go/format"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/idleconn"
	"github.com/httpleak/httpleak/percallclient"
)

// TestClientFixesFormatted applies each fix by itself, and wants what comes out to be
// formatted: hosts that do not format get it as it is.
func TestClientFixesFormatted(t *testing.T) {
	for _, test := range []struct {
		analyzer *analysis.Analyzer
		pattern  string
	}{
		{idleconn.Analyzer, "idleconn/fix"},
		{percallclient.Analyzer, "percallclient/fix"},
	} {
		fixes := 0
		for _, f := range analyzeFixtures(t, test.analyzer, nil, []string{test.pattern}) {
			for _, fix := range f.SuggestedFixes {
				fixes++
				name := f.fset.PositionFor(f.Pos, false).Filename
				var edits []fileEdit
				for _, e := range fix.TextEdits {
					edits = append(edits, fileEdit{f.fset.PositionFor(e.Pos, false).Offset, f.fset.PositionFor(e.End, false).Offset, e.NewText})
				}
				content := withoutWants(apply(t, name, edits))
				formatted, err := format.Source(content)
				if err != nil {
					t.Fatalf("%s: %v\n%s", f.fset.Position(f.Pos), err, content)
				}
				if !bytes.Equal(formatted, content) {
					t.Errorf("%s: not formatted after the fix: %s", f.fset.Position(f.Pos), firstDifference(content, formatted))
				}
			}
		}
		if fixes == 0 {
			t.Errorf("%s has no fix in %s", test.analyzer.Name, test.pattern)
		}
	}
}

// withoutWants returns the content without want comments, the width of which a fix may change.
func withoutWants(content []byte) []byte { return wantText.ReplaceAll(content, nil) }
