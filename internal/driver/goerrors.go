package driver

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

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

// packageOf returns the root that an error of the go command in d is about, by its first words: they name the
// package, or a file in its folder. It returns "" if it is about none.
func (r *roots) packageOf(d goDir, text string) string {
	if path, _, ok := strings.Cut(text, ": "); ok && r.has(path) {
		return path
	}
	m := placed.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	dir := filepath.Dir(m[1])
	if !filepath.IsAbs(dir) {
		dir, _ = filepath.Abs(filepath.Join(d.dir, dir))
	}
	for path, p := range r.good {
		if p.Dir == dir {
			return path
		}
	}
	return ""
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
				say("", report.OneLine(line))
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
			rest := strings.TrimPrefix(line, m[1])
			return fmt.Sprintf("package %s does not compile: %s%s", pkg, d.relative(m[1]), report.OneLine(rest))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	text := report.OneLine(lines[0])
	if strings.HasPrefix(text, "panic: ") {
		text += " (-inprocess shows where)"
	}
	return fmt.Sprintf("package %s: %s", pkg, text)
}
