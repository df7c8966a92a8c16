package fresh

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const preface = `# Functions that bodyclose was not tuned on

Code as it is written in clients, a package for each theme. The labels are what runs of the functions
show; see the comment of ` + "`internal/fresh`" + `, whose test keeps this table. "first" is the score of the version
at which the set was written (ce92626), untouched; "now" is that of this version. A function counts if it sends
a request, or takes part in it. Some leak in two places.

| family | functions | that leak | leaks | missed first | now | false alarms first | now | recall first | now | precision first | now |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
`

// Table compares the wrong answers of a first version with those of this one.
func (s *Set) Table(first, now []Wrong) string {
	var b strings.Builder
	b.WriteString(preface)
	before, after := s.scores(first), s.scores(now)
	var sumBefore, sumAfter score
	for _, family := range slices.SortedFunc(maps.Keys(after), byFamily) {
		sumBefore.add(before[family])
		sumAfter.add(after[family])
		row(&b, family, before[family], after[family])
	}
	row(&b, "all", sumBefore, sumAfter)
	fmt.Fprintf(&b, "\nLeaks with more than one finding: %d first, %d now.\n", sumBefore.twice, sumAfter.twice)
	return b.String()
}

func row(b *strings.Builder, family string, first, now score) {
	fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s | %s |\n",
		family, now.functions, now.leaking, now.leaks, first.missed, now.missed, first.alarms, now.alarms,
		first.recall(), now.recall(), first.precision(), now.precision())
}
