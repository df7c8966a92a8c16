package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/visible"
)

var update = flag.Bool("u", false, "write the golden files")

var golden = filepath.Join("..", "..", "testdata", "report")

const file = "/module/src/fetch.go"

// read reads the only file that there is.
func read(name string) ([]byte, error) {
	if name != file {
		return nil, os.ErrNotExist
	}
	return os.ReadFile(filepath.Join(golden, "src", "fetch.go"))
}

func name(file string) string { return strings.TrimPrefix(file, "/module/") }

// at returns where text is in the file for the first time.
func at(t *testing.T, text string) (Position, Position) {
	t.Helper()
	src, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(src, []byte(text))
	if i < 0 {
		t.Fatalf("no %q in the source", text)
	}
	pos := func(offset int) Position {
		return Position{file, bytes.Count(src[:offset], []byte("\n")) + 1, offset - bytes.LastIndexByte(src[:offset], '\n')}
	}
	return pos(i), pos(i + len(text))
}

func offset(t *testing.T, text string) int {
	src, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Index(src, []byte(text))
}

// findings returns two: one with a path and a fix, and one without.
func findings(t *testing.T) []Finding {
	leak := Finding{
		Package: "example.com/src", Analyzer: "bodyclose", Category: "path", Level: Leak,
		Message: "response body of c.Do is not closed when resp.StatusCode != http.StatusOK (returns at line 16)",
	}
	leak.Pos, leak.End = at(t, "c.Do(req)")
	step := func(text, message string, extent bool) {
		s := Step{Message: message}
		s.Pos, s.End = at(t, text)
		if !extent {
			s.End = s.Pos
		}
		leak.Steps = append(leak.Steps, s)
	}
	step("c.Do(req)", "response acquired here", true)
	step("err != nil", "when err == nil", false)
	step("resp.StatusCode !=", "when resp.StatusCode != http.StatusOK", false)
	step("return nil, errors.Join", "returns here with the body open", false)
	start := offset(t, "\tdefer resp")
	behind := offset(t, "\tif resp.Status")
	leak.Fixes = []Fix{{Message: `move up "defer resp.Body.Close()", after the error check`, Edits: []Edit{
		{file, behind, behind, "\tdefer resp.Body.Close()\n"},
		{file, start, start + len("\tdefer resp.Body.Close()\n"), ""},
	}}}
	advice := Finding{
		Package: "example.com/src", Analyzer: "idleconn", Category: "literal", Level: Advice,
		Message: "the Transport of client has no IdleConnTimeout, 100% of the time",
	}
	advice.Pos, advice.End = at(t, "&http.Client{\n\tTransport: &http.Transport{},\n}")
	return []Finding{leak, advice}
}

var analyzers = []*analysis.Analyzer{
	{Name: "bodyclose", Doc: "find response bodies that are not closed\n\nMore of that.", URL: "https://example.com/bodyclose"},
	{Name: "idleconn", Doc: "find transports"},
}

var unsearched = []Unsearched{{
	Package: "example.com/shop", Func: "(*example.com/shop.T).Giant", Branches: 3000, Analyzers: []string{"bodyclose"},
	Pos: Position{File: filepath.Join("src", "fetch.go"), Line: 10, Column: 1},
}}

