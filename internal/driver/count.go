package driver

import (
	"github.com/httpleak/httpleak/internal/report"
)

// A unitCount says how much of a run was work. A unit is what go vet runs the tool on: a package, or a package with its
// tests, that was named or that others import.
type unitCount struct {
	known    bool // the run counted them
	all      int
	analysed []analysedUnit // in this run; the others are from the cache
}

// count returns how many units there were.
func (v *vetting) count() (unitCount, error) {
	units, err := v.scratch.analysedUnits()
	for _, u := range units {
		v.told[u.ID] = true // also those of which nothing came
	}
	return unitCount{known: true, all: len(v.told), analysed: units}, err
}

// add adds what another run did.
func (c *unitCount) add(d unitCount) {
	c.known = c.known || d.known
	c.all += d.all
	c.analysed = append(c.analysed, d.analysed...)
}

// tell says how much was work.
func (cmd *command) tellUnits(c unitCount) {
	if !c.known {
		return
	}
	say(cmd.stderr, "go vet: %s analysed now, %s from the cache", report.Count(len(c.analysed), "unit"), report.Number(c.all-min(c.all, len(c.analysed))))
}
