package driver

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A hidden is what the go command is to take for not there: test files that do
// not compile, so that the rest of their packages is analysed.
type hidden struct {
	files map[string]string // an overlay, as the go command reads it: no file for each of these names
	name  string            // the temporary file that says so, "" if there is none yet
}

// hide adds the test files of p.
func (h *hidden) hide(p *listed) {
	if h.files == nil {
		h.files = make(map[string]string)
	}
	for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles, p.InvalidGoFiles) {
		if strings.HasSuffix(name, "_test.go") {
			h.files[filepath.Join(p.Dir, name)] = ""
		}
	}
}

// flags returns the flags that hide the files. [hidden.remove] has to be called
// when they are no longer used.
func (h *hidden) flags() ([]string, error) {
	if len(h.files) == 0 {
		return nil, nil
	}
	h.remove()
	data, err := json.Marshal(map[string]any{"Replace": h.files})
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "httpleak-*.json")
	if err != nil {
		return nil, err
	}
	h.name = file.Name()
	_, err = file.Write(data)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return []string{"-overlay=" + h.name}, err
}

// remove removes the temporary file.
func (h *hidden) remove() {
	if h.name != "" {
		os.Remove(h.name)
		h.name = ""
	}
}

// canHide reports whether the go command in d takes an overlay. There is one
// only; a user who has one needs it.
func (d goDir) canHide(ctx context.Context) bool {
	flags, err := d.output(ctx, "env", "GOFLAGS")
	return err == nil && !strings.Contains(string(flags), "-overlay")
}
