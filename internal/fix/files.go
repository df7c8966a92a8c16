package fix

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// ErrChanged says that a file is not what it was when it was analysed.
var ErrChanged = errors.New("it has changed since it was analysed")

// WriteAll gives each file its new content, or leaves all of them as they are and returns an error. It
// wants regular files that may be written and still have the old content. They keep their mode, and their
// owner where that is possible.
//
// Everything is written beside the files before the first of them is replaced, so that what
// can fail fails then. If replacing one fails after all, those before it are put back.
func WriteAll(files []File) error {
	w := writer{dirs: make(map[string]string)}
	err := w.write(files)
	if failed := w.remove(); err == nil {
		err = failed
	}
	return err
}

// A writer writes files as one.
type writer struct {
	dirs    map[string]string // temporary folders, by the folder that they are in
	pending []pending
}

// A pending file is one whose new content is written, but not in its place.
type pending struct {
	name     string
	new, old string // files that hold what it is to hold, and what it holds
}

func (w *writer) write(files []File) error {
	for _, f := range files {
		if err := w.prepare(f); err != nil {
			return fmt.Errorf("no file is changed: %w", err)
		}
	}
	return w.replace()
}

// replace puts what is written in its place.
func (w *writer) replace() error {
	for i, p := range w.pending {
		if err := os.Rename(p.new, p.name); err != nil {
			return w.back(i, &os.PathError{Op: "write", Path: p.name, Err: cause(err)})
		}
	}
	return nil
}

// prepare writes the new content of a file next to it, and keeps the old one there.
func (w *writer) prepare(f File) error {
	info, err := check(f)
	if err != nil {
		return err
	}
	dir, err := w.folder(filepath.Dir(f.Name))
	if err != nil {
		return &os.PathError{Op: "open", Path: f.Name, Err: cause(err)}
	}
	name := filepath.Join(dir, strconv.Itoa(len(w.pending)))
	p := pending{f.Name, name + ".new", name + ".old"}
	if err := writeLike(info, p.new, f.New); err != nil {
		return &os.PathError{Op: "write", Path: f.Name, Err: cause(err)}
	}
	if os.Link(f.Name, p.old) != nil { // there are file systems without hard links
		if err := writeLike(info, p.old, f.Old); err != nil {
			return &os.PathError{Op: "write", Path: f.Name, Err: cause(err)}
		}
	}
	w.pending = append(w.pending, p)
	return nil
}

// check returns what f is, if it may be written and is as it was read.
func check(f File) (fs.FileInfo, error) {
	info, err := os.Lstat(f.Name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w: it is no regular file any more", f.Name, ErrChanged)
	case info.Mode()&0o200 == 0: // who may write everything should not, either
		return nil, &os.PathError{Op: "open", Path: f.Name, Err: fs.ErrPermission}
	}
	file, err := os.OpenFile(f.Name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := os.ReadFile(f.Name)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(data, f.Old) {
		return nil, fmt.Errorf("%s: %w", f.Name, ErrChanged)
	}
	return info, nil
}

// folder returns the temporary folder in dir.
func (w *writer) folder(dir string) (string, error) {
	if tmp := w.dirs[dir]; tmp != "" {
		return tmp, nil
	}
	tmp, err := os.MkdirTemp(dir, ".httpleak-*")
	if err == nil {
		w.dirs[dir] = tmp
	}
	return tmp, err
}

// writeLike writes a file with the mode and owner of another one.
func writeLike(other fs.FileInfo, name string, data []byte) error {
	if err := os.WriteFile(name, data, 0o600); err != nil {
		return err
	}
	keepOwner(name, other)
	return os.Chmod(name, other.Mode()&(fs.ModePerm|fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky))
}

// back puts the first n files back, after err.
func (w *writer) back(n int, err error) error {
	for _, p := range w.pending[:n] {
		if failed := os.Rename(p.old, p.name); failed != nil {
			delete(w.dirs, filepath.Dir(p.name)) // it has what was in the file
			err = fmt.Errorf("%w; %s is changed, %s has what was in it: %w", err, p.name, p.old, cause(failed))
		}
	}
	return err
}

// remove removes the temporary folders.
func (w *writer) remove() error {
	var first error
	for _, dir := range w.dirs {
		first = cmp.Or(first, os.RemoveAll(dir))
	}
	return first
}
