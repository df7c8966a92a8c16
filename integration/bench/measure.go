package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/httpleak/httpleak/integration/internal/cost"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// The states, in the order in which they are measured.
const (
	cold = iota
	warm
	touched
	numStates
)

var stateNames = [numStates]string{"cold", "warm", "touched"}

// A measurement holds what was measured of a module.
type measurement struct {
	subject  subject
	packages int // of the module, with all that it imports, tests too
	own      int // of the module
	floor    bool
	rounds   [][numTools][numStates]cost.Cost
}

// measure fetches s into the folder work and runs each of the tools n times over
// it. The rounds that were done before an error count.
func measure(ctx context.Context, work string, s subject, n int, which []tool) (measurement, error) {
	m := measurement{subject: s, floor: len(which) == numTools}
	dir, err := s.Fetch(ctx, work)
	if err != nil {
		return m, err
	}
	binaries, err := buildAll(ctx, work, n, which)
	if err != nil {
		return m, err
	}
	if m.own, err = count(ctx, dir, "list", "./..."); err != nil {
		return m, err
	}
	// Compile what the module imports.
	if m.packages, err = count(ctx, dir, "list", "-export", "-deps", "-test", "./..."); err != nil {
		return m, err
	}
	file := filepath.Join(dir, filepath.FromSlash(s.touch))
	source, err := os.ReadFile(file)
	if err != nil {
		return m, err
	}
	for round := range n {
		var costs [numTools][numStates]cost.Cost
		for turn := range which {
			i := (round + turn) % len(which)
			t := &which[i]
			for state := range stateNames {
				text := source
				if state == touched { // in a way that no cache has seen
					text = fmt.Appendf(slices.Clip(source), "\nfunc touched() int { return %d }\n", time.Now().UnixNano())
				}
				if err := os.WriteFile(file, text, 0o666); err != nil {
					return m, err
				}
				c, err := t.run(ctx, binaries[round][i], dir)
				if err != nil {
					return m, err
				}
				costs[i][state] = c
				fmt.Fprintf(os.Stderr, "%s: round %d: %s: %s: CPU %s s, wall %s s, %d MB\n", s.Name(), round+1, t.name, stateNames[state],
					cost.Seconds(c.CPU), cost.Seconds(c.Wall), c.Peak/1e6)
			}
		}
		m.rounds = append(m.rounds, costs)
	}
	return m, nil
}

// count returns the number of lines that the go command prints.
func count(ctx context.Context, dir string, args ...string) (int, error) {
	out, err := module.Go(ctx, dir, args...)
	return strings.Count(string(out), "\n"), err
}

// A quantity is something that is measured.
type quantity struct {
	name string
	of   func(cost.Cost) float64
}

var (
	cpu  = quantity{"CPU s", func(c cost.Cost) float64 { return c.CPU.Seconds() }}
	wall = quantity{"wall s", func(c cost.Cost) float64 { return c.Wall.Seconds() }}
	peak = quantity{"peak MB", func(c cost.Cost) float64 { return float64(c.Peak) / 1e6 }}
)

// median returns the median over the rounds.
func (m *measurement) median(t, state int, q quantity) float64 {
	return median(m.rounds, func(r *[numTools][numStates]cost.Cost) float64 { return q.of(r[t][state]) })
}

// ratio returns the median over the rounds of what tool a takes in terms of tool b.
func (m *measurement) ratio(a, b, state int, q quantity) float64 {
	return median(m.rounds, func(r *[numTools][numStates]cost.Cost) float64 { return q.of(r[a][state]) / q.of(r[b][state]) })
}

func median[T any](list []T, value func(*T) float64) float64 {
	var values []float64
	for i := range list {
		values = append(values, value(&list[i]))
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
