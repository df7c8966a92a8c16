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
	"slices"
	"syscall"
)

// How many bytes files may have. They are smaller by far.
const (
	MaxSource   = 16 << 20  // of Go
	MaxSettings = 256 << 10 // of settings, and go.mod files
	MaxKnown    = 16 << 20  // findings
)

// Inside reports whether a name is below the folder root, or root itself, as far
// as the names say. Both are absolute.
func Inside(root, name string) bool {
	rel, err := filepath.Rel(root, name)
	return err == nil && filepath.IsLocal(rel)
}

// Read returns what is in the file called name, which has to be inside root, also after
// symbolic links, and have up to limit bytes. Root itself may be a symbolic link.
// An error says what is wrong, and does not name the file.
func Read(root, name string, limit int) ([]byte, error) {
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
	return regular(file, limit)
}

// ReadNamed returns what is in a file that the user names. It may be anywhere; but if the name is
// one inside a module, which others may have filled, it is read as by [Read].
func ReadNamed(name string, limit int) ([]byte, error) {
	name, module, err := place(name)
	if err != nil {
		return nil, err
	}
	if module != "" {
		return Read(module, name, limit)
	}
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, cause(err)
	}
	return regular(file, limit)
}

// CheckLinks returns an error if a file is outside of a module though its name is one inside: by way of a
// symbolic link. To write to it, where there is one or not, would change something that who
// can put a link there is not to choose.
func CheckLinks(name string) error {
	name, module, err := place(name)
	if err != nil || module == "" {
		return err
	}
	real, err := target(name)
	if errors.Is(err, fs.ErrNotExist) { // the folder: who writes will say so
		return nil
	}
	if err != nil {
		return cause(err)
	}
	realModule, err := filepath.EvalSymlinks(module)
	if err != nil {
		return cause(err)
	}
	if !Inside(realModule, real) {
		return leadsOut(module)
	}
	return nil
}

// place returns the absolute name of a file and the module that it is in as far as the name
// says, or "".
func place(name string) (abs, module string, err error) {
	if !filepath.IsAbs(name) {
		dir, err := os.Getwd()
		if err == nil {
			dir, err = filepath.EvalSymlinks(dir)
		}
		if err != nil {
			return "", "", err
		}
		name = filepath.Join(dir, name)
	}
	name = filepath.Clean(name)
	return name, Module(filepath.Dir(name)), nil
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
func regular(file *os.File, limit int) ([]byte, error) {
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
	case info.Size() > int64(limit):
		return nil, tooLarge(limit)
	}
	data, err := io.ReadAll(io.LimitReader(file, int64(limit)+1))
	if err != nil {
		return nil, cause(err)
	}
	if len(data) > limit { // as files in /proc, which say that they have no size
		return nil, tooLarge(limit)
	}
	return data, nil
}

func tooLarge(limit int) error { return fmt.Errorf("it has more than %d bytes", limit) }

func leadsOut(root string) error {
	return fmt.Errorf("it is a symbolic link, or in one, that leads out of %s", root)
}

// linked says of an error in opening a file that is there that a link is the reason.
func linked(root, name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	real, errName := filepath.EvalSymlinks(name)
	realRoot, errRoot := filepath.EvalSymlinks(root)
	if errName == nil && errRoot == nil && !Inside(realRoot, real) {
		return leadsOut(root)
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

// Module returns the folder of the module that the folder dir, which is absolute, is in, or "" if it is
// in none. If a symbolic link leads from one module into another, it is the first.
func Module(dir string) string {
	folders := []string{dir}
	for up := filepath.Dir(dir); up != folders[0]; up = filepath.Dir(up) {
		folders = slices.Insert(folders, 0, up)
	}
	module := ""
	for _, folder := range folders {
		info, err := os.Lstat(folder)
		if module != "" && err == nil && info.Mode()&fs.ModeSymlink != 0 {
			break
		}
		if mod, err := os.Lstat(filepath.Join(folder, "go.mod")); err == nil && !mod.IsDir() {
			module = folder
		}
	}
	return module
}