func TestForms(t *testing.T) {
	found := findings(t)
	errs := []error{errors.New("package x does not compile: x.go:1:2: \"y\"")}
	for _, test := range []struct {
		golden string
		write  func(io.Writer) error
	}{
		{"text.txt", func(w io.Writer) error { return Text(w, found, name) }},
		{"explain.txt", func(w io.Writer) error { return Explain(w, found, Style{}, name, read) }},
		{"explain-60.txt", func(w io.Writer) error { return Explain(w, found, Style{Width: 60}, name, read) }},
		{"explain-30.txt", func(w io.Writer) error { return Explain(w, found, Style{Width: 30}, name, read) }},
		{"explain-color.txt", func(w io.Writer) error { return Explain(w, found, Style{Color: true}, name, read) }},
		{"explain-nosource.txt", func(w io.Writer) error {
			return Explain(w, found, Style{}, name, func(string) ([]byte, error) { return nil, os.ErrNotExist })
		}},
		{"report.json", func(w io.Writer) error {
			return JSON(w, &Run{Found: found, Errors: errs, Unsearched: unsearched, Name: name})
		}},
		{"empty.json", func(w io.Writer) error { return JSON(w, &Run{Name: name}) }},
		{"report.sarif", func(w io.Writer) error {
			return SARIF(w, &Run{Found: found, Errors: errs, Unsearched: unsearched, Analyzers: analyzers, Version: "v1.2.3", Name: name, Read: read})
		}},
		{"empty.sarif", func(w io.Writer) error { return SARIF(w, &Run{Analyzers: analyzers, Name: name, Read: read}) }},
		{"github.txt", func(w io.Writer) error { return GitHub(w, found, name) }},
		{"gitlab.json", func(w io.Writer) error { return GitLab(w, found, name, read) }},
	} {
		t.Run(test.golden, func(t *testing.T) {
			var got bytes.Buffer
			if err := test.write(&got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(golden, test.golden)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("got:\n%s\nwant as in %s (-u writes it)", got.Bytes(), path)
			}
		})
	}
}

