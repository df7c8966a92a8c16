package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Level says what a finding costs the program. The lower, the worse.
type Level int

const (
	Leak   Level = iota // something stays open that nobody closes
	Churn               // nothing stays open, but connections are not used again
	Advice              // nothing is lost today
)

var levelNames = [...]string{Leak: "leak", Churn: "churn", Advice: "advice"}

func (l Level) String() string { return levelNames[l] }

// ParseLevel returns the level called name.
func ParseLevel(name string) (Level, error) {
	for l, n := range levelNames {
		if n == name {
			return Level(l), nil
		}
	}
	return 0, fmt.Errorf("no level is called %q (there are %s)", name, strings.Join(levelNames[:], ", "))
}

// levels is the table of levels, by rule or by analyzer. What it does not name
// is a leak.
var levels = map[string]Level{
	"bodyclose/unused-ignore":     Advice,
	"defaultclient":               Advice,
	"idleconn":                    Advice,
	"percallclient/client":        Advice,
	"percallclient/limited":       Churn, // the connections go after IdleConnTimeout
	"percallclient/shared-pool":   Advice,
	"percallclient/unused-ignore": Advice,
}

// Leveled returns the names of the rules and analyzers in the table.
func Leveled() []string { return slices.Sorted(maps.Keys(levels)) }

// LevelOf returns the level of what an analyzer reports in a category, which
// may be empty.
func LevelOf(analyzer, category string) Level {
	if l, ok := levels[analyzer+"/"+category]; ok {
		return l
	}
	return levels[analyzer]
}
