//go:build unix

package untrusted

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipe wants an error for a pipe, without waiting for somebody who writes to it.
func TestPipe(t *testing.T) {
	root := t.TempDir()
	pipe := filepath.Join(root, "pipe")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Skip(err)
	}
	const want = "it is no regular file, but a device or a pipe"
	if _, err := Read(root, pipe, limit); err == nil || err.Error() != want {
		t.Errorf("in the folder: %v", err)
	}
	if _, err := ReadNamed(pipe, limit); err == nil || err.Error() != want {
		t.Errorf("elsewhere: %v", err)
	}
}
