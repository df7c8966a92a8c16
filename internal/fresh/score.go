package fresh

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// claims are the categories of findings that say that a body stays open.
var claims = []string{"path", "never", "discard", "overwrite", "witherror"}

// The ways to be wrong.
const (
	missed = "missed" // a leak without a finding
	alarm  = "alarm"  // a finding without a leak
	twice  = "twice"  // a leak with more than one finding
)

// A Wrong is a wrong answer. It names no line, so that it stays the same when others change.
type Wrong struct {
	Family, Kind, Func, What string
}

func (w Wrong) String() string {
	return fmt.Sprintf("%s\t%s\t%s\t%s", w.Family, w.Kind, w.Func, w.What)
}

// parseWrong reads what [Wrong.String] wrote.
func parseWrong(text string) (all []Wrong, err error) {
	for line := range strings.Lines(text) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4)
		if len(fields) != 4 {
			return nil, fmt.Errorf("no wrong answer: %q", line)
		}
		all = append(all, Wrong{fields[0], fields[1], fields[2], fields[3]})
	}
	return all, nil
}

// lineNumber is the part of a message that changes with the lines above.
var lineNumber = regexp.MustCompile(`\bline \d+`)

// Compare returns the wrong ones among the findings, and the leaks that are not among them.
func (s *Set) Compare(findings []Finding) ([]Wrong, error) {
	var wrong []Wrong
	found := make(map[*Function]map[int]int) // by line
	for _, f := range findings {
		if !slices.Contains(claims, f.Category) {
			continue
		}
		fn, err := functionAt(s.all, f.File, f.Line)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(fn.Leaks, func(l Leak) bool { return l.Line == f.Line }) {
			wrong = append(wrong, Wrong{fn.Family, alarm, fn.Name, f.Category + ": " + lineNumber.ReplaceAllString(f.Message, "line …")})
			continue
		}
		if found[fn] == nil {
			found[fn] = make(map[int]int)
		}
		found[fn][f.Line]++
	}
	for _, fn := range s.Functions {
		for _, leak := range fn.Leaks {
			switch n := found[fn][leak.Line]; {
			case n == 0:
				wrong = append(wrong, Wrong{fn.Family, missed, fn.Name, leak.Reason})
			case n > 1:
				wrong = append(wrong, Wrong{fn.Family, twice, fn.Name, leak.Reason})
			}
		}
	}
	slices.SortFunc(wrong, func(a, b Wrong) int {
		return cmp.Or(byFamily(a.Family, b.Family), strings.Compare(a.String(), b.String()))
	})
	return wrong, nil
}

// byFamily orders families: P1, P2, P2b, P10, R1.
func byFamily(a, b string) int {
	return cmp.Or(cmp.Compare(a[:1], b[:1]), cmp.Compare(number(a), number(b)), cmp.Compare(a, b))
}

func number(family string) int {
	digits := strings.TrimRight(family[1:], "abcdefghijklmnopqrstuvwxyz")
	n, _ := strconv.Atoi(digits)
	return n
}

// A score is what came out for a family, or for all of them.
type score struct {
	functions, leaking int
	leaks              int
	missed, alarms     int
	twice              int
}

func (s *score) add(t score) {
	s.functions += t.functions
	s.leaking += t.leaking
	s.leaks += t.leaks
	s.missed += t.missed
	s.alarms += t.alarms
	s.twice += t.twice
}

// recall is the share of leaks that are found, precision that of findings that are true.
func (s score) recall() string    { return share(s.leaks-s.missed, s.leaks) }
func (s score) precision() string { return share(s.leaks-s.missed, s.leaks-s.missed+s.alarms) }

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(n)/float64(of))
}

// scores returns the score of each family.
func (s *Set) scores(wrong []Wrong) map[string]score {
	all := make(map[string]score)
	for _, fn := range s.Functions {
		t := score{functions: 1, leaks: len(fn.Leaks)}
		if len(fn.Leaks) > 0 {
			t.leaking = 1
		}
		sum := all[fn.Family]
		sum.add(t)
		all[fn.Family] = sum
	}
	for _, w := range wrong {
		sum := all[w.Family]
		switch w.Kind {
		case missed:
			sum.missed++
		case alarm:
			sum.alarms++
		case twice:
			sum.twice++
		}
		all[w.Family] = sum
	}
	return all
}
