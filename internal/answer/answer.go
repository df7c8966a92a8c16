// Package answer is everything that an analyzer has to say of a package, whatever its flags would have it
// report. Each part says which flags ask for it. So a host that keeps the answer needs no other one when
// only these flags change.
package answer

import (
	"flag"
	"go/token"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// An Answer is the result of an analyzer that has one.
type Answer struct {
	Findings   []Finding // in the order in which they are reported
	Unsearched []Unsearched
}

// A Finding is what an analyzer reports when the flags of it say so.
type Finding struct {
	analysis.Diagnostic
	When When
}

// An Unsearched is a function that the analyzer did not search to the end.
type Unsearched struct {
	Func     string    // as SSA names it
	Branches int       // conditional jumps in the function
	Pos      token.Pos // of the function
	When     When
}

// Type is the type of the result of analyzers that have an answer.
var Type = reflect.TypeFor[*Answer]()

// Given reports whether a has an answer.
func Given(a *analysis.Analyzer) bool { return a.ResultType == Type }

// A When is what has to hold of flags that are true or false: the names of those that have to be set, and
// those that must not be with "!" in front. The empty When always holds.
type When []string

// And returns what holds if w and all of more do. It leaves w alone.
func (w When) And(more ...string) When { return append(w[:len(w):len(w)], more...) }

// Holds reports whether w holds if on says which flags are set.
func (w When) Holds(on func(flag string) bool) bool {
	for _, name := range w {
		name, not := strings.CutPrefix(name, "!")
		if on(name) == not {
			return false
		}
	}
	return true
}

// On returns a function that reports whether a flag of flags is set. One that is not there is not.
func On(flags *flag.FlagSet) func(name string) bool {
	return func(name string) bool {
		f := flags.Lookup(name)
		return f != nil && f.Value.String() == "true"
	}
}

// Choose returns those findings of a that flags ask for.
func (a *Answer) Choose(flags *flag.FlagSet) []analysis.Diagnostic {
	var chosen []analysis.Diagnostic
	on := On(flags)
	for _, f := range a.Findings {
		if f.When.Holds(on) {
			chosen = append(chosen, f.Diagnostic)
		}
	}
	return chosen
}

// mark stands between a category and a When where both are in one text.
const mark = "?"

// Join returns a category and a When as one text, for hosts that pass on the category.
func Join(category string, w When) string {
	if len(w) == 0 {
		return category
	}
	return category + mark + strings.Join(w, ",")
}

// Split is the reverse of [Join].
func Split(text string) (category string, w When) {
	category, list, ok := strings.Cut(text, mark)
	if ok {
		w = strings.Split(list, ",")
	}
	return category, w
}
