package driver

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
)

// lockNew makes the file called name and keeps it open. As long as it is, Windows removes it for nobody.
func lockNew(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errTaken
	}
	return file, err
}

// lockDead reports whether nobody has the file called name open, which it removes.
func lockDead(name string) (release func(), dead bool) {
	return func() {}, os.Remove(name) == nil
}

func (s *scratch) inherit(*exec.Cmd) {} // a child has no use for it

// ownedByUs reports whether a file belongs to the user: the folder for temporary files is the user's own.
func ownedByUs(fs.FileInfo) bool { return true }
