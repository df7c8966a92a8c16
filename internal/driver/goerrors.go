package driver

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/module"

	"github.com/httpleak/httpleak/internal/report"
)

// A packageError says why a package, or everything, could not be analysed.
type packageError struct {
	pkg  string // import path, "" if the error is not one of a package
	text string
}

func (e packageError) Error() string { return e.text }

// general reports whether e is not about a package.
func (e packageError) general() bool { return e.pkg == "" }

var placed = regexp.MustCompile(`^(\S.*?\.\w+):\d+(:\d+)?: `)

// place makes of a general error of the go command in d one of a package, if its first words name the package, or a
// file in the folder of a root.
func (r *roots) place(d goDir, e *packageError) {
	if path, rest, ok := strings.Cut(e.text, ": "); ok && (r.has(path) || isImportPath(path)) {
		*e = packageError{path, fmt.Sprintf("package %s: %s", path, rest)}
		return
	}
	m := placed.FindStringSubmatch(e.text)
	if m == nil {
		return
	}
	dir := filepath.Dir(m[1])
	if !filepath.IsAbs(dir) {
		dir, _ = filepath.Abs(filepath.Join(d.dir, dir))
	}
	for path, p := range r.good {
		if p.Dir == dir {
			e.pkg = path
		}
	}
}

// isImportPath reports whether a word is an import path, and nothing else that messages begin with: a tool ("go", "asm"),
// or a file.
func isImportPath(word string) bool {
	return strings.Contains(word, "/") && module.CheckImportPath(word) == nil && !strings.HasSuffix(word, ".go")
}

// fullDisk returns the line of what the go command says that says that a disk is full, or "". The other lines are
// about what could not be made then, in the words of the compiler, the assembler or the linker.
func fullDisk(stderr string) string {
	for line := range strings.Lines(stderr) {
		for _, text := range []string{"no space left on device", "disk quota exceeded", "There is not enough space on the disk"} {
			if strings.Contains(line, text) {
				return report.OneLine(line)
			}
		}
	}
	return ""
}

// explainFull says what to do about a full disk, of which line tells.
func (s *scratch) explainFull(line string) string {
	where, what := line[:strings.LastIndex(line, ": ")+1], line[strings.LastIndex(line, ": ")+1:]
	if strings.Contains(where, s.dir) || strings.Contains(where, "$WORK") {
		return fmt.Sprintf("%s: the go command writes temporary files to %s, GOTMPDIR can name another folder", strings.TrimSpace(what), filepath.Dir(s.dir))
	}
	return "go vet: " + strings.TrimPrefix(line, "go: ")
}

// news matches what the go command says of its work.
var news = regexp.MustCompile(`^go: (downloading|finding|found|added|upgraded|downgraded|removed|extracting|warning:) `)

// readErrors makes of what the go command prints on standard error one error
// for each package, with the first line that has a place. Its form is
//
//	# import/path
//	file.go:3:23: what is wrong
//		more of that
//
// and lines before any package, which stand for themselves unless they are no errors.
func (d goDir) readErrors(stderr string) []packageError {
	var errs []packageError
	say := func(pkg, text string) {
		if text != "" {
			errs = append(errs, packageError{pkg, text})
		}
	}
	pkg, block := "", []string(nil)
	flush := func() {
		if pkg != "" {
			say(pkg, d.describeBlock(pkg, block))
		} else {
			for _, line := range block {
				say("", d.oneLine(line))
			}
		}
		block = nil
	}
	for line := range strings.Lines(stderr) {
		line = strings.TrimRight(line, "\r\n")
		header, isHeader := strings.CutPrefix(line, "# ")
		switch {
		case isHeader && strings.HasPrefix(header, "["): // of the same package
		case isHeader:
			flush()
			pkg = ownerOf(header)
		case strings.HasPrefix(line, "go: "):
			flush()
			pkg = ""
			if !news.MatchString(line) {
				block = []string{line}
			}
		case strings.HasPrefix(line, "\t") && len(block) > 0:
			block[len(block)-1] += line
		case line != "":
			block = append(block, line)
		}
	}
	flush()
	return errs
}

func (d goDir) describeBlock(pkg string, lines []string) string {
	for _, line := range lines {
		line = strings.TrimPrefix(line, "vet: ")
		if m := placed.FindStringSubmatch(line); m != nil {
			if err := d.withheld(line); err != nil {
				return fmt.Sprintf("package %s does not compile: %v", pkg, err)
			}
			rest := strings.TrimPrefix(line, m[1])
			return fmt.Sprintf("package %s does not compile: %s%s", pkg, d.relative(m[1]), report.OneLine(rest))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	text := d.oneLine(lines[0])
	if strings.HasPrefix(text, "panic: ") {
		text += " (-inprocess shows where)"
	}
	return fmt.Sprintf("package %s: %s", pkg, text)
}
