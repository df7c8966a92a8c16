package findings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ReadRecord reads a table of tabs that begins with the line head, which ends in a newline, and calls row with the
// fields of each line that is not empty. A file that is not there has none.
func ReadRecord(file, head string, row func(fields []string) error) error {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	text, ok := strings.CutPrefix(string(data), head)
	if !ok {
		return fmt.Errorf("%s:1: want %q", file, head)
	}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" {
			continue
		}
		fields := strings.Split(line, "\t")
		if want := strings.Count(head, "\t") + 1; len(fields) != want {
			return fmt.Errorf("%s:%d: %d fields, want %d", file, i+2, len(fields), want)
		}
		if err := row(fields); err != nil {
			return fmt.Errorf("%s:%d: %w", file, i+2, err)
		}
	}
	return nil
}

// WriteRecord writes text to file, as a whole or not at all, and makes the folder if it has to.
func WriteRecord(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	part := file + ".part"
	if err := os.WriteFile(part, []byte(text), 0o666); err != nil {
		return err
	}
	return os.Rename(part, file)
}
