package fix

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/httpleak/httpleak/internal/report"
)

func TestMake(t *testing.T) {
	const file = "f.go"
	const src = "package f\n\nvar a, b, c = 1, 2, 3\n"
	edit := func(start, end int, text string) report.Edit {
		return report.Edit{File: file, Start: start, End: end, New: text}
	}
	read := func(string) ([]byte, error) { return []byte(src), nil }
	fixed := func(edits ...report.Edit) report.Finding {
		return report.Finding{Fixes: []report.Fix{{Edits: edits}}}
	}
	for _, test := range []struct {
		name  string
		found []report.Finding
		want  string // "" if nothing changes
		fixed int
	}{
		{name: "none", found: []report.Finding{{}}},
		{name: "one", found: []report.Finding{fixed(edit(15, 16, "x"))}, want: "package f\n\nvar x, b, c = 1, 2, 3\n", fixed: 1},
		{
			name:  "two, backwards",
			found: []report.Finding{fixed(edit(18, 19, "y")), fixed(edit(15, 16, "x"))},
			want:  "package f\n\nvar x, y, c = 1, 2, 3\n", fixed: 2,
		},
		{
			name:  "the same twice",
			found: []report.Finding{fixed(edit(15, 16, "x")), fixed(edit(15, 16, "x"))},
			want:  "package f\n\nvar x, b, c = 1, 2, 3\n", fixed: 2,
		},
		{
			name:  "overlapping",
			found: []report.Finding{fixed(edit(15, 19, "x")), fixed(edit(18, 22, "y"))},
			want:  "package f\n\nvar x, c = 1, 2, 3\n", fixed: 1,
		},
		{
			name:  "at the same place",
			found: []report.Finding{fixed(edit(15, 15, "x, ")), fixed(edit(15, 15, "y, "))},
			want:  "package f\n\nvar x, a, b, c = 1, 2, 3\n", fixed: 1,
		},
		{
			name:  "at the same place, of one fix",
			found: []report.Finding{fixed(edit(15, 16, "z"), edit(15, 15, "x, "), edit(15, 15, "y, "))},
			want:  "package f\n\nvar x, y, z, b, c = 1, 2, 3\n", fixed: 1,
		},
		{
			name:  "as a whole or not at all",
			found: []report.Finding{fixed(edit(15, 16, "x")), fixed(edit(18, 19, "y"), edit(15, 16, "z"))},
			want:  "package f\n\nvar x, b, c = 1, 2, 3\n", fixed: 1,
		},
		{name: "no Go afterwards", found: []report.Finding{fixed(edit(15, 16, ")"))}},
		{
			name:  "no Go because of one",
			found: []report.Finding{fixed(edit(15, 16, ")")), fixed(edit(18, 19, "y"))},
			want:  "package f\n\nvar a, y, c = 1, 2, 3\n", fixed: 1,
		},
		{
			name:  "no Go because of one, in one of two files",
			found: []report.Finding{fixed(edit(15, 16, "x"), report.Edit{File: "g.go", Start: 21, End: 22, New: ")"}), fixed(edit(18, 19, "y"))},
			want:  "package f\n\nvar a, y, c = 1, 2, 3\n", fixed: 1,
		},
		{name: "no package afterwards", found: []report.Finding{fixed(edit(0, 9, ""))}},
		{name: "inside of a token", found: []report.Finding{fixed(edit(12, 13, "w"))}},
		{name: "behind the end", found: []report.Finding{fixed(edit(15, 1600, ")"))}},
		{name: "not formatted", found: []report.Finding{fixed(edit(15, 16, "x "))}, want: "package f\n\nvar x, b, c = 1, 2, 3\n", fixed: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := Make(test.found, read)
			if len(p.Fixed) != test.fixed || len(p.Left) != len(test.found)-test.fixed {
				t.Errorf("%d fixed and %d left, want %d fixed", len(p.Fixed), len(p.Left), test.fixed)
			}
			got := ""
			for _, f := range p.Files {
				got += string(f.New)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		link = file
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil || string(data) != "new" {
		t.Errorf("the file holds %q, %v", data, err)
	}
	info, err := os.Lstat(file)
	if err != nil || runtime.GOOS != "windows" && info.Mode() != 0o640 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if err := Write(filepath.Join(dir, "none", "file"), nil); err == nil || !os.IsNotExist(err) {
		t.Errorf("in a folder that is not there: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if want := 2; err != nil || runtime.GOOS != "windows" && len(entries) != want {
		t.Errorf("there are %v, want %d files", entries, want)
	}
}
