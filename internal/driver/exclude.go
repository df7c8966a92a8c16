package driver

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
)

// patterns is the flag -exclude: what to leave out.
type patterns []pattern

// A pattern matches whole import paths or, if it begins with "." or "/" or
// ends in ".go", names of files.
type pattern struct {
	text string
	file bool
	re   *regexp.Regexp
}

func (ps *patterns) String() string {
	var texts []string
	for _, p := range *ps {
		texts = append(texts, p.text)
	}
	return strings.Join(texts, " ")
}

// isFilePattern reports whether a pattern is about files, not import paths.
func isFilePattern(s string) bool {
	return filepath.IsAbs(s) || s == "." || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") || strings.HasSuffix(s, ".go")
}

func (ps *patterns) Set(s string) error {
	if s == "" {
		return errors.New("empty pattern")
	}
	p := pattern{text: s}
	p.file = isFilePattern(s)
	if p.file {
		abs, err := filepath.Abs(filepath.FromSlash(s))
		if err != nil {
			return err
		}
		s = filepath.ToSlash(abs)
	}
	// As the go command has it, x/... matches x too. A folder is all that is below.
	re := regexp.QuoteMeta(s)
	re = strings.ReplaceAll(re, `\*`, `[^/]*`)
	if below, ok := strings.CutSuffix(re, `/\.\.\.`); ok {
		re = below + `(/.*)?`
	}
	re = strings.ReplaceAll(re, `\.\.\.`, `.*`)
	if p.file && !strings.HasSuffix(s, ".go") {
		re += `(/.*)?`
	}
	var err error
	p.re, err = regexp.Compile(`^` + re + `$`)
	*ps = append(*ps, p)
	return err
}

// pkg reports whether the package with this import path is left out.
func (ps patterns) pkg(path string) bool {
	return slices.ContainsFunc(ps, func(p pattern) bool { return !p.file && p.re.MatchString(path) })
}

// file reports whether the file with this absolute name is left out.
func (ps patterns) file(name string) bool {
	name = filepath.ToSlash(name)
	return slices.ContainsFunc(ps, func(p pattern) bool { return p.file && p.re.MatchString(name) })
}

// wanted returns the findings that cmd asks for.
func (cmd *command) wanted(found []report.Finding, read func(file string) ([]byte, error)) []report.Finding {
	generated := make(map[string]bool)
	return slices.DeleteFunc(found, func(f report.Finding) bool {
		if f.Level > cmd.level || cmd.exclude.pkg(f.Package) || cmd.exclude.file(f.Pos.File) {
			return true
		}
		if cmd.generated {
			return false
		}
		file := f.Parsed().Pos.File
		is, known := generated[file]
		if !known {
			is = isGenerated(file, read)
			generated[file] = is
		}
		return is
	})
}

// isGenerated reports whether a file says that it is generated.
func isGenerated(file string, read func(file string) ([]byte, error)) bool {
	src, err := read(file)
	if err != nil {
		return false
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), file, src, parser.PackageClauseOnly|parser.ParseComments)
	return err == nil && ast.IsGenerated(syntax)
}
