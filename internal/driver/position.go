package driver

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/httpleak/httpleak/internal/report"
)

// position reads file:line:col, or file:line, or what there is of it.
func position(s string) report.Position {
	file, last, ok := cutLast(s)
	if !ok {
		return report.Position{File: s}
	}
	file2, line, ok := cutLast(file)
	if !ok { // a name of a file with no column behind its line
		return report.Position{File: file, Line: last}
	}
	return report.Position{File: file2, Line: line, Column: last}
}

// cutLast cuts the number behind the last colon from s.
func cutLast(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// relative returns path as seen from the working directory where that is
// shorter. It leaves a position that follows the path as it is.
func relative(path string) string {
	if !filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
