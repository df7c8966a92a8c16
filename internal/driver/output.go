package driver

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/httpleak/httpleak/internal/fix"
	"github.com/httpleak/httpleak/internal/htmlpage"
	"github.com/httpleak/httpleak/internal/report"
	"github.com/httpleak/httpleak/internal/untrusted"
	"github.com/httpleak/httpleak/internal/visible"
)

// write prints the findings in the form that cmd asks for, to the file that it
// asks for, and the page. Such files are written as a whole or not at all.
func write(stdout, stderr io.Writer, cmd *command, out *outcome) error {
	if cmd.output == "" {
		if err := writeForm(stdout, cmd, out, terminalOf(stdout)); err != nil {
			return fmt.Errorf("writing the findings: %w", err)
		}
	} else {
		var text bytes.Buffer
		if err := writeForm(&text, cmd, out, terminal{}); err != nil {
			return fmt.Errorf("writing the findings: %w", err)
		}
		if err := fix.Write(cmd.output, text.Bytes()); err != nil {
			return err
		}
	}
	if cmd.html != "" {
		var text bytes.Buffer
		if err := htmlpage.Write(&text, cmd.run(out)); err != nil {
			return fmt.Errorf("writing the page: %w", err)
		}
		if err := fix.Write(cmd.html, text.Bytes()); err != nil {
			return err
		}
	}
	if cmd.form == formText && cmd.explains(terminalOf(stderr)) && !cmd.fix {
		text := report.Summary(out.found)
		switch {
		case len(out.errors()) == 0:
		case len(out.dirs) == 0:
			text = "nothing was analysed"
		case len(out.found) == 0:
			text += " in what could be analysed"
		default:
			text += ", in what could be analysed"
		}
		if out.known > 0 {
			text += fmt.Sprintf(" (%d known by the baseline)", out.known)
		}
		say(stderr, "%s", text)
	}
	return nil
}

// say writes a line for the user to w, with what is not printable escaped: it may come from the code that
// is analysed.
func say(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "httpleak: %s\n", visible.Text(fmt.Sprintf(format, args...)))
}

// checkOutput returns an error if a file to write is one outside of the module though its name is one inside:
// who can put a symbolic link there is not to say which file is written.
func (cmd *command) checkOutput() error {
	for _, name := range []string{cmd.output, cmd.html} {
		if name == "" {
			continue
		}
		if err := untrusted.CheckLinks(name); err != nil {
			return fmt.Errorf("output %s: %w", name, err)
		}
	}
	return nil
}

// run returns what there is to say of a run.
func (cmd *command) run(out *outcome) *report.Run {
	return &report.Run{
		Found: out.found, Errors: out.errors(), Unsearched: out.unsearched,
		Analyzers: cmd.all, Version: toolVersion(),
		Name: relative, Read: out.sources.read,
	}
}

// checkFiles returns an error if a file that the command line asks for cannot be written, as there is no folder for
// it: that is to be known before the analysis.
func (cmd *command) checkFiles() error {
	for _, f := range []struct{ flag, name string }{{"o", cmd.output}, {"html", cmd.html}} {
		if f.name == "" {
			continue
		}
		if info, err := os.Stat(f.name); err == nil && info.IsDir() {
			return fmt.Errorf("flag -%s: %s is a folder", f.flag, f.name)
		}
		if info, err := os.Stat(filepath.Dir(f.name)); err != nil || !info.IsDir() {
			return fmt.Errorf("flag -%s: there is no folder %s", f.flag, filepath.Dir(f.name))
		}
	}
	return nil
}

func writeForm(w io.Writer, cmd *command, out *outcome, term terminal) error {
	switch cmd.form {
	case formJSON:
		return report.JSON(w, cmd.run(out))
	case formSARIF:
		return report.SARIF(w, cmd.run(out))
	case formGitHub:
		return report.GitHub(w, out.found, relative)
	case formGitLab:
		return report.GitLab(w, out.found, relative, out.sources.read)
	}
	style := report.Style{Color: cmd.colors(term), Width: term.width}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		style.Width = n
	}
	if cmd.explains(term) {
		return report.Explain(w, out.found, style, relative, out.sources.read)
	}
	return report.Text(w, out.found, relative)
}

// explains reports whether to show the source on term.
func (cmd *command) explains(term terminal) bool {
	if cmd.explain != nil {
		return *cmd.explain
	}
	return term.is
}

// colors reports whether to colour what goes to term.
func (cmd *command) colors(term terminal) bool {
	switch cmd.color {
	case "always":
		return true
	case "never":
		return false
	}
	return term.is && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// A terminal says whether output goes to one, and how wide it is.
type terminal struct {
	is    bool
	width int // columns, 0 if that is not known
}

func terminalOf(w io.Writer) terminal {
	if file, ok := w.(*os.File); ok {
		return terminalAt(file)
	}
	return terminal{}
}
