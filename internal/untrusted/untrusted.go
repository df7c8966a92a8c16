// Package untrusted reads files whose names or contents come from the code that is
// analysed. Only regular files are read, up to a size, and only inside a folder:
// a symbolic link that leads out of it, a pipe or a device is an error. No error has
// anything of what is in a file.
package untrusted

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// MaxSize is how many bytes a file may have. Files of settings and of Go source are
// smaller by far.
const MaxSize = 16 << 20

// Inside reports whether a name is below the folder root, or root itself, as far
// as the names say. Both are absolute.
func Inside(root, name string) bool {
	rel, err := filepath.Rel(root, name)
	return err == nil && filepath.IsLocal(rel)
}

// Read returns what is in the file called name, which has to be inside root, also after
// symbolic links. It leaves root to the caller: if that is a symbolic link, it is followed.
// An error says what is wrong, and does not name the file.
func Read(root, name string) ([]byte, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if name, err = filepath.Abs(name); err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(root, name)
	if err != nil || !filepath.IsLocal(rel) {
		return nil, fmt.Errorf("it is not in %s", root)
	}
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, cause(err)
	}
	defer dir.Close()
	// Without O_NONBLOCK, a pipe that nobody writes to is waited for.
	file, err := dir.OpenFile(rel, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, linked(root, name, cause(err))
	}
	return regular(file)
}

// ReadNamed returns what is in a file that the user names. It may be anywhere; but if the name is
// one inside root, which the code that is analysed fills, it is read as by [Read].
func ReadNamed(root, name string) ([]byte, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if Inside(root, abs) {
		return Read(root, abs)
	}
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, cause(err)
	}
	return regular(file)
}

// CheckWrite returns an error if to write to a file that the user names would change one outside
// of root though the name is inside: by way of a symbolic link.
func CheckWrite(root, name string) error {
	abs, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if !Inside(root, abs) {
		return nil
	}
	real, err := target(abs)
	if err != nil {
		return cause(err)
	}
	realRoot, err := filepath.EvalSymlinks(root)
	if err != nil {
		return cause(err)
	}
	if !Inside(realRoot, real) {
		return fmt.Errorf("it is a symbolic link, or in one, that leads out of %s", root)
	}
	return nil
}

// target returns where a file is or, if it is not there yet, would be.
func target(name string) (string, error) {
	for range 40 { // symbolic links to what is not there
		real, err := filepath.EvalSymlinks(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return real, err
		}
		dir, err := filepath.EvalSymlinks(filepath.Dir(name))
		if err != nil {
			return "", err
		}
		name = filepath.Join(dir, filepath.Base(name))
		link, err := os.Readlink(name)
		if err != nil {
			return name, nil
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(dir, link)
		}
		name = link
	}
	return "", syscall.ELOOP
}

// regular reads and closes a file.
func regular(file *os.File) ([]byte, error) {
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, cause(err)
	}
	switch {
	case info.IsDir():
		return nil, errors.New("it is a folder, not a file")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file, but a device or a pipe")
	case info.Size() > MaxSize:
		return nil, tooLarge()
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return nil, cause(err)
	}
	if len(data) > MaxSize { // as files in /proc, which say that they have no size
		return nil, tooLarge()
	}
	return data, nil
}

func tooLarge() error { return fmt.Errorf("it has more than %d bytes", MaxSize) }

// linked says of an error in opening a file that is there that a link is the reason.
func linked(root, name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	real, errName := filepath.EvalSymlinks(name)
	realRoot, errRoot := filepath.EvalSymlinks(root)
	if errName == nil && errRoot == nil && !Inside(realRoot, real) {
		return fmt.Errorf("it is a symbolic link, or in one, that leads out of %s", root)
	}
	return err
}

// cause returns an error without the name of the file.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return cmp.Or(path.Err, err)
	}
	return err
}

// Module returns the folder of the module that the folder dir is in, or dir if it
// is in none. It is what the author of a file in dir may be taken to have written.
func Module(dir string) string {
	for up := dir; ; up = filepath.Dir(up) {
		if info, err := os.Lstat(filepath.Join(up, "go.mod")); err == nil && !info.IsDir() {
			return up
		}
		if up == filepath.Dir(up) || strings.TrimSpace(up) == "" {
			return dir
		}
	}
}
