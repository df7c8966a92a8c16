package hosttest

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/httpleak/httpleak/internal/diff"
)

// SameFixes wants two ways to apply the fixes to change the fixtures in the same
// way. It returns how many files differ.
func SameFixes(t testing.TB, fix, byHand func(dir string)) (differences int) {
	t.Helper()
	before, packages := Fixtures(t)
	one, _ := Fixtures(t)
	other, _ := Fixtures(t)
	fix(one)
	byHand(other)
	files, changed := 0, 0
	err := filepath.WalkDir(before, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(before, file)
		if err != nil {
			return err
		}
		was, got, want := Read(t, file), Read(t, filepath.Join(one, rel)), Read(t, filepath.Join(other, rel))
		if got != want {
			t.Errorf("%s differs from what httpleak -fix makes of it:\n%s", rel, diff.Unified("httpleak -fix", []byte(want), "host", []byte(got)))
			differences++
		}
		if files++; got != was {
			changed++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if changed == 0 {
		t.Error("nothing is fixed")
	}
	t.Logf("%d of %d files in %d packages fixed", changed, files, packages)
	return differences
}

// Read returns what is in a file.
func Read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
