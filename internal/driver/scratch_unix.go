//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package driver

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// lockNew makes the file called name and locks it until this process, and those that inherit it, end.
func lockNew(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOLCK) {
		return file, nil // a file system without locks; nobody gets one
	}
	ours, statErr := file.Stat()
	there, err2 := os.Lstat(name)
	if err != nil || statErr != nil || err2 != nil || !os.SameFile(ours, there) {
		file.Close()
		return nil, errTaken
	}
	return file, nil
}

// lockDead locks the file called name if nobody else has it locked, and reports whether it could. The lock is
// held until release is called.
func lockDead(name string) (release func(), dead bool) {
	file, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		file.Close()
		return nil, false
	}
	return func() { file.Close() }, true
}

// inherit lets what cmd starts hold the lock of s as well.
func (s *scratch) inherit(cmd *exec.Cmd) {
	if s.lock != nil {
		cmd.ExtraFiles = append(cmd.ExtraFiles, s.lock)
	}
}

// ownedByUs reports whether a file belongs to the user of this process.
func ownedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
