package baseline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/report"
)

// write puts a file into a folder of the test and returns its name.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func finding(file string, line, column int) report.Finding {
	return report.Finding{Analyzer: "leak", Category: "path", Pos: report.Position{File: file, Line: line, Column: column}}
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	one := write(t, dir, "x/one.go", "package x\n\nfunc F() { <-c } // wait\n")
	bad := write(t, dir, "x/bad.txt", "no Go: \xff\xfe // \"quoted\" <b>\n")
	found := []report.Finding{
		finding(bad, 1, 1), finding(bad, 1, 1), finding(bad, 7, 1), finding(one, 3, 12), finding(one, 3, 14),
		finding(filepath.Join(dir, "gone.go"), 4, 1), finding("", 0, 0),
	}
	found[6].Pos.File = filepath.Join(dir, "nowhere")
	name := filepath.Join(dir, "known")
	b, err := New(name)
	if err != nil {
		t.Fatal(err)
	}
	b.ReadSource = os.ReadFile
	b.Add(found)
	text := b.Encode()
	want := `{"version":1}
{"file":"gone.go","in":"","analyzer":"leak","category":"path","code":""}
{"file":"nowhere","in":"","analyzer":"leak","category":"path","code":""}
{"file":"x/bad.txt","in":"","analyzer":"leak","category":"path","code":""}
{"file":"x/bad.txt","in":"","analyzer":"leak","category":"path","code":"no Go: ` + "\uFFFD" + ` // \"quoted\" <b>","count":2}
{"file":"x/one.go","in":"F","analyzer":"leak","category":"path","code":"func F() { <-c }","count":2}
`
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	read, err := Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	if again := read.Encode(); string(again) != want {
		t.Errorf("read and written again:\n%s\nwant\n%s", again, want)
	}
	read.ReadSource = os.ReadFile
	if left := read.Unknown(append(slices.Clone(found), finding(one, 3, 16))); len(left) != 1 || left[0].Pos.Column != 16 {
		t.Errorf("new are %v, want the last finding", left)
	}
	if stale := read.Stale(func(*Entry) bool { return true }); len(stale) > 0 {
		t.Errorf("stale: %v", stale)
	}
}

func TestDeclaration(t *testing.T) {
	const text = `package x

func F() { _ = func() {} }

func (T) M() {}; func (t *T) N() {}
func (*G[A, B]) P() {}
func (G[A, _]) Q() {}

var (
	a, b = 1, 2
	c = 3
)

type T struct{}

func (broken
`
	file := write(t, t.TempDir(), "x.go", text)
	src := (&Baseline{ReadSource: os.ReadFile}).readSource(file)
	for _, test := range []struct {
		line, column int
		want         string
	}{
		{1, 1, ""}, {3, 20, "F"}, {5, 2, "T.M"}, {5, 20, "(*T).N"}, {6, 3, "(*G).P"}, {7, 3, "G.Q"}, {9, 1, ""}, {10, 5, "a"}, {11, 2, "c"},
		{14, 3, ""}, {0, 0, ""}, {99, 1, ""}, {3, 0, "F"},
	} {
		if got := src.declaration(report.Position{File: file, Line: test.line, Column: test.column}); got != test.want {
			t.Errorf("%d:%d is in %q, want %q", test.line, test.column, got, test.want)
		}
	}
}

// TestMerged wants entries that two branches added to count once.
func TestMerged(t *testing.T) {
	const entry = `{"file":"a.go","in":"F","analyzer":"leak","category":"","code":"leak()"`
	b, err := Parse(filepath.Join(t.TempDir(), "known"), []byte("{\"version\":1}\r\n"+entry+"}\r\n"+entry+",\"count\":2}\r\n\r\n"+entry+"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(b.Encode()), "{\"version\":1}\n"+entry+",\"count\":2}\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	const head = "{\"version\":1}\n"
	for text, want := range map[string]string{
		"":                         ":1: not a baseline: the file is empty",
		"\n":                       ":1: not the first line of a baseline: the line ends before it should",
		"[]\n":                     ":1: not the first line",
		"{\"version\":0}":          ":1: a baseline of version 0, this httpleak reads version 1",
		head + "{}":                ":2: an entry without file or analyzer",
		head + "\n{\"fil":          ":3: not an entry of a baseline: the line ends before it should",
		head + "{\"file\":1}":      ":2: not an entry",
		head + "{\"files\":\"a\"}": ":2: not an entry of a baseline: json: unknown field",
		head + "{}{}":              ":2: not an entry of a baseline: something follows the object",
		head + "{}}":               ":2: not an entry of a baseline: something follows the object",
		head + "\x00":              ":2: not an entry",
		head + `{"file":"a","analyzer":"b","count":-1}`: ":2: an entry that counts -1 findings",
	} {
		name := filepath.Join(dir, "known")
		if _, err := Parse(name, []byte(text)); err == nil || !strings.HasPrefix(err.Error(), name+want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestLinks wants the same names however the folder is reached.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "real/x/x.go", "package x\n")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "real"), link); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{filepath.Join(link, "known"), filepath.Join(dir, "real", "known")} {
		b, err := New(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{file, filepath.Join(link, "x", "x.go")} {
			if got := b.Relative(f); got != "x/x.go" {
				t.Errorf("%s is %s to %s", f, got, name)
			}
		}
	}
	b, err := New(filepath.Join(dir, "real", "x", "known"))
	if err != nil {
		t.Fatal(err)
	}
	outside := write(t, dir, "real/y.go", "package y\n")
	if got := b.Relative(outside); got != "../y.go" {
		t.Errorf("got %s", got)
	}
	if got := b.Path(&Entry{key: key{File: "../y.go"}}); got != outside {
		t.Errorf("got %s, want %s", got, outside)
	}
}

// FuzzParse wants an error to name its line, and what is read to be written and read again unchanged.
func FuzzParse(f *testing.F) {
	f.Add("{\"version\":1}\n{\"file\":\"a.go\",\"in\":\"F\",\"analyzer\":\"x\",\"category\":\"\",\"code\":\"x()\",\"count\":3}\n")
	f.Add("{\"version\":1}\n{\"file\":\"\xff\",\"analyzer\":\"\\ud800\"}\n\n{}\n")
	f.Add("{\"Version\":1e0}")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		name := filepath.Join(dir, "known")
		b, err := Parse(name, []byte(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), name+":") || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q", err)
			}
			return
		}
		first := string(b.Encode())
		if b, err = Parse(name, []byte(first)); err != nil {
			t.Fatal(err)
		}
		if again := string(b.Encode()); again != first {
			t.Errorf("written\n%s\nthen\n%s", first, again)
		}
	})
}
