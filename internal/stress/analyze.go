package stress

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// A Finding is what the analyzer says of a request.
type Finding struct {
	Category string
	Message  string
	Path     []string // line number in the file, source line and message of each step
}

// findings are by function and request; those in the prelude have the function "".
type findings map[string]map[int]Finding

var marked = regexp.MustCompile(`//id:(\d+)$`)

// analyze runs the analyzer over the functions.
func (c *loader) analyze(pkg *packages.Package, files map[string]string) (findings, error) {
	graph, err := checker.Analyze([]*analysis.Analyzer{c.analyzer}, []*packages.Package{pkg}, nil)
	if err != nil {
		return nil, fmt.Errorf("analyze: %w", err)
	}
	out := make(findings)
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, fmt.Errorf("analyze: %w", act.Err)
		}
		for _, d := range act.Diagnostics {
			pos := c.fset.Position(d.Pos)
			source := strings.Split(files[pos.Filename], "\n")
			m := marked.FindStringSubmatch(source[pos.Line-1])
			if m == nil {
				return nil, fmt.Errorf("finding at an unmarked line: %s: %s: %s", pos, d.Message, source[pos.Line-1])
			}
			id, _ := strconv.Atoi(m[1])
			f := Finding{Category: d.Category, Message: d.Message}
			for _, r := range d.Related {
				at := c.fset.Position(r.Pos)
				text := strings.Split(files[at.Filename], "\n")[at.Line-1]
				f.Path = append(f.Path, fmt.Sprintf("%s (%s)", r.Message, strings.TrimSpace(text)))
			}
			name := functionAt(source, pos.Line)
			if out[name] == nil {
				out[name] = make(map[int]Finding)
			}
			out[name][id] = f
		}
	}
	return out, nil
}

var function = regexp.MustCompile(`^func (F\d+\w*)\(`)

// functionAt returns the name of the generated function that a line is in, or "".
func functionAt(source []string, number int) string {
	for i := number - 1; i >= 0; i-- {
		if m := function.FindStringSubmatch(source[i]); m != nil {
			return m[1]
		}
	}
	return ""
}
