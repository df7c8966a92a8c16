package main

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A comment is one that names bodyclose.
type comment struct {
	file   string // below the folder of the module, with slashes
	line   int
	unused bool
	hides  []hidden
}

// A hidden is a finding that a comment silences.
type hidden struct {
	finding string // line:column message
	verdict string // "true", "false" or "?"
	why     string
}

var names = regexp.MustCompile(`^// *nolint:[^/]*\bbodyclose\b`)

// find returns the comments in the Go files below dir, in order. Those of other modules in
// it, and of folders that the go command does not look at, do not count.
func find(dir string) ([]*comment, error) {
	var list []*comment
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if name := d.Name(); path != dir && (name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")) {
				return fs.SkipDir
			}
			return nil
		case filepath.Ext(path) != ".go":
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				if names.MatchString(c.Text) {
					list = append(list, &comment{file: filepath.ToSlash(rel), line: fset.PositionFor(c.Pos(), false).Line})
				}
			}
		}
		return nil
	})
	return list, err
}

var silenced = regexp.MustCompile(`^(.*) \(silenced by .* at line (\d+)\)$`)

// read notes in the comments what the command says of them, in JSON.
func read(out []byte, comments []*comment) error {
	var report struct {
		Findings []struct {
			File, Category, Message string
			Line, Column            int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return err
	}
	at := func(file string, line int) *comment {
		for _, c := range comments {
			if c.file == filepath.ToSlash(file) && c.line == line {
				return c
			}
		}
		return nil
	}
	for _, f := range report.Findings {
		if f.Category == "unused-ignore" {
			if c := at(f.File, f.Line); c != nil {
				c.unused = true
			}
		} else if m := silenced.FindStringSubmatch(f.Message); m != nil {
			line, err := strconv.Atoi(m[2])
			if err != nil {
				return err
			}
			if c := at(f.File, line); c != nil {
				c.hides = append(c.hides, hidden{fmt.Sprintf("%d:%d %s", f.Line, f.Column, m[1]), "?", "not judged yet"})
			}
		}
	}
	return nil
}

var goldenLine = regexp.MustCompile(`^(\S+:\d+) silences (\d+:\d+ .*) => (true|false|\?): (.*\S)$`)

// judge gives what comments hide the verdicts of a golden file.
func judge(comments []*comment, golden string) error {
	for i, line := range strings.Split(strings.TrimSuffix(golden, "\n"), "\n") {
		if line == "" || strings.HasSuffix(line, " silences nothing") || strings.HasSuffix(line, " undecided") {
			continue
		}
		m := goldenLine.FindStringSubmatch(line)
		if m == nil {
			return fmt.Errorf("line %d: want \"file:line silences line:column message => true|false|?: reason\"", i+1)
		}
		for _, c := range comments {
			for i := range c.hides {
				if h := &c.hides[i]; fmt.Sprintf("%s:%d", c.file, c.line) == m[1] && h.finding == m[2] {
					h.verdict, h.why = m[3], m[4]
				}
			}
		}
	}
	return nil
}

// format returns what a golden file has to say of the comments.
func format(comments []*comment) string {
	var text strings.Builder
	for _, c := range comments {
		place := fmt.Sprintf("%s:%d", c.file, c.line)
		switch {
		case c.unused:
			fmt.Fprintf(&text, "%s silences nothing\n", place)
		case len(c.hides) == 0:
			fmt.Fprintf(&text, "%s undecided\n", place)
		}
		for _, h := range c.hides {
			fmt.Fprintf(&text, "%s silences %s => %s: %s\n", place, h.finding, h.verdict, h.why)
		}
	}
	return text.String()
}

// count counts the comments by what they do: silence nothing, hide what is true, false
// or not judged (the first of it that there is), or undecided.
func count(comments []*comment) map[string]int {
	n := make(map[string]int)
	for _, c := range comments {
		what := "undecided"
		if c.unused {
			what = "nothing"
		}
		for _, verdict := range []string{"false", "?", "true"} {
			for _, h := range c.hides {
				if h.verdict == verdict {
					what = verdict
				}
			}
		}
		n[what]++
	}
	return n
}
