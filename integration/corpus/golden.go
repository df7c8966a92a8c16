package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// A judgement is a line of a golden file: a finding, of whose message only the
// start may be given, and what a person thinks of it.
type judgement struct {
	finding
	verdict string // "true", "false", or "?"
	reason  string
}

func (j judgement) String() string {
	return fmt.Sprintf("%s => %s: %s", j.finding, j.verdict, j.reason)
}

func (j judgement) matches(f finding) bool {
	return j.posn == f.posn && j.analyzer == f.analyzer && strings.HasPrefix(f.message, j.message)
}

var goldenLine = regexp.MustCompile(`^(\S+:\d+:\d+): (\w+): (.*) => (true|false|\?): (.*\S)$`)

// readGolden reads a golden file. One that is not there is empty.
func readGolden(file string) ([]judgement, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var judgements []judgement
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		m := goldenLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s:%d: want \"file:line:col: analyzer: message => true|false|?: reason\"", file, i+1)
		}
		judgements = append(judgements, judgement{finding{m[1], m[2], m[3]}, m[4], m[5]})
	}
	return judgements, nil
}

// A diff is how the findings of a run stand to the golden file.
type diff struct {
	known []judgement // found, and in the file
	fresh []judgement // found, not in the file: verdict ?
	gone  []judgement // in the file, not found
	order []judgement // known and fresh in the order they were found
}

// compare sorts the findings outside of tests by what the golden file says. A
// line of the file stands for one finding.
func compare(golden []judgement, found []finding) diff {
	var d diff
	used := make([]bool, len(golden))
next:
	for _, f := range found {
		if f.inTest() {
			continue
		}
		for i, j := range golden {
			if !used[i] && j.matches(f) {
				used[i] = true
				d.known = append(d.known, j)
				d.order = append(d.order, j)
				continue next
			}
		}
		j := judgement{f, "?", "not judged yet"}
		d.fresh = append(d.fresh, j)
		d.order = append(d.order, j)
	}
	for i, j := range golden {
		if !used[i] {
			d.gone = append(d.gone, j)
		}
	}
	return d
}

// writeGolden makes file agree with what was found. Judgements of findings that
// are gone go with them.
func writeGolden(file string, d diff) error {
	if len(d.order) == 0 {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	var text strings.Builder
	for _, j := range d.order {
		fmt.Fprintln(&text, j)
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}
