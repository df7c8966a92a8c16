package report

import (
	"bufio"
	"fmt"
	"io"
)

// Text writes a line for each finding: file:line:col: message (analyzer/category).
// Names of files are written as name returns them.
func Text(w io.Writer, found []Finding, name func(file string) string) error {
	out := bufio.NewWriter(w)
	for i := range found {
		writeLine(out, &found[i], name)
	}
	return out.Flush()
}

func writeLine(w io.Writer, f *Finding, name func(string) string) {
	pos := f.Pos
	pos.File = name(pos.File)
	fmt.Fprintf(w, "%s: %s (%s)\n", pos, f.Message, f.Rule())
}
