package rules

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

var analyzers = []*analysis.Analyzer{
	{Name: "toy", URL: "https://example.com/toy", Doc: `find toys

Some are left.

# Category floor

A toy is left
on the floor.

What leaks: a toy.

Why: it was
there.

# Fixes

# Category path

A path.`},
	{Name: "plain", Doc: "find nothing"},
	{Name: "other", Doc: "find others\n\n# Category path\n\nAnother path."},
}

func TestOf(t *testing.T) {
	list := Of(analyzers[0])
	if len(list) != 2 || list[0].Name() != "toy/floor" || list[1].Name() != "toy/path" {
		t.Fatalf("got %+v", list)
	}
	r := list[0]
	if want := "A toy is left on the floor.\n\nWhat leaks: a toy.\n\nWhy: it was\nthere."; r.Text() != want {
		t.Errorf("got the text %q, want %q", r.Text(), want)
	}
	if want := "https://example.com/toy#hdr-Category_floor"; r.URL != want {
		t.Errorf("got the URL %s, want %s", r.URL, want)
	}
	shared := &analysis.Analyzer{Name: "toy", URL: "https://example.com/toy", Doc: "find toys\n\n# Category shared-toy\n\nA toy."}
	if got, want := Of(shared)[0].URL, "https://example.com/toy#hdr-Category_shared_toy"; got != want {
		t.Errorf("got the URL %s, want %s, as pkg.go.dev has it", got, want)
	}
	if got := Of(analyzers[1]); got != nil {
		t.Errorf("got %v of a text without categories", got)
	}
	if got, want := Overview(analyzers[0]), "find toys\n\nSome are left."; got != want {
		t.Errorf("got the overview %q, want %q", got, want)
	}
}

func TestPrograms(t *testing.T) {
	r := Rule{Analyzer: "toy", Category: "floor", Leaky: Program{"a.go", "package a\n\nvar A int\n"}, Mended: Program{"b.go", "package b\n"}}
	want := "\n\nReported as toy/floor (a.go):\n\n\tpackage a\n\n\tvar A int\n\nMended (b.go):\n\n\tpackage b"
	if got := r.Programs(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	for _, test := range []struct{ name, analyzer, rules, err string }{
		{name: "plain", analyzer: "plain"},
		{name: "floor", rules: "toy/floor"},
		{name: "other/path", rules: "other/path"},
		{name: "path", rules: "toy/path other/path"},
		{name: "flor", err: `"flor"; is it toy/floor?`},
		{name: "toy/paht", err: `"toy/paht"; is it toy/path or other/path?`},
		{name: "plian", err: `"plian"; is it plain?`},
		{name: "quite different", err: "(there are toy, plain, other, and their categories)"},
		{name: "", err: "there are toy"},
	} {
		a, list, err := Find(analyzers, test.name)
		var names []string
		for _, r := range list {
			names = append(names, r.Name())
		}
		if (a != nil) != (test.analyzer != "") || a != nil && a.Name != test.analyzer || strings.Join(names, " ") != test.rules {
			t.Errorf("Find(%q) = %v, %q", test.name, a, names)
		}
		if (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("Find(%q): got error %v, want %q", test.name, err, test.err)
		}
	}
}
