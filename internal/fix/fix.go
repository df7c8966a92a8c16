// Package fix applies the fixes of findings to files.
package fix

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"

	"github.com/httpleak/httpleak/internal/report"
)

// A Plan is what is to change.
type Plan struct {
	Files []File           // by name
	Fixed []report.Finding // that the changes are for
	Left  []report.Finding // that have no fix, or one that does not go with another's
}

// A File is one that changes.
type File struct {
	Name     string
	Old, New []byte
}

// Make returns the changes that apply the first fix of each finding. A fix is
// applied as a whole, and not at all if it touches what another one changes.
// Files that change are formatted. An error is one of read.
func Make(found []report.Finding, read func(file string) ([]byte, error)) (Plan, error) {
	var p Plan
	edits := make(map[string][]report.Edit)
	old := make(map[string][]byte)
	for _, f := range found {
		if len(f.Fixes) == 0 {
			p.Left = append(p.Left, f)
			continue
		}
		next := make(map[string][]report.Edit)
		for _, e := range joined(f.Fixes[0].Edits) {
			if old[e.File] == nil {
				data, err := read(e.File)
				if err != nil {
					return Plan{}, err
				}
				old[e.File] = data
			}
			if next[e.File] == nil {
				next[e.File] = slices.Clone(edits[e.File])
			}
			if !slices.Contains(next[e.File], e) {
				next[e.File] = append(next[e.File], e)
			}
		}
		ok := true
		for file, list := range next {
			_, good := apply(old[file], list)
			ok = ok && good
		}
		if !ok {
			p.Left = append(p.Left, f)
			continue
		}
		p.Fixed = append(p.Fixed, f)
		for file, list := range next {
			edits[file] = list
		}
	}
	for file, list := range edits {
		changed, _ := apply(old[file], list)
		p.Files = append(p.Files, File{file, old[file], changed})
	}
	slices.SortFunc(p.Files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return p, nil
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

// apply returns src after edits, formatted. It reports false if two of them
// touch each other, or the outcome is no Go.
func apply(src []byte, edits []report.Edit) ([]byte, bool) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b report.Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	var out bytes.Buffer
	at := 0
	for i, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(src) || i > 0 && e.Start == edits[i-1].Start {
			return nil, false
		}
		out.Write(src[at:e.Start])
		out.WriteString(e.New)
		at = e.End
	}
	out.Write(src[at:])
	formatted, err := format.Source(out.Bytes())
	return formatted, err == nil
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
