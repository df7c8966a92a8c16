package driver

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestScratch(t *testing.T) {
	parent := t.TempDir()
	names := func() []string {
		t.Helper()
		entries, err := os.ReadDir(parent)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	start := func() *scratch {
		t.Helper()
		s, err := newScratch(parent)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	// What only looks like a folder of a run stays.
	outside := filepath.Join(t.TempDir(), "outside")
	for _, name := range []string{outside, filepath.Join(parent, scratchPrefix+"other"), filepath.Join(parent, "httpleak-else")} {
		if err := os.MkdirAll(name, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(name, "file"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(outside, lockName), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(parent, scratchPrefix+"file"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(parent, scratchPrefix+"link")); err != nil {
		t.Logf("no symbolic links here: %v", err)
	}
	others := names()

	alive, dead := start(), start()
	if dead.lock == nil {
		t.Skip("files cannot be locked here")
	}
	file, err := dead.file("", []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	dead.lock.Close() // as the end of a process does
	if err := os.Mkdir(filepath.Join(parent, scratchPrefix+"empty"), 0o777); err != nil {
		t.Fatal(err)
	}
	start().remove()
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a stale file is there: %v", err)
	}
	want := slices.Sorted(slices.Values(append(slices.Clone(others), filepath.Base(alive.dir))))
	if got := names(); !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
	alive.remove()
	if got := names(); !slices.Equal(got, others) {
		t.Errorf("left are %v, want %v", got, others)
	}
	if _, err := os.Stat(filepath.Join(outside, "file")); err != nil {
		t.Errorf("what a link leads to is gone: %v", err)
	}
}
