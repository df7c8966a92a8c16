package rules

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Find returns what name names: an analyzer, or the rules called
// analyzer/category or just category. An error lists names that look alike.
func Find(analyzers []*analysis.Analyzer, name string) (*analysis.Analyzer, []Rule, error) {
	var known []string
	var rules []Rule
	for _, a := range analyzers {
		if a.Name == name {
			return a, nil, nil
		}
		known = append(known, a.Name)
		for _, r := range Of(a) {
			if r.Name() == name || r.Category == name {
				rules = append(rules, r)
			}
			known = append(known, r.Name())
		}
	}
	if len(rules) > 0 {
		return nil, rules, nil
	}
	if alike := near(name, known); len(alike) > 0 {
		return nil, nil, fmt.Errorf("no analyzer or category is called %q; is it %s?", name, strings.Join(alike, " or "))
	}
	known = slices.DeleteFunc(known, func(name string) bool { return strings.Contains(name, "/") })
	return nil, nil, fmt.Errorf("no analyzer or category is called %q (there are %s, and their categories)", name, strings.Join(known, ", "))
}

// near returns the names of known that name may stand for: by a slip of the
// keyboard in it, in the category alone, or by another analyzer in front.
func near(name string, known []string) []string {
	last := func(name string) string { return name[strings.LastIndex(name, "/")+1:] }
	best := max(2, len(last(name))/3)
	var found []string
	for _, k := range known {
		d := min(distance(name, k), distance(last(name), last(k)))
		if d < best {
			best, found = d, nil
		}
		if d == best {
			found = append(found, k)
		}
	}
	return found
}

// distance returns how many bytes have to be added, dropped or replaced to make
// b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
