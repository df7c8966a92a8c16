package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/httpleak/httpleak/integration/internal/cost"
	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// A figure is what is kept of the run over one module.
type figure struct {
	Module      module.Module
	Found       int // findings outside of tests at the level of leaks
	True        int // of them, by what the records say
	False       int
	Debatable   int
	InTests     int           // such findings in _test.go files
	CPU         time.Duration // of the tool and the go commands it started
	Peak        int64         // the largest resident set, in bytes
	GaveUp      int           // functions that were not searched to the end; -1 in the first record, whose tool did not say
	NotAnalysed int           // packages that do not compile, or not what they import
	Left        bool          // it took too long: there are no other figures
	Tool        string        // see module.Identify
}

const figuresHead = "module\tversion\tfound\ttrue\tfalse\tdebatable\tin tests\tCPU s\tpeak MB\tgave up\tnot analysed\ttool\n"

// readFigures reads what writeFigures wrote. There are none in a file that is not there.
func readFigures(file string) ([]figure, error) {
	var figures []figure
	err := findings.ReadRecord(file, figuresHead, func(fields []string) error {
		f, err := parseFigure(fields)
		figures = append(figures, f)
		return err
	})
	return figures, err
}

func parseFigure(fields []string) (figure, error) {
	f := figure{Module: module.Module{Path: fields[0], Version: fields[1]}, Tool: fields[11]}
	if fields[2] == "left" {
		f.Left = true
		return f, nil
	}
	var failed error
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		failed = errors.Join(failed, err)
		return n
	}
	f.Found, f.True, f.False, f.Debatable = number(fields[2]), number(fields[3]), number(fields[4]), number(fields[5])
	f.InTests, f.Peak = number(fields[6]), int64(number(fields[8]))*1e6
	f.GaveUp, f.NotAnalysed = number(fields[9]), number(fields[10])
	seconds, err := strconv.ParseFloat(fields[7], 64)
	f.CPU = time.Duration(seconds * float64(time.Second))
	return f, errors.Join(failed, err)
}

// writeFigures writes figures to file, as a whole or not at all.
func writeFigures(file string, figures []figure) error {
	var text strings.Builder
	text.WriteString(figuresHead)
	for _, f := range figures {
		if f.Left {
			fmt.Fprintf(&text, "%s\t%s\tleft\t\t\t\t\t\t\t\t\t%s\n", f.Module.Path, f.Module.Version, f.Tool)
			continue
		}
		fmt.Fprintf(&text, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%d\t%d\t%d\t%s\n", f.Module.Path, f.Module.Version,
			f.Found, f.True, f.False, f.Debatable, f.InTests, cost.Seconds(f.CPU), f.Peak/1e6, f.GaveUp, f.NotAnalysed, f.Tool)
	}
	return findings.WriteRecord(file, text.String())
}

// count sets what the judgements say of the findings.
func (f *figure) count(judgements []findings.Judgement) {
	f.True, f.False, f.Debatable = 0, 0, 0
	for _, j := range judgements {
		switch j.Verdict {
		case "true":
			f.True++
		case "false":
			f.False++
		case "debatable":
			f.Debatable++
		}
	}
}

// recount sets what a person thinks of the findings of a record, which may have been said after the run.
func recount(dir, record string, figures []figure) error {
	for i := range figures {
		judgements, err := findings.ReadGolden(filepath.Join(dir, record, goldenName(figures[i].Module)))
		if err != nil {
			return err
		}
		figures[i].count(judgements)
	}
	return nil
}

// printTable prints a line for each module, in Markdown: what was found outside of tests, what a
// person thinks of that, what was found in tests, and the cost. The last line has the sums.
func printTable(w io.Writer, figures []figure) error {
	const form = "| %s | %d | %d | %d | %d | %d | %d | %s | %d |\n"
	var text strings.Builder
	text.WriteString("| module | found | true | false | debatable | ? | in tests | CPU s | peak MB |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: |\n")
	line := func(name string, f figure) {
		fmt.Fprintf(&text, form, name, f.Found, f.True, f.False, f.Debatable, f.Found-f.True-f.False-f.Debatable,
			f.InTests, cost.Seconds(f.CPU), f.Peak/1e6)
	}
	var sum figure
	for _, f := range figures {
		if f.Left {
			fmt.Fprintf(&text, "| %s | left for the weekly run | | | | | | | |\n", f.Module)
			continue
		}
		line(f.Module.String(), f)
		sum.Found += f.Found
		sum.True += f.True
		sum.False += f.False
		sum.Debatable += f.Debatable
		sum.InTests += f.InTests
		sum.CPU += f.CPU
		sum.Peak = max(sum.Peak, f.Peak)
	}
	line(fmt.Sprintf("all %d", len(figures)), sum)
	_, err := io.WriteString(w, text.String())
	return err
}
