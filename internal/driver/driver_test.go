package driver

import (
	"slices"
	"testing"

	"github.com/httpleak/httpleak/internal/report"
)

func TestReadErrors(t *testing.T) {
	const stderr = `go: downloading example.com/x v1.0.0
go: updates to go.mod needed
# example.com/a
a/a.go:3:23: wrong
	more of that
a/a.go:4:1: wrong too
# example.com/b [example.com/b.test]
# [example.com/b]
vet: ./b/b_test.go:5:32: undefined: x
# example.com/c
panic: out of order

goroutine 1 [running]:
go: module x: not found
d/d.go:3:8: no required module provides package y; to add it:
	go get y
`
	want := []packageError{
		{"", "go: updates to go.mod needed"},
		{"example.com/a", "package example.com/a does not compile: a/a.go:3:23: wrong more of that"},
		{"example.com/b", "package example.com/b does not compile: b/b_test.go:5:32: undefined: x"},
		{"example.com/c", "package example.com/c: panic: out of order (-inprocess shows where)"},
		{"", "go: module x: not found"},
		{"", "d/d.go:3:8: no required module provides package y; to add it: go get y"},
	}
	if got := (goDir{}).readErrors(stderr); !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestOwnerOf(t *testing.T) {
	for id, want := range map[string]string{
		"p":               "p",
		"p [p.test]":      "p",
		"p_test [p.test]": "p",
		"q [p.test]":      "q",
		"q_test [p.test]": "q_test",
	} {
		if got := ownerOf(id); got != want {
			t.Errorf("ownerOf(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestPosition(t *testing.T) {
	for text, want := range map[string]report.Position{
		"/x/a.go:3:4":  {File: "/x/a.go", Line: 3, Column: 4},
		`C:\a.go:3:4`:  {File: `C:\a.go`, Line: 3, Column: 4},
		"/x/a:b.go:3":  {File: "/x/a:b.go", Line: 3},
		"/x/a.go":      {File: "/x/a.go"},
		"-":            {File: "-"},
		"/x/1:2:3.y:7": {File: "/x/1:2:3.y", Line: 7},
	} {
		if got := position(text); got != want {
			t.Errorf("position(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestTooOld(t *testing.T) {
	for _, test := range []struct {
		built, used string
		want        bool
	}{
		{"go1.26.8", "go1.26.0", false},
		{"go1.26.0", "go1.26.8", false},
		{"go1.26.8", "go1.25.5", false},
		{"go1.26.8", "go1.27.0", true},
		{"go1.26.8", "go1.27rc1", true},
		{"devel go1.27-abc", "go1.27.1", false},
		{"go1.26.8", "devel go1.28-abc", false},
	} {
		if err := tooOld(test.built, test.used); (err != nil) != test.want {
			t.Errorf("tooOld(%s, %s) = %v", test.built, test.used, err)
		}
	}
}
