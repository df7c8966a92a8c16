package htmlpage

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
)

var update = flag.Bool("u", false, "write the golden file")

var golden = filepath.Join("..", "..", "testdata", "report", "page.html")

// file has all that a page could stumble over.
const file = "/shop/cart.go"

var text = strings.Join([]string{
	"package cart", // 1
	"",
	"/* </script><script>alert(1)</script>", // 3
	"   a comment \xff\x00\u202e of two lines */",
	"func (c *Cart) Fetch(url string) (err error) {", // 5
	"\tresp, err := c.client.Get(url) // <b>&amp;</b>",
	"\tif err != nil && url != `a",
	"\"b\"` {",
	"\t\treturn err",
	"\t}", // 10
	"\tfor range 3 { if resp.StatusCode > 0 { resp, err = c.client.Get(url) } }",
	"\t" + strings.Repeat("1+", 200) + "resp.Close()+" + strings.Repeat("2+", 200), // 12
	"", "", "", "", "", "", "", "", // 20
	"\treturn nil",
	"}",
	"",
	"var unset = &http.Client{", // 24
	"\tTransport: &http.Transport{},",
	"}",
	"",
}, "\n")

func read(name string) ([]byte, error) {
	if name != file {
		return nil, os.ErrNotExist
	}
	return []byte(text), nil
}

func name(file string) string { return strings.TrimPrefix(file, "/") }

func at(line, column int) report.Position {
	return report.Position{File: file, Line: line, Column: column}
}

func here(line, column int, message string) report.Step {
	return report.Step{Pos: at(line, column), End: at(line, column), Message: message}
}

func findings() []report.Finding {
	return []report.Finding{
		{
			Package: "example.com/shop/cart", Analyzer: "bodyclose", Category: "path", Level: report.Leak, Message: "not closed <script>",
			Pos: at(6, 15), End: at(6, 32),
			Steps: []report.Step{
				{Pos: at(6, 15), End: at(6, 32), Message: "response acquired here"},
				here(7, 5, "when err == nil"),
				here(11, 19, "when resp.StatusCode > 0"),
				here(11, 41, "acquired again"),
				here(12, 402, "called here"),
				here(7, 5, "back"),
				{Pos: report.Position{File: "/shop/gone.go", Line: 3, Column: 1}, End: report.Position{File: "/shop/gone.go", Line: 3, Column: 1}, Message: "elsewhere"},
				here(21, 2, "returns here with the body open"),
			},
			Fixes: []report.Fix{{Message: "add </p>"}},
		},
		{
			Package: "example.com/shop/cart", Analyzer: "idleconn", Category: "unset", Level: report.Advice, Message: "no limit",
			Pos: at(24, 13), End: at(26, 2),
		},
		{
			Package: "example.com/shop", Analyzer: "other", Level: report.Churn, Message: "beyond the file",
			Pos: at(99, 99), End: at(99, 99), Steps: []report.Step{here(99, 99, "nowhere"), {Pos: at(6, 999), End: at(8, 999), Message: "too far"}},
		},
	}
}

var analyzers = []*analysis.Analyzer{
	{Name: "bodyclose", Doc: "find bodies\n\n# Category path\n\nA <path> is open.\n\nWhat leaks: it & that.", URL: "https://example.com/bodyclose"},
	{Name: "idleconn", Doc: "find transports", URL: "javascript:alert(1)"},
}

func write(t *testing.T, found []report.Finding, errs ...error) string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, &report.Run{Found: found, Errors: errs, Analyzers: analyzers, Version: "v1.2.3", Name: name, Read: read}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// body returns the page without its style and script.
func body(page string) string {
	_, page, _ = strings.Cut(page, "<body>")
	page, _, _ = strings.Cut(page, "<script>")
	return "<body>" + page + "\n"
}

func TestPage(t *testing.T) {
	page := write(t, findings(), errors.New("package <x> does not compile"))
	if again := write(t, findings(), errors.New("package <x> does not compile")); again != page {
		t.Error("the same findings give another page")
	}
	if *update {
		if err := os.WriteFile(golden, []byte(body(page)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if body(page) != string(want) {
		t.Errorf("the page differs from %s; look at the difference and write it with: go test ./internal/htmlpage -u", golden)
	}
	for _, text := range []string{"<script>alert", "not closed <script>", "<b>&amp;</b>", "add </p>", "package <x>", "\xff", "\x00", "\u202e", `href="javascript:`} {
		if strings.Contains(body(page), text) {
			t.Errorf("%q is in the page as it is in the source", text)
		}
	}
	var out bytes.Buffer
	giant := report.Unsearched{Func: "p.<b>", Branches: 3000, Pos: at(6, 1)}
	if err := Write(&out, &report.Run{Unsearched: []report.Unsearched{giant}, Name: name, Read: read}); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Not searched to the end</h2>", ":6: p.&lt;b&gt;, 3,000 branches</li>", "Nothing was found in the rest."} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("no %q in a page with a function that was not searched to the end", text)
		}
	}
	if n := strings.Count(page, "</script>"); n != 1 {
		t.Errorf("%d scripts end, want 1", n)
	}
}

func TestEmpty(t *testing.T) {
	if page := write(t, nil); !strings.Contains(page, "Every package was analysed") || strings.Contains(page, `class="overview"`) {
		t.Errorf("the page without findings is\n%s", body(page))
	}
	if page := write(t, nil, errors.New("x")); strings.Contains(page, "Every package was analysed") {
		t.Errorf("the page with an error and without findings is\n%s", body(page))
	}
}

// TestSize wants the source of a finding not to grow with the file, the function or the line.
func TestSize(t *testing.T) {
	var src strings.Builder
	src.WriteString("package long\n\nfunc f() {\n")
	for i := range 5000 {
		fmt.Fprintf(&src, "\tprintln(%d, %q)\n", i, strings.Repeat("x", 1000))
	}
	src.WriteString("}\n")
	f := report.Finding{
		Analyzer: "bodyclose", Category: "path", Pos: at(10, 2), End: at(4000, 3),
		Steps: []report.Step{{Pos: at(10, 2), End: at(4000, 3), Message: "a"}, here(2000, 2, "b"), here(4900, 2, "c")},
	}
	var out bytes.Buffer
	if err := Write(&out, &report.Run{Found: []report.Finding{f}, Name: name, Read: func(string) ([]byte, error) { return []byte(src.String()), nil }}); err != nil {
		t.Fatal(err)
	}
	if n := len(body(out.String())); n > 20_000 {
		t.Errorf("a finding takes %d bytes", n)
	}
}

func TestCount(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{count(0), "0"}, {count(999), "999"}, {count(1000), "1,000"}, {count(1234567), "1,234,567"},
		{count(1, "finding"), "1 finding"}, {count(1000, "finding"), "1,000 findings"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestCommon(t *testing.T) {
	for _, test := range []struct {
		paths []string
		want  string
	}{
		{nil, ""},
		{[]string{"a/b"}, "a/b"},
		{[]string{"a/b", "a/b/c"}, "a/b"},
		{[]string{"a/b", "a/bc"}, "a"},
		{[]string{"a", "b"}, ""},
	} {
		if got := common(test.paths); got != test.want {
			t.Errorf("common(%q) = %q, want %q", test.paths, got, test.want)
		}
	}
}
