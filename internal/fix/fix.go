// Package fix applies the fixes of findings to files.
package fix

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/httpleak/httpleak/internal/report"
)

// A Plan is what is to change.
type Plan struct {
	Files  []File           // by name
	Fixed  []report.Finding // that the changes are for
	Left   []report.Finding // that have no fix, or one that is not possible beside those of others
	Unread []error          // why a file that a fix would change is left alone, one for each such file
}

// A File is one that changes.
type File struct {
	Name     string
	Old, New []byte
}

// Make returns the changes that apply the first fix of each finding. A fix is
// applied as a whole, and not at all if it touches what another one changes, or if
// read has an error for a file of it.
//
// Files that change are formatted. They keep their line ends, and the byte order mark if they
// have one.
func Make(found []report.Finding, read func(file string) ([]byte, error)) Plan {
	m := maker{read: read, sources: make(map[string]*source), careful: make(map[string]bool)}
	for !m.try(found) {
		// Some files would be no Go, so m will be careful with them.
	}
	return m.plan
}

// A maker makes a plan.
type maker struct {
	plan    Plan
	read    func(file string) ([]byte, error)
	sources map[string]*source       // by name; nil for those that cannot be read
	edits   map[string][]report.Edit // that are planned, by file, in order
	careful map[string]bool          // files for which each fix is tried, which takes time
}

// try makes a plan of all fixes that do not stand in each other's way. It reports false if
// a file would be no Go after them.
func (m *maker) try(found []report.Finding) bool {
	m.plan = Plan{Unread: m.plan.Unread}
	m.edits = make(map[string][]report.Edit)
	for _, f := range found {
		if len(f.Fixes) > 0 && m.add(f.Fixes[0]) {
			m.plan.Fixed = append(m.plan.Fixed, f)
		} else {
			m.plan.Left = append(m.plan.Left, f)
		}
	}
	good := true
	for file, list := range m.edits {
		src := m.sources[file]
		changed, ok := src.apply(list)
		if !ok {
			m.careful[file] = true
			good = false
		}
		m.plan.Files = append(m.plan.Files, File{file, src.data, changed})
	}
	slices.SortFunc(m.plan.Files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return good
}

// source returns what is in a file, or nil if it is to be left alone.
func (m *maker) source(file string) *source {
	src, ok := m.sources[file]
	if !ok {
		data, err := m.read(file)
		if err == nil {
			src = newSource(data)
		} else {
			m.plan.Unread = append(m.plan.Unread, err)
		}
		m.sources[file] = src
	}
	return src
}

// add adds the edits of a fix to the plan, unless they are not possible.
func (m *maker) add(fix report.Fix) bool {
	next := make(map[string][]report.Edit)
	for _, e := range joined(fix.Edits) {
		src := m.source(e.File)
		if src == nil {
			return false
		}
		list, ok := next[e.File]
		if !ok {
			list = slices.Clone(m.edits[e.File])
		}
		if next[e.File], ok = src.insert(list, e); !ok {
			return false
		}
	}
	for file, list := range next {
		if !m.careful[file] {
			continue
		}
		if _, ok := m.sources[file].apply(list); !ok {
			return false
		}
	}
	maps.Copy(m.edits, next)
	return true
}

// joined returns the edits of one fix with those joined that insert text where
// another one starts: what comes first is given then, while between fixes it is not.
func joined(edits []report.Edit) []report.Edit {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b report.Edit) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var out []report.Edit
	for _, e := range edits {
		if last := len(out) - 1; last >= 0 && out[last].File == e.File && out[last].End == e.Start && out[last].Start == e.Start {
			e.New = out[last].New + e.New
			out[last] = e
			continue
		}
		out = append(out, e)
	}
	return out
}

// Write puts data into a file, as a whole or not at all: it is written
// next to it and takes its place. A file that is there keeps its mode.
func Write(file string, data []byte) error {
	if link, err := filepath.EvalSymlinks(file); err == nil {
		file = link
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(file); err == nil {
		if !info.Mode().IsRegular() { // a device or a pipe: there is nothing to replace
			return os.WriteFile(file, data, mode)
		}
		mode = info.Mode().Perm()
		if mode&0o200 == 0 {
			return fmt.Errorf("open %s: %w", file, os.ErrPermission)
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".httpleak-*")
	if err != nil {
		return &os.PathError{Op: "open", Path: file, Err: cause(err)}
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	err = cmp.Or(err, tmp.Chmod(mode), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		tmp.Close()
		return &os.PathError{Op: "write", Path: file, Err: cause(err)}
	}
	return nil
}

// cause returns what went wrong, without the name of the temporary file.
func cause(err error) error {
	switch e := err.(type) {
	case *os.PathError:
		return e.Err
	case *os.LinkError:
		return e.Err
	}
	return err
}
