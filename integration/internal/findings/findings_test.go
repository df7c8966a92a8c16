package findings

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	const message = "response body of c.Do (again) is not closed"
	want := []Finding{{"a/b.go:3:4", "bodyclose", message}}
	got, err := ParseText(strings.NewReader("a/b.go:3:4: " + message + " (bodyclose)\n"))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("ParseText = %v, %v, want %v", got, err, want)
	}
	if _, err := ParseText(strings.NewReader("panic: oops\n")); err == nil {
		t.Error("ParseText takes a panic for a finding")
	}
	object := `{"x/a": {"bodyclose": [{"posn": "/x/a/b.go:3:4", "message": "` + message + `"}]}}`
	got, err = ParseVet(strings.NewReader(object), "/x")
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("ParseVet = %v, %v, want %v", got, err, want)
	}
}

func TestGolden(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.golden")
	const kept = "a.go:1:2: bodyclose: response => true: the error path returns first\n"
	const gone = "b.go:1:2: bodyclose: response => false: closed by the caller\n"
	if err := os.WriteFile(file, []byte(gone+kept), 0o644); err != nil {
		t.Fatal(err)
	}
	golden, err := ReadGolden(file)
	if err != nil {
		t.Fatal(err)
	}
	d := Compare(golden, []Finding{
		{"a.go:1:2", "bodyclose", "response body of c.Do is not closed"},
		{"a.go:1:2", "bodyclose", "response body of c.Do is not closed"},
		{"a.go:1:2", "idleconn", "response"},
		{"a_test.go:1:2", "bodyclose", "response"},
	})
	if len(d.Known) != 1 || len(d.Fresh) != 2 || len(d.Gone) != 1 {
		t.Errorf("known, fresh, gone = %v, %v, %v", d.Known, d.Fresh, d.Gone)
	}
	if err := WriteGolden(file, d); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := kept +
		"a.go:1:2: bodyclose: response body of c.Do is not closed => ?: not judged yet\n" +
		"a.go:1:2: idleconn: response => ?: not judged yet\n"
	if string(got) != want {
		t.Errorf("golden file is\n%swant\n%s", got, want)
	}
	if err := WriteGolden(file, Diff{}); err != nil {
		t.Fatal(err)
	}
	if golden, err := ReadGolden(file); err != nil || len(golden) != 0 {
		t.Errorf("golden file of no findings = %v, %v", golden, err)
	}
	if err := os.WriteFile(file, []byte(kept+"nonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadGolden(file); err == nil || !strings.Contains(err.Error(), "m.golden:2: ") {
		t.Errorf("error for a line that is none = %v", err)
	}
}

func TestSaidBy(t *testing.T) {
	const text = "go: finding module for package example.com/x\na.go:3:2: reading x:\n\tserver response: gone\n"
	for line, want := range map[string]bool{
		"httpleak: a.go:3:2: reading x: server response: gone": true,
		"httpleak: panic: a.go:3:2: reading x":                 false,
		"httpleak: ":                                           false,
	} {
		if got := saidBy(text, line); got != want {
			t.Errorf("saidBy(%q) = %v, want %v", line, got, want)
		}
	}
}
