package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// severities are what GitLab's Code Quality calls the levels.
var severities = [...]string{Leak: "major", Churn: "minor", Advice: "info"}

// A gitlabIssue is an element of a Code Quality report, see
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab writes the findings as a Code Quality report. Names of files are written
// as name returns them, with slashes: they have to be relative to the root of the
// repository. GitLab tells findings apart by fingerprints: they are made of the file,
// the rule and the text of the line, so that lines above may come and go. If a
// file cannot be read, the message stands for the text.
func GitLab(w io.Writer, found []Finding, name func(file string) string, read func(file string) ([]byte, error)) error {
	issues := []gitlabIssue{}
	files := make(map[string][][]byte) // their lines
	seen := make(map[string]int)       // how often
	for _, f := range found {
		at := f.Parsed().Pos
		lines, ok := files[at.File]
		if !ok {
			src, _ := read(at.File)
			lines = bytes.Split(src, []byte("\n"))
			files[at.File] = lines
		}
		text := f.Message
		if i := at.Line - 1; 0 <= i && i < len(lines) && len(bytes.TrimSpace(lines[i])) > 0 {
			text = string(bytes.TrimSpace(lines[i]))
		}
		path := strings.TrimPrefix(filepath.ToSlash(name(f.Pos.File)), "./")
		key := fmt.Sprintf("%s\x00%s\x00%s", path, f.Rule(), text)
		seen[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
		issues = append(issues, gitlabIssue{
			Description: f.Message,
			CheckName:   "httpleak/" + f.Rule(),
			Fingerprint: hex.EncodeToString(sum[:16]),
			Severity:    severities[f.Level],
			Location:    gitlabLocation{path, gitlabLines{max(f.Pos.Line, 1)}},
		})
	}
	return encode(w, issues)
}
