package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestRunTests(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module example.com/m\n\ngo 1.26.0\n",
		"m.go":      "package m\n",
		"m_test.go": "package m\n\nimport \"testing\"\n\nfunc TestGood(t *testing.T) {}\n\nfunc TestBad(t *testing.T) { t.Fail() }\n\nfunc TestNot(t *testing.T) { t.Skip() }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := runTests(t.Context(), dir, []string{"./."})
	if err != nil {
		t.Fatal(err)
	}
	if !got.passed["example.com/m TestGood"] || !got.failed["example.com/m TestBad"] || got.String() != "1/3" {
		t.Errorf("got %v: %v", got, got.passed)
	}
	r := result{before: tests{passed: map[string]bool{"a": true, "b": true}}}
	if broken := r.broken(tests{passed: map[string]bool{"a": true}, failed: map[string]bool{"c": true}}); !slices.Equal(broken, []string{"b"}) {
		t.Errorf("broken: %q", broken)
	}
}

func TestChanged(t *testing.T) {
	before, after := t.TempDir(), t.TempDir()
	for dir, text := range map[string]string{before: "package a\n", after: "package b\n"} {
		for name, text := range map[string]string{"p/x.go": text, "p/y.go": "package a\n", "p/z.txt": text} {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := changed(before, after, false)
	if err != nil || !slices.Equal(got, []string{"p/x.go"}) {
		t.Errorf("got %q, %v", got, err)
	}
}
