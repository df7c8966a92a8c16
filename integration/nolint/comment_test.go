package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestComments(t *testing.T) {
	dir := t.TempDir()
	src := "package p\n\nvar a int //nolint:gosec,bodyclose // why\nvar b int // nolint: bodyclose\nvar c int //nolint:gosec\nvar d int //nolint:bodyclose\n"
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	comments, err := find(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := `{"findings": [
		{"file": "p.go", "line": 3, "column": 1, "category": "unused-ignore", "message": "…"},
		{"file": "p.go", "line": 5, "column": 9, "category": "never", "message": "never closed (silenced by //nolint:bodyclose at line 4)"},
		{"file": "p.go", "line": 7, "column": 9, "category": "never", "message": "never closed"}]}`
	if err := read([]byte(out), comments); err != nil {
		t.Fatal(err)
	}
	if err := judge(comments, "p.go:4 silences 5:9 never closed => true: so it is\n"); err != nil {
		t.Fatal(err)
	}
	want := "p.go:3 silences nothing\np.go:4 silences 5:9 never closed => true: so it is\np.go:6 undecided\n"
	if got := format(comments); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if n := count(comments); n["nothing"] != 1 || n["true"] != 1 || n["undecided"] != 1 {
		t.Errorf("got %v", n)
	}
	if err := judge(comments, "p.go:4 hides nothing"); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("got error %v for a bad line", err)
	}
}
