package ignore

import (
	"maps"
	"slices"
)

// known are the analyzers of the suite with their categories, as far as comments can silence
// them. The analyzers cannot say that themselves: each knows only its own.
var known = map[string][]string{
	"bodyclose":     {"discard", "loopdefer", "never", "overwrite", "path", "witherror"},
	"defaultclient": {"client", "function", "mutate", "timeout", "transport"},
	"idleconn":      {"branch", "unset", "zero"},
	"percallclient": {"client", "limited", "path", "shared-pool", "transport"},
}

func analyzers() []string { return slices.Sorted(maps.Keys(known)) }

// Known returns the names that a comment may give: of analyzers, and as analyzer/category.
func Known() []string {
	var list []string
	for a, categories := range known {
		list = append(list, a)
		for _, c := range categories {
			list = append(list, a+"/"+c)
		}
	}
	slices.Sort(list)
	return list
}
