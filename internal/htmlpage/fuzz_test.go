package htmlpage

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/httpleak/httpleak/internal/report"
)

// FuzzWrite wants a page for whatever a file holds and wherever a path leads:
// files may have changed since they were analysed.
func FuzzWrite(f *testing.F) {
	f.Add([]byte(text), 6, 15, 11, 19, 12, 402)
	f.Add([]byte("package p\r\n\r\nfunc f() { \xff\u2028 }"), 3, 1, 3, 9, 1, 0)
	f.Add([]byte(""), 0, 0, 1, 1, -1, 1<<40)
	f.Fuzz(func(t *testing.T, src []byte, line1, col1, line2, col2, line3, col3 int) {
		a, b, c := at(line1, col1), at(line2, col2), at(line3, col3)
		found := []report.Finding{
			{Analyzer: "bodyclose", Category: "path", Pos: a, End: b, Steps: []report.Step{{Pos: a, End: b}, {Pos: b, End: c, Message: "m"}, {Pos: c, End: a}}},
			{Analyzer: "idleconn", Category: "unset", Pos: c, End: a},
		}
		var out bytes.Buffer
		if err := Write(&out, &report.Run{Found: found, Analyzers: analyzers, Name: name, Read: func(string) ([]byte, error) { return src, nil }}); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(out.Bytes()) || bytes.IndexByte(out.Bytes(), 0) >= 0 {
			t.Error("the page is no text")
		}
	})
}
