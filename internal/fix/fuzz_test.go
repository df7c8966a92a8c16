package fix

import (
	"bytes"
	"errors"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/report"
)

// FuzzMake makes plans of two fixes, of two edits each, for whatever a file holds and wherever
// the edits point: findings come from a cache, and files may have changed since. What is planned has to be
// Go, and formatted but for line ends; the edits have to be in it, and nothing else has to be lost.
func FuzzMake(f *testing.F) {
	f.Add([]byte("package f\n\nvar a, b, c = 1, 2, 3\n"), "x", 15, 16, 18, 19, 21, 22, 25, 26)
	f.Add([]byte("\ufeffpackage f\r\n\r\n/* a\r\n */\r\nfunc f() {\r\n\tf()\r\n\t// b\r\n}"), "\n\tg()", 42, 42, 42, 42, 0, 3, 50, 51)
	f.Add([]byte("package f\n\nvar s = `a\r\nb` + \"\\r\" // c\r\n"), "", 20, 24, 24, 1<<40, -1, 5, 7, 3)
	f.Add([]byte("package f\r\n\r\n// f\r\nfunc f() {\n\tif x {\r\n\t\treturn\n\t}\n\tf() // b\r\n}\n"), "\n\tg()\n\n", 45, 45, 52, 52, 55, 58, 23, 23)
	f.Fuzz(func(t *testing.T, src []byte, text string, s1, e1, s2, e2, s3, e3, s4, e4 int) {
		if strings.Contains(text, "\r") {
			t.Skip() // no fix has one
		}
		at := func(n int) int { // mostly a place in the file
			if n > len(src)+1 {
				return n % (len(src) + 1)
			}
			return n
		}
		edit := func(start, end int) report.Edit {
			return report.Edit{File: "f.go", Start: at(start), End: at(end), New: text}
		}
		found := []report.Finding{
			{Fixes: []report.Fix{{Edits: []report.Edit{edit(s1, e1), edit(s2, e2)}}}},
			{Fixes: []report.Fix{{Edits: []report.Edit{edit(s3, e3), edit(s4, e4)}}}},
		}
		before := slices.Clone(src)
		p := Make(found, func(string) ([]byte, error) { return src, nil })
		switch {
		case !bytes.Equal(src, before):
			t.Fatal("the source is written to")
		case len(p.Fixed)+len(p.Left) != len(found):
			t.Fatalf("%d fixed and %d left", len(p.Fixed), len(p.Left))
		case len(p.Files) != min(len(p.Fixed), 1):
			t.Fatalf("%d files for %d fixes", len(p.Files), len(p.Fixed))
		}
		for _, file := range p.Files {
			wantDressed(t, file)
			wantTokens(t, file, p.Fixed)
		}
	})
}

// wantDressed wants the new content to be what gofmt makes, with the line ends of the old one.
func wantDressed(t *testing.T, f File) {
	t.Helper()
	if _, err := parser.ParseFile(token.NewFileSet(), "", f.New, parser.SkipObjectResolution); err != nil {
		t.Errorf("%q is no Go: %v", f.New, err)
	}
	if got, want := bytes.HasPrefix(f.New, []byte(mark)), bytes.HasPrefix(f.Old, []byte(mark)); got != want {
		t.Errorf("a byte order mark: %v, want %v", got, want)
	}
	if !bytes.Contains(f.Old, []byte("\r")) && bytes.Contains(f.New, []byte("\r")) {
		t.Errorf("carriage returns are new: %q", f.New)
	}
	if lines := bytes.Count(f.Old, []byte("\n")); lines > 0 && bytes.Count(f.Old, []byte("\r\n")) == lines {
		if bytes.Count(f.New, []byte("\r\n")) != bytes.Count(f.New, []byte("\n")) {
			t.Errorf("of %q, some lines end otherwise in %q", f.Old, f.New)
		}
	}
}

// wantTokens wants the new content to have the tokens that the edits make of the old one.
func wantTokens(t *testing.T, f File, fixed []report.Finding) {
	t.Helper()
	var edits []report.Edit
	for _, finding := range fixed {
		for _, e := range joined(finding.Fixes[0].Edits) {
			if !slices.Contains(edits, e) {
				edits = append(edits, e)
			}
		}
	}
	slices.SortFunc(edits, func(a, b report.Edit) int { return b.Start - a.Start })
	edited := f.Old
	for _, e := range edits {
		edited = slices.Concat(edited[:e.Start], []byte(e.New), edited[e.End:])
	}
	want, err := normal(edited)
	if err != nil {
		t.Fatalf("%q is no Go: %v", edited, err)
	}
	if got, err := normal(f.New); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%q becomes %q, which is %q, %v, want %q", f.Old, f.New, got, err, want)
	}
}

// normal returns src as gofmt has it, formatted until it stays the same. In doc comments
// it does not with \r\n what it does with \n.
func normal(src []byte) ([]byte, error) {
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	for range 5 {
		out, err := format.Source(src)
		if err != nil || bytes.Equal(out, src) {
			return out, err
		}
		src = out
	}
	return src, errors.New("gofmt comes to no end")
}
