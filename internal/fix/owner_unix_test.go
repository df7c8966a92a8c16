//go:build unix

package fix

import (
	"os"
	"syscall"
	"testing"
)

func TestWriteAllKeepsOwner(t *testing.T) {
	const other = 1234
	files, want := twoFiles(t)
	for _, f := range files {
		if err := os.Chown(f.Name, other, other); err != nil {
			t.Skip(err) // only root may
		}
	}
	if err := WriteAll(files); err != nil {
		t.Fatal(err)
	}
	want("new a", "new b")
	for _, f := range files {
		info, err := os.Stat(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if stat := info.Sys().(*syscall.Stat_t); stat.Uid != other || stat.Gid != other || info.Mode() != 0o640 {
			t.Errorf("%s is of %d, %d, %v", f.Name, stat.Uid, stat.Gid, info.Mode())
		}
	}
}
