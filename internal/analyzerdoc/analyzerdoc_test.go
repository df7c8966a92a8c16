package analyzerdoc

import (
	"strings"
	"testing"
)

func TestExtract(t *testing.T) {
	for _, test := range []struct{ name, src, want, err string }{
		{
			name: "section",
			src:  "// Package x.\n//\n// # Analyzer x\n//\n// x: find it\n//\n// More.\n//\n// # Analyzer y\n//\n// No.\npackage x",
			want: "find it\n\nMore.",
		},
		{name: "no heading", src: "// Package x.\npackage x", err: "no heading"},
		{name: "no comment", src: "package x", err: "no heading"},
		{name: "no summary", src: "// # Analyzer x\n//\n// find it\npackage x", err: "does not open with"},
		{name: "not Go", src: "x", err: "documentation of analyzer x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Extract(test.src, "x")
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("got error %v, want %q", err, test.err)
			}
		})
	}
}
