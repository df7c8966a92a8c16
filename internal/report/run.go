package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Run is what there is to say of a run of the command, and how to say it.
type Run struct {
	Found      []Finding // in order, see [Normalize]
	Errors     []error   // what could not be analysed
	Unsearched []Unsearched
	Analyzers  []*analysis.Analyzer // that there are, also if they did not run
	Version    string               // of the command

	Name func(file string) string          // how to show the name of a file
	Read func(file string) ([]byte, error) // reads a file that may be shown
}

// An Unsearched is a function that was not searched to the end: it may have leaks that were not found.
type Unsearched struct {
	Package   string // import path
	Func      string // with the import path, such as (*example.com/p.T).M
	Branches  int    // in the function
	Analyzers []string
	Pos       Position
}

// String says that the function was not searched to the end.
func (u Unsearched) String() string {
	return fmt.Sprintf("not searched to the end: %s, %s", u.Func, Count(u.Branches, "branch"))
}

// NormalizeUnsearched sorts functions by place, and makes one of those of several analyzers, or of a package and its test
// variant.
func NormalizeUnsearched(list []Unsearched) []Unsearched {
	slices.SortStableFunc(list, func(a, b Unsearched) int {
		return cmp.Or(a.Pos.compare(b.Pos), strings.Compare(a.Func, b.Func))
	})
	var all []Unsearched
	for _, u := range list {
		if n := len(all); n > 0 && all[n-1].Pos == u.Pos && all[n-1].Func == u.Func {
			last := &all[n-1]
			last.Branches = max(last.Branches, u.Branches)
			last.Analyzers = slices.Compact(slices.Sorted(slices.Values(slices.Concat(last.Analyzers, u.Analyzers))))
			continue
		}
		all = append(all, u)
	}
	return all
}

// Number returns n, which is not negative, with commas between thousands.
func Number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Count returns n and the word for it: "1 file", "2 files", "3,000 branches".
func Count(n int, word string) string {
	text := Number(n)
	switch {
	case n == 1:
		return text + " " + word
	case strings.HasSuffix(word, "ch"):
		return text + " " + word + "es"
	}
	return text + " " + word + "s"
}
