package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/integration/internal/module"
)

func TestReadModules(t *testing.T) {
	modules, err := module.ReadList("modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, m := range modules {
		if names[m.Name()] {
			t.Errorf("two modules would share %s.golden", m.Name())
		}
		names[m.Name()] = true
		if _, err := readGolden(m.Name() + ".golden"); err != nil {
			t.Error(err)
		}
	}
	goldens, err := filepath.Glob("*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range goldens {
		if !names[strings.TrimSuffix(file, ".golden")] {
			t.Errorf("%s belongs to no module of modules.txt", file)
		}
	}
	bad := filepath.Join(t.TempDir(), "modules.txt")
	if err := os.WriteFile(bad, []byte("example.com/x v1 more\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := module.ReadList(bad); err == nil || !strings.Contains(err.Error(), "modules.txt:1: ") {
		t.Errorf("error for a line of three fields = %v", err)
	}
}

func TestParse(t *testing.T) {
	const message = "response body of c.Do (again) is not closed"
	want := []finding{{"a/b.go:3:4", "bodyclose", message}}
	got, err := parseText(strings.NewReader("a/b.go:3:4: " + message + " (bodyclose)\n"))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("parseText = %v, %v, want %v", got, err, want)
	}
	if _, err := parseText(strings.NewReader("panic: oops\n")); err == nil {
		t.Error("parseText takes a panic for a finding")
	}
	object := `{"x/a": {"bodyclose": [{"posn": "/x/a/b.go:3:4", "message": "` + message + `"}]}}`
	got, err = parseVet(strings.NewReader(object), "/x")
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("parseVet = %v, %v, want %v", got, err, want)
	}
}

func TestGolden(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.golden")
	const kept = "a.go:1:2: bodyclose: response => true: the error path returns first\n"
	const gone = "b.go:1:2: bodyclose: response => false: closed by the caller\n"
	if err := os.WriteFile(file, []byte(gone+kept), 0o644); err != nil {
		t.Fatal(err)
	}
	golden, err := readGolden(file)
	if err != nil {
		t.Fatal(err)
	}
	d := compare(golden, []finding{
		{"a.go:1:2", "bodyclose", "response body of c.Do is not closed"},
		{"a.go:1:2", "bodyclose", "response body of c.Do is not closed"},
		{"a.go:1:2", "idleconn", "response"},
		{"a_test.go:1:2", "bodyclose", "response"},
	})
	if len(d.known) != 1 || len(d.fresh) != 2 || len(d.gone) != 1 {
		t.Errorf("known, fresh, gone = %v, %v, %v", d.known, d.fresh, d.gone)
	}
	if err := writeGolden(file, d); err != nil {
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
	if err := writeGolden(file, diff{}); err != nil {
		t.Fatal(err)
	}
	if golden, err := readGolden(file); err != nil || len(golden) != 0 {
		t.Errorf("golden file of no findings = %v, %v", golden, err)
	}
	if err := os.WriteFile(file, []byte(kept+"nonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readGolden(file); err == nil || !strings.Contains(err.Error(), "m.golden:2: ") {
		t.Errorf("error for a line that is none = %v", err)
	}
}
