package report

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/internal/visible"
)

// commands are the annotations of GitHub's workflow commands, by level.
var commands = [...]string{Leak: "error", Churn: "warning", Advice: "notice"}

// GitHub writes each finding as a workflow command, which GitHub shows as an
// annotation of the line. Names of files are written as name returns them, with
// slashes: they have to be relative to the root of the repository.
func GitHub(w io.Writer, found []Finding, name func(file string) string) error {
	out := bufio.NewWriter(w)
	for _, f := range found {
		fmt.Fprintf(out, "::%s file=%s,line=%d,col=%d", commands[f.Level], property(visible.Text(filepath.ToSlash(name(f.Pos.File)))), f.Pos.Line, f.Pos.Column)
		if f.End.Line == f.Pos.Line && f.End.Column > f.Pos.Column {
			fmt.Fprintf(out, ",endColumn=%d", f.End.Column)
		} else if f.End.Line > f.Pos.Line {
			fmt.Fprintf(out, ",endLine=%d", f.End.Line)
		}
		text := visible.Text(f.Message)
		for i, s := range f.Steps {
			text += fmt.Sprintf("\n%d. line %d: %s", i+1, s.Pos.Line, visible.Text(s.Message))
		}
		fmt.Fprintf(out, ",title=%s::%s\n", property(f.Rule()), data(text))
	}
	return out.Flush()
}

// data escapes the text of a workflow command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property escapes the value of a parameter of a workflow command.
func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
