package driver

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
)

// A hidden is what the go command is to take for other than it is: test files that do
// not compile are not there, so that the rest of their packages is analysed, and others are there besides.
type hidden struct {
	files map[string]bool   // by name: those that are hidden
	added map[string]string // by name: what is in those that are added
}

// hide hides the test files of p.
func (h *hidden) hide(p *listed) {
	if h.files == nil {
		h.files = make(map[string]bool)
	}
	for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles, p.InvalidGoFiles) {
		if strings.HasSuffix(name, "_test.go") {
			h.files[filepath.Join(p.Dir, name)] = true
		}
	}
}

// flags returns the flags for the go command, an overlay. What it reads is in s.
func (h *hidden) flags(s *scratch) ([]string, error) {
	if len(h.files)+len(h.added) == 0 {
		return nil, nil
	}
	replace := make(map[string]string) // by name: the file that has the content, "" for none
	for name := range h.files {
		replace[name] = ""
	}
	for name, content := range h.added {
		file, err := s.file(".go", []byte(content))
		if err != nil {
			return nil, err
		}
		replace[name] = file
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	file, err := s.file(".json", data)
	return []string{"-overlay=" + file}, err
}

// canHide reports whether the go command in d takes an overlay. There is one
// only; a user who has one needs it.
func (d goDir) canHide(ctx context.Context) bool {
	flags, err := d.output(ctx, "env", "GOFLAGS")
	return err == nil && !strings.Contains(string(flags), "-overlay")
}