// TestWriteError wants every form to say that it could not be written.
func TestWriteError(t *testing.T) {
	found := findings(t)
	for form, write := range map[string]func(io.Writer) error{
		"text":    func(w io.Writer) error { return Text(w, found, name) },
		"explain": func(w io.Writer) error { return Explain(w, found, Style{}, name, read) },
		"json":    func(w io.Writer) error { return JSON(w, &Run{Found: found, Name: name}) },
		"sarif": func(w io.Writer) error {
			return SARIF(w, &Run{Found: found, Analyzers: analyzers, Name: name, Read: read})
		},
		"github": func(w io.Writer) error { return GitHub(w, found, name) },
		"gitlab": func(w io.Writer) error { return GitLab(w, found, name, read) },
	} {
		if err := write(full{}); !errors.Is(err, errFull) {
			t.Errorf("%s on a full disk: %v", form, err)
		}
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestSARIFSchema(t *testing.T) {
	schema := loadSchema(t, filepath.Join(golden, "sarif-schema-2.1.0.json"))
	found := findings(t)
	var logs []string
	for _, list := range [][]Finding{nil, found} {
		var out bytes.Buffer
		if err := SARIF(&out, &Run{Found: list, Errors: []error{errors.New("x")}, Unsearched: unsearched, Analyzers: analyzers, Version: "v1.2.3", Name: name, Read: read}); err != nil {
			t.Fatal(err)
		}
		logs = append(logs, out.String())
	}
	for _, log := range logs {
		for _, problem := range schema.check(decode(t, log)) {
			t.Errorf("%s\nin %s", problem, log)
		}
	}
	// The check is one that can fail.
	for what, broken := range map[string]string{
		"an unknown level":      strings.Replace(logs[1], `"level": "error"`, `"level": "fatal"`, 1),
		"a line 0":              strings.Replace(logs[1], `"startLine": 11`, `"startLine": 0`, 1),
		"a result without text": strings.Replace(logs[1], `"message": {`, `"massage": {`, 1),
		"a line that is text":   strings.Replace(logs[1], `"startLine": 11`, `"startLine": "11"`, 1),
		"a bad URI":             strings.Replace(logs[1], `"uri": "src/fetch.go"`, `"uri": "%zz"`, 1),
		"no version":            strings.Replace(logs[1], `"version": "2.1.0",`, ``, 1),
		"no flow":               strings.Replace(logs[1], `"threadFlows": [`, `"threadFlows": [], "properties": [`, 1),
	} {
		if broken == logs[1] {
			t.Errorf("%s: not made", what)
		} else if len(schema.check(decode(t, broken))) == 0 {
			t.Errorf("%s passes the schema", what)
		}
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestLevels(t *testing.T) {
	for _, test := range []struct {
		analyzer, category string
		want               Level
	}{
		{"bodyclose", "path", Leak},
		{"percallclient", "limited", Churn},
		{"percallclient", "transport", Leak},
		{"percallclient", "client", Advice},
		{"defaultclient", "function", Advice},
		{"idleconn", "", Advice},
		{"other", "", Leak},
	} {
		if got := LevelOf(test.analyzer, test.category); got != test.want {
			t.Errorf("LevelOf(%q, %q) = %v, want %v", test.analyzer, test.category, got, test.want)
		}
	}
	if _, err := ParseLevel("worse"); err == nil || err.Error() != `no level is called "worse" (there are leak, churn, advice)` {
		t.Errorf("ParseLevel: %v", err)
	}
}

func TestSummary(t *testing.T) {
	if got, want := Summary(findings(t)), "2 findings in 1 package: 1 leak, 1 advice"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Summary(nil), "no findings"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNormalizeUnsearched(t *testing.T) {
	of := func(line int, fn, analyzer string) Unsearched {
		return Unsearched{Func: fn, Branches: line, Analyzers: []string{analyzer}, Pos: Position{File: "a.go", Line: line}}
	}
	got := NormalizeUnsearched([]Unsearched{of(2, "p.G", "b"), of(1, "p.F", "b"), of(2, "p.G", "a"), of(2, "p.H", "a"), of(2, "p.G", "b")})
	want := []Unsearched{of(1, "p.F", "b"), of(2, "p.G", "a"), of(2, "p.H", "a")}
	want[1].Analyzers = []string{"a", "b"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 branch":            Count(1, "branch"),
		"3,000 branches":      Count(3000, "branch"),
		"0 files":             Count(0, "file"),
		"999 files":           Count(999, "file"),
		"12,345,678 findings": Count(12345678, "finding"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestNormalize wants a finding of two variants once, with a fix only if both have it.
func TestNormalize(t *testing.T) {
	fix := []Fix{{Message: "mend it"}}
	at := func(line int, fixes []Fix) Finding {
		return Finding{Pos: Position{File: "a.go", Line: line}, Message: "leaks", Fixes: fixes}
	}
	got := Normalize([]Finding{at(3, fix), at(2, fix), at(1, fix), at(3, fix), at(2, nil), at(1, nil), at(1, fix)})
	if len(got) != 3 {
		t.Fatalf("%d findings, want 3", len(got))
	}
	for i, fixes := range []int{0, 0, 1} {
		if got[i].Pos.Line != i+1 || len(got[i].Fixes) != fixes {
			t.Errorf("line %d: %d fixes, want %d", got[i].Pos.Line, len(got[i].Fixes), fixes)
		}
	}
}

// TestHostile wants every form to escape what is not printable in whatever comes from the code.
func TestHostile(t *testing.T) {
	const bad = "x\n::error::\x1b[31m\u009b\u202e\xff\x7f\u2028"
	pos := Position{File: bad, Line: 1, Column: 1}
	f := Finding{
		Package: bad, Analyzer: "bodyclose", Category: "path", Message: bad, Pos: pos, End: pos,
		Steps: []Step{{Pos: pos, End: pos, Message: bad}, {Pos: Position{File: bad + bad, Line: 2, Column: 2}, Message: bad}},
		Fixes: []Fix{{Message: bad, Edits: []Edit{{File: bad, New: bad}}}},
	}
	name := func(file string) string { return file }
	read := func(string) ([]byte, error) { return []byte(bad + "\n" + bad), nil }
	run := &Run{
		Found: []Finding{f}, Errors: []error{errors.New(bad)}, Unsearched: []Unsearched{{Package: bad, Func: bad, Pos: pos}},
		Analyzers: analyzers, Name: name, Read: read,
	}
	for form, write := range map[string]func(io.Writer) error{
		"text":    func(w io.Writer) error { return Text(w, []Finding{f}, name) },
		"explain": func(w io.Writer) error { return Explain(w, []Finding{f}, Style{}, name, read) },
		"narrow":  func(w io.Writer) error { return Explain(w, []Finding{f}, Style{Width: 30}, name, read) },
		"json":    func(w io.Writer) error { return JSON(w, run) },
		"sarif":   func(w io.Writer) error { return SARIF(w, run) },
		"github":  func(w io.Writer) error { return GitHub(w, []Finding{f}, name) },
		"gitlab":  func(w io.Writer) error { return GitLab(w, []Finding{f}, name, read) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Errorf("%s: %v", form, err)
		}
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if visible.Source(line) != line || form != "github" && strings.HasPrefix(strings.TrimSpace(line), "::") {
				t.Errorf("%s: %q", form, line)
			}
		}
	}
}
