package main

import (
	"fmt"
	"strings"
)

// More lines than limit are not shown but for the first and the last.
const (
	limit = 24
	first = 10
	last  = 3
)

// play runs the commands in the blocks ```console of a page, in their order, and
// returns the page with what they print. A command begins with "$ " and goes on
// in lines with ">". It also says which outputs differ from those of the page.
func play(page string, run func(command string) (string, error)) (text string, differ []string, err error) {
	var out strings.Builder
	inside := false
	lines := strings.SplitAfter(page, "\n")
	for i := 0; i < len(lines); {
		line := strings.TrimSuffix(lines[i], "\n")
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case line == "```console":
			inside = true
		case line == "```":
			inside = false
		}
		out.WriteString(lines[i])
		i++
		if !inside || !isCommand {
			continue
		}
		shown := line
		for ; i < len(lines) && strings.HasPrefix(lines[i], ">"); i++ {
			out.WriteString(lines[i])
			command += "\n" + strings.TrimSuffix(strings.TrimPrefix(lines[i][1:], " "), "\n")
		}
		var old strings.Builder
		for ; i < len(lines) && lines[i] != "```\n" && !strings.HasPrefix(lines[i], "$ "); i++ {
			old.WriteString(lines[i])
		}
		printed, err := run(command)
		if err != nil {
			return "", nil, err
		}
		printed = shorten(printed)
		out.WriteString(printed)
		if printed != old.String() {
			differ = append(differ, fmt.Sprintf("%s\nprints:\n%sand on the page stands:\n%s", shown, printed, old.String()))
		}
	}
	return out.String(), differ, nil
}

// shorten leaves out lines in the middle of what is printed, if there are many.
func shorten(printed string) string {
	if printed != "" && !strings.HasSuffix(printed, "\n") {
		printed += "\n"
	}
	lines := strings.SplitAfter(printed, "\n")
	lines = lines[:len(lines)-1]
	if len(lines) <= limit {
		return printed
	}
	return strings.Join(lines[:first], "") +
		fmt.Sprintf("[%d lines]\n", len(lines)-first-last) +
		strings.Join(lines[len(lines)-last:], "")
}
