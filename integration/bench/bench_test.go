package main

import (
	"strings"
	"testing"
	"time"

	"github.com/httpleak/httpleak/integration/internal/cost"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// made returns a measurement of rounds in which tool t takes the t+1-fold of a
// time: seconds for by hand and under go vet alike.
func made(seconds ...int) *measurement {
	m := &measurement{subject: subject{module.Module{Path: "example.com/m", Version: "v1.0.0"}, "a.go"}, own: 2, packages: 30}
	for _, s := range seconds {
		var round [numTools][numStates]cost.Cost
		for t := range round {
			for state := range round[t] {
				d := time.Duration(s*(t+1)) * time.Second
				round[t][state] = cost.Cost{Wall: 2 * d, CPU: d, Peak: int64(s*(t+1)) * 1e6}
			}
		}
		m.rounds = append(m.rounds, round)
	}
	return m
}

func TestMedian(t *testing.T) {
	m := made(5, 100, 1)
	if got := m.median(incumbent, warm, cpu); got != 15 {
		t.Errorf("median of 15, 300 and 3 = %v", got)
	}
	if got := made(1, 3).median(httpleak, cold, wall); got != 4 {
		t.Errorf("median of 2 and 6 = %v", got)
	}
	if got := m.ratio(httpleakVet, incumbentVet, cold, peak); got != 0.5 {
		t.Errorf("ratio = %v, want 0.5", got)
	}
}

func TestPrint(t *testing.T) {
	var out strings.Builder
	m := made(60)
	m.print(&out)
	const want = `
| cold: CPU s | 60.0 | 180 | 0.33 | 120 | 240 | 0.50 | 0.25 |
| cold: wall s | 120 | 360 | 0.33 | 240 | 480 | 0.50 | 0.25 |
| cold: peak MB | 60.0 | 180 | 0.33 | 120 | 240 | 0.50 | 0.25 |
`
	if !strings.Contains(out.String(), want) {
		t.Errorf("the table is\n%s", &out)
	}
	m.floor = true
	out.Reset()
	m.print(&out)
	if want := "| 0.25 | 300 |\n"; !strings.Contains(out.String(), want) {
		t.Errorf("the table with the floor is\n%s", &out)
	}
}

func TestAims(t *testing.T) {
	lines := strings.Join(made(1).aims(), "\n")
	for _, want := range []string{
		"m: warm, CPU by hand: 0.333, aim < 0.15: missed",
		"m: cold, CPU by hand: 0.333, aim < 2.5: reached",
		"m: cold, CPU under go vet: 0.500, aim <= 1: reached",
	} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %q in\n%s", want, lines)
		}
	}
}
