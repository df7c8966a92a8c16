package main

import (
	"fmt"
	"io"
	"runtime"
	"time"
)

// printHead prints what holds for all tables.
func printHead(w io.Writer, now time.Time) {
	fmt.Fprintf(w, `%s, %s, %s/%s, %d CPUs. A ratio below 1 says that httpleak takes less.
It runs its four analyzers, bodyclose its one.

- cold: the tool has never run. What the module imports is compiled, for all of them.
- warm: the same again.
- touched: one file of one package changed. The compiler is part of it.

`, now.Format("2006-01-02"), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

// print prints a table in Markdown: what each tool takes in each state, and
// httpleak in terms of the incumbent that runs in the same way.
func (m *measurement) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d packages, %d with what they and their tests import; `%s` is touched. Medians of %d rounds.\n\n",
		m.subject, m.own, m.packages, m.subject.touch, len(m.rounds))
	more, rule := "", ""
	if m.floor {
		more, rule = " nothing under go vet |", " --: |"
	}
	fmt.Fprintf(w, "| | httpleak | bodyclose | ratio | httpleak under go vet | bodyclose under go vet | ratio | httpleak : bodyclose under go vet |%s\n", more)
	fmt.Fprintf(w, "| --- | --: | --: | --: | --: | --: | --: | --: |%s\n", rule)
	for state, name := range stateNames {
		for _, q := range []quantity{cpu, wall, peak} {
			value := func(t int) string { return number(m.median(t, state, q)) }
			ratio := func(a, b int) string { return fmt.Sprintf("%.2f", m.ratio(a, b, state, q)) }
			if m.floor {
				more = " " + value(nothing) + " |"
			}
			fmt.Fprintf(w, "| %s: %s | %s | %s | %s | %s | %s | %s | %s |%s\n", name, q.name,
				value(httpleak), value(incumbent), ratio(httpleak, incumbent),
				value(httpleakVet), value(incumbentVet), ratio(httpleakVet, incumbentVet),
				ratio(httpleak, incumbentVet), more)
		}
	}
	fmt.Fprintln(w)
}

// number returns x with a digit behind the point where it is small.
func number(x float64) string {
	if x < 100 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// aims says which of the aims of the project the measurement reaches.
func (m *measurement) aims() []string {
	var lines []string
	for _, a := range []struct {
		what       string
		of, by     int
		state      int
		q          quantity
		limit      float64
		includeEnd bool
	}{
		{"warm, CPU by hand", httpleak, incumbent, warm, cpu, 0.15, false},
		{"warm, memory by hand", httpleak, incumbent, warm, peak, 0.1, false},
		{"cold, memory by hand", httpleak, incumbent, cold, peak, 0.1, false},
		{"touched, memory by hand", httpleak, incumbent, touched, peak, 0.1, false},
		{"cold, CPU by hand", httpleak, incumbent, cold, cpu, 2.5, false},
		{"cold, CPU by hand against go vet", httpleak, incumbentVet, cold, cpu, 1, true},
		{"cold, CPU under go vet", httpleakVet, incumbentVet, cold, cpu, 1, true},
	} {
		is, relation := m.ratio(a.of, a.by, a.state, a.q), "<"
		reached := is < a.limit
		if a.includeEnd {
			relation, reached = "<=", is <= a.limit
		}
		verdict := "reached"
		if !reached {
			verdict = "missed"
		}
		lines = append(lines, fmt.Sprintf("%s: %s: %.3f, aim %s %g: %s", m.subject.Name(), a.what, is, relation, a.limit, verdict))
	}
	return lines
}
