package report

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"
)

// TestGitLabFingerprints wants findings to be known again behind other lines,
// and two on lines with the same text to be two.
func TestGitLabFingerprints(t *testing.T) {
	prints := func(src string, lines ...int) []string {
		var found []Finding
		for _, line := range lines {
			f := Finding{Analyzer: "a", Category: "c", Message: "m"}
			f.Pos = Position{File: "f.go", Line: line, Column: 1}
			found = append(found, f)
		}
		var out bytes.Buffer
		same := func(s string) string { return s }
		if err := GitLab(&out, found, same, func(string) ([]byte, error) { return []byte(src), nil }); err != nil {
			t.Fatal(err)
		}
		var issues []struct{ Fingerprint string }
		if err := json.Unmarshal(out.Bytes(), &issues); err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, i := range issues {
			if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(i.Fingerprint) {
				t.Errorf("fingerprint %q", i.Fingerprint)
			}
			all = append(all, i.Fingerprint)
		}
		return all
	}
	before := prints("x()\nx()\ny()\n", 1, 2, 3)
	if before[0] == before[1] || before[0] == before[2] || before[1] == before[2] {
		t.Errorf("three findings share fingerprints: %q", before)
	}
	after := prints("// a comment\n\nx()\n\tx()\ny()\n", 3, 4, 5)
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("finding %d is another one behind other lines", i)
		}
	}
	if changed := prints("z()\n", 1); changed[0] == before[0] {
		t.Error("another line has the same fingerprint")
	}
	if gone := prints("", 7); len(gone) != 1 {
		t.Errorf("a finding without source has the fingerprints %q", gone)
	}
}
