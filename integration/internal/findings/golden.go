package findings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// A Judgement is a line of a golden file: a finding, of whose message only the
// start may be given, and what a person thinks of it.
type Judgement struct {
	Finding
	Verdict string // "true", "false", "debatable", or "?" as long as nobody has judged
	Reason  string
}

func (j Judgement) String() string {
	return fmt.Sprintf("%s => %s: %s", j.Finding, j.Verdict, j.Reason)
}

func (j Judgement) matches(f Finding) bool {
	return j.Posn == f.Posn && j.Analyzer == f.Analyzer && strings.HasPrefix(f.Message, j.Message)
}

var goldenLine = regexp.MustCompile(`^(\S+:\d+:\d+): (\w+): (.*) => (true|false|debatable|\?): (.*\S)$`)

// ReadGolden reads a golden file. One that is not there is empty.
func ReadGolden(file string) ([]Judgement, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var judgements []Judgement
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		m := goldenLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s:%d: want \"file:line:col: analyzer: message => true|false|debatable|?: reason\"", file, i+1)
		}
		judgements = append(judgements, Judgement{Finding{m[1], m[2], m[3]}, m[4], m[5]})
	}
	return judgements, nil
}

// A Diff is how the findings of a run stand to the golden file.
type Diff struct {
	Known []Judgement // found, and in the file
	Fresh []Judgement // found, not in the file: verdict ?
	Gone  []Judgement // in the file, not found
	Order []Judgement // Known and Fresh in the order they were found
}

// Compare sorts the findings outside of tests by what the golden file says. A
// line of the file stands for one finding.
func Compare(golden []Judgement, found []Finding) Diff {
	var d Diff
	used := make([]bool, len(golden))
next:
	for _, f := range found {
		if f.InTest() {
			continue
		}
		for i, j := range golden {
			if !used[i] && j.matches(f) {
				used[i] = true
				d.Known = append(d.Known, j)
				d.Order = append(d.Order, j)
				continue next
			}
		}
		j := Judgement{f, "?", "not judged yet"}
		d.Fresh = append(d.Fresh, j)
		d.Order = append(d.Order, j)
	}
	for i, j := range golden {
		if !used[i] {
			d.Gone = append(d.Gone, j)
		}
	}
	return d
}

// WriteGolden makes file agree with what was found. Judgements of findings that
// are gone go with them.
func WriteGolden(file string, d Diff) error {
	if len(d.Order) == 0 {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	var text strings.Builder
	for _, j := range d.Order {
		fmt.Fprintln(&text, j)
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}
