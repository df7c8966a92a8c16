package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/httpleak/httpleak/internal/visible"
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
	fmt.Fprintf(w, "%s%s: %s (%s)\n", visible.File(name(f.Pos.File)), f.Pos.inFile(), visible.Text(f.Message), f.Rule())
}
