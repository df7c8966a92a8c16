package ignore

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/visible"
)

// FuzzComments wants comments in any place to be read without harm: messages that can be printed, and fixes
// that leave a file which compiles as far as it did, and in which the comment is no longer reported.
func FuzzComments(f *testing.F) {
	for _, c := range []string{
		"//nolint:bodyclose", "//nolint", "//nolint:bodyclose,errcheck // why", "// nolint:all", "/* nolint:bodyclose */",
		"//httpleak:ignore bodyclose why", "//httpleak:ignore bodyclose/never, idleconn why", "//httpleak:ignore", "//httpleak:closes x",
		"// httpleak:ignore bodyclose why", "/*a\n//nolint:bodyclose\n*/", "//line x.y:3\n//nolint:bodyclose", "//httpleak:ignore \x1b[31m why",
	} {
		f.Add(c, "", c)
		f.Add("", c, "//")
	}
	f.Fuzz(func(t *testing.T, doc, above, behind string) {
		src := "package p\n\n" + doc + "\nfunc f() {\n\tg()\n" + above + "\n\tleak() " + behind + "\n\tleak()\n}\n"
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Skip()
		}
		for _, p := range Problems(file, []string{"closes"}) {
			if strings.Contains(p.Message, "\n") {
				t.Errorf("%q", p.Message)
			}
		}
		for _, cfg := range []Config{{Unused: true}, {Show: true}, {Unused: true, HostNolint: true}} {
			fset, got := run(t, "p.go", src, cfg, options{})
			for _, d := range got {
				if visible.Text(d.Message) != d.Message {
					t.Errorf("message %q", d.Message)
				}
				for _, fix := range d.SuggestedFixes {
					e := fix.TextEdits[0]
					from, to := fset.PositionFor(e.Pos, false).Offset, fset.PositionFor(e.End, false).Offset
					fixed := src[:from] + string(e.NewText) + src[to:]
					if _, err := parser.ParseFile(token.NewFileSet(), "p.go", fixed, parser.ParseComments); err != nil {
						t.Errorf("after the fix: %v\n%s", err, fixed)
					}
					if _, again := run(t, "p.go", fixed, cfg, options{}); len(again) > len(got) {
						t.Errorf("after the fix, %d findings instead of %d\n%s", len(again), len(got), fixed)
					}
				}
			}
		}
	})
}
