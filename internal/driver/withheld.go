package driver

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/untrusted"
)

// A line number behind what may be the name of a file.
var numbered = regexp.MustCompile(`:\d+`)

// words is how many words of a line may be the name of a file.
const words = 20

// oneLine returns what the go command says of errors, in one line. It follows symbolic links, and its errors quote
// what is in a file; of one that such a link puts in a module, nothing is shown.
func (d goDir) oneLine(text string) string {
	if err := d.withheld(text); err != nil {
		return err.Error()
	}
	return report.OneLine(text)
}

// at is oneLine for an error with a place, which may be "".
func (d goDir) at(pos, text string) string {
	if !strings.Contains(pos, ":") {
		return d.oneLine(text)
	}
	if err := d.withheld(pos + ": " + text); err != nil {
		return err.Error()
	}
	return d.relative(pos) + ": " + report.OneLine(text)
}

// withheld returns an error to show instead of a text, or nil if the text may be shown.
func (d goDir) withheld(text string) error {
	for line := range strings.Lines(text) {
		for _, at := range numbered.FindAllStringIndex(line, -1) {
			name := strings.TrimSpace(line[:at[0]])
			for range words {
				if err := untrusted.CheckLinks(d.absolute(name)); name != "" && err != nil {
					return fmt.Errorf("%s: %w, so what the go command says of it is not shown", d.relative(name), err)
				}
				i := strings.IndexAny(name, " \t")
				if i < 0 {
					break
				}
				name = name[i+1:]
			}
		}
	}
	return nil
}

// absolute returns the absolute name of a file that the go command names, or the name if the working directory is gone.
func (d goDir) absolute(name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(d.dir, name)
	}
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}
