package driver

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/httpleak/httpleak/internal/config"
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
	used *bool // something matched
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
	p := pattern{text: s, used: new(bool)}
	p.file = isFilePattern(s)
	if err := checkImportPattern(s); err != nil && !p.file {
		return err
	}
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

// checkImportPattern returns an error if s matches no import path that there can be.
func checkImportPattern(s string) error {
	err := module.CheckImportPath(strings.NewReplacer("...", "x", "*", "x").Replace(s))
	var invalid *module.InvalidPathError
	if !errors.As(err, &invalid) {
		return err
	}
	if char, ok := strings.CutPrefix(invalid.Err.Error(), "invalid char "); ok {
		return fmt.Errorf("no import path has a %s in it; what begins with \"./\" is a file or folder", char)
	}
	return invalid.Err
}

// pkg reports whether the package with this import path is left out.
func (ps patterns) pkg(path string) bool { return ps.match(path, false) }

// file reports whether the file with this absolute name is left out.
func (ps patterns) file(name string) bool { return ps.match(filepath.ToSlash(name), true) }

func (ps patterns) match(name string, file bool) bool {
	any := false
	for _, p := range ps {
		if p.file == file && p.re.MatchString(name) {
			*p.used = true
			any = true
		}
	}
	return any
}

// saw marks the patterns that match a package, or files of it, as used.
func (ps patterns) saw(path, dir string, files ...[]string) {
	if len(ps) == 0 {
		return
	}
	ps.pkg(path)
	for _, name := range slices.Concat(files...) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		ps.file(name)
	}
}

// unmatched says which patterns leave nothing out: they may be misspelled, or about what is gone. A configuration file is
// for all that is below its folder, so its patterns need to match only where all of that is looked at.
func (cmd *command) unmatched() []error {
	var errs []error
	var lines []config.Setting // those of the file
	for _, s := range cmd.settings {
		if s.Flag == "exclude" {
			lines = append(lines, s)
		}
	}
	if len(lines) > 0 && (filepath.Dir(cmd.configFile.Name) != "." || !slices.Contains(cmd.args, "./...")) {
		return nil
	}
	for i, p := range cmd.exclude {
		switch {
		case *p.used:
		case len(lines) > 0:
			errs = append(errs, cmd.configFile.Errorf(lines[i].Line, "exclude: nothing matches %q", lines[i].Value))
		default:
			errs = append(errs, fmt.Errorf("flag -exclude: nothing matches %q", p.text))
		}
	}
	return errs
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
