package fix

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// twoFiles returns two files with changes, in two folders, and a function that wants them to hold
// something, and nothing else to be there.
func twoFiles(t *testing.T) ([]File, func(want ...string)) {
	t.Helper()
	dir := t.TempDir()
	files := []File{
		{filepath.Join(dir, "a.go"), []byte("old a"), []byte("new a")},
		{filepath.Join(dir, "sub", "b.go"), []byte("old b"), []byte("new b")},
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(f.Name, f.Old, 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return files, func(want ...string) {
		t.Helper()
		for i, f := range files {
			data, err := os.ReadFile(f.Name)
			if err != nil || string(data) != want[i] {
				t.Errorf("%s holds %q, %v, want %q", f.Name, data, err, want[i])
			}
		}
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if strings.Contains(path, ".httpleak") {
				t.Errorf("%s is left behind", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestWriteAll(t *testing.T) {
	t.Run("all", func(t *testing.T) {
		files, want := twoFiles(t)
		if err := WriteAll(files); err != nil {
			t.Fatal(err)
		}
		want("new a", "new b")
		if info, err := os.Stat(files[0].Name); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o640 {
			t.Errorf("the mode is %v, %v", info.Mode(), err)
		}
	})
	t.Run("one is read-only", func(t *testing.T) {
		files, want := twoFiles(t)
		if err := os.Chmod(files[1].Name, 0o444); err != nil {
			t.Fatal(err)
		}
		if err := WriteAll(files); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), files[1].Name) {
			t.Errorf("the error is %v", err)
		}
		want("old a", "old b")
	})
	t.Run("one has changed", func(t *testing.T) {
		files, want := twoFiles(t)
		if err := os.WriteFile(files[1].Name, []byte("odd b"), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := WriteAll(files); !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), files[1].Name) {
			t.Errorf("the error is %v", err)
		}
		want("old a", "odd b")
	})
	t.Run("one is gone", func(t *testing.T) {
		files, want := twoFiles(t)
		if err := os.Remove(files[1].Name); err != nil {
			t.Fatal(err)
		}
		if err := WriteAll(files); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the error is %v", err)
		}
		if err := os.WriteFile(files[1].Name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		want("old a", "")
	})
	t.Run("one is a link now", func(t *testing.T) {
		files, want := twoFiles(t)
		other := filepath.Join(t.TempDir(), "other")
		if err := errors.Join(os.Rename(files[1].Name, other), os.Symlink(other, files[1].Name)); err != nil {
			t.Skip(err)
		}
		if err := WriteAll(files); !errors.Is(err, ErrChanged) {
			t.Errorf("the error is %v", err)
		}
		want("old a", "old b")
	})
	t.Run("one cannot be replaced", func(t *testing.T) {
		files, want := twoFiles(t)
		w := writer{dirs: make(map[string]string)}
		for _, f := range files {
			if err := w.prepare(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(w.pending[1].new); err != nil {
			t.Fatal(err)
		}
		if err := w.replace(); err == nil || !strings.Contains(err.Error(), files[1].Name) {
			t.Errorf("the error is %v", err)
		}
		if err := w.remove(); err != nil {
			t.Fatal(err)
		}
		want("old a", "old b")
	})
	t.Run("one cannot be put back", func(t *testing.T) {
		files, _ := twoFiles(t)
		w := writer{dirs: make(map[string]string)}
		for _, f := range files {
			if err := w.prepare(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(os.Remove(w.pending[1].new), os.Remove(w.pending[0].old), w.write(nil)); err == nil {
			t.Fatal("nothing fails")
		} else if got := err.Error(); !strings.Contains(got, files[0].Name+" is changed") {
			t.Errorf("the error is %v", err)
		}
	})
}
