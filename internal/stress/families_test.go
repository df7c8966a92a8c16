package stress

import (
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/internal/stress/run"
)

var (
	perFamily    = flag.Int("stress.families", 12, "functions to make up of each family")
	oneFamily    = flag.String("stress.family", "", "the family to make functions of")
	updateBounds = flag.Bool("stress.update", false, "rewrite testdata/families.txt")
)

// A familyScore is a line of the table.
type familyScore struct {
	family                              string
	functions, found, missed, undecided int
	alarms                              int
}

// TestFamilies makes functions of each family, and wants no more misses and false alarms than
// testdata/families.txt has for these: who finds more, or is wrong less often, lowers the numbers
// by -stress.update. For other functions, more, or what is wrong about one family:
//
//	go test ./internal/stress -run TestFamilies -v -stress.families=300 -stress.seed=2
//	go test ./internal/stress -run TestFamilies -v -stress.family=P1 -stress.show=miss
func TestFamilies(t *testing.T) {
	t.Parallel()
	c, err := newLoader(bodyclose.Analyzer)
	if err != nil {
		t.Fatal(err)
	}
	var units []*Unit
	of := make(map[*Unit]int)
	scores := make([]familyScore, len(families))
	for i, f := range families {
		scores[i].family = f.name
		for k := 0; k < *perFamily && (*oneFamily == "" || *oneFamily == f.name); k++ {
			u := generateOf(f, *seed, familySeed(f.name)+k, func(u *Unit) bool { return c.check(u) == nil })
			if err := c.check(u); err != nil {
				t.Errorf("%s is not valid: %v\n%s", f.name, err, u.Source())
				continue
			}
			units = append(units, u)
			of[u] = i
		}
	}
	if len(units) == 0 {
		t.Fatalf("no family is called %q", *oneFamily)
	}
	job := run.Job{Runs: 1500, Random: 500, Longer: *longer, Seed: *seed, Patience: time.Second}
	var cases []Case
	for from := 0; from < len(units); from += batchSize {
		out, err := c.judge(units[from:min(from+batchSize, len(units))], job, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, out.Cases...)
	}
	for _, i := range of {
		scores[i].functions++
	}
	prelude := countFamilies(scores, of, cases)
	for _, k := range cases {
		if k.Unit != nil && (*oneFamily != "" && k.Verdict == False || k.Verdict != Right && strings.Contains(*show, names[k.Verdict])) {
			t.Log(c.describe(t, k, job))
		}
	}
	t.Logf("\n%s", familyTable(scores))
	for _, k := range prelude {
		t.Logf("finding in the prelude, request %d: %s", k.ID, k.Finding.Message)
	}
	bounds(t, scores, len(prelude))
}

// countFamilies adds the cases to the scores, and returns those in the prelude.
func countFamilies(scores []familyScore, of map[*Unit]int, cases []Case) (prelude []Case) {
	for _, k := range cases {
		if k.Unit == nil {
			if k.Finding.Category != "witherror" { // that is about a caller
				prelude = append(prelude, k)
			}
			continue
		}
		s := &scores[of[k.Unit]]
		switch k.Verdict {
		case Right:
			s.found++
		case Miss:
			s.missed++
		case False:
			s.alarms++
		case Unknown:
			s.undecided++
		}
	}
	return prelude
}

func familyTable(scores []familyScore) string {
	var b strings.Builder
	fmt.Fprintln(&b, "family  functions  leaks  found  false alarms  not decided")
	sum := familyScore{family: "all"}
	row := func(s familyScore) {
		fmt.Fprintf(&b, "%-6s  %9d  %5d  %5d  %12d  %11d\n", s.family, s.functions, s.found+s.missed, s.found, s.alarms, s.undecided)
	}
	for _, s := range scores {
		row(s)
		sum.functions += s.functions
		sum.found += s.found
		sum.missed += s.missed
		sum.alarms += s.alarms
		sum.undecided += s.undecided
	}
	row(sum)
	return b.String()
}

// bounds compares the scores with what testdata/families.txt allows for the functions that are
// made without flags.
func bounds(t *testing.T, scores []familyScore, prelude int) {
	t.Helper()
	if *oneFamily != "" || *perFamily != 12 || *seed != 1 {
		return
	}
	name := filepath.Join("testdata", "families.txt")
	var b strings.Builder
	fmt.Fprintf(&b, "prelude\t0\t%d\n", prelude)
	for _, s := range scores {
		fmt.Fprintf(&b, "%s\t%d\t%d\n", s.family, s.missed, s.alarms)
	}
	if *updateBounds {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	most := make(map[string][2]int)
	for line := range strings.Lines(string(text)) {
		var family string
		var missed, alarms int
		if _, err := fmt.Sscan(line, &family, &missed, &alarms); err != nil {
			t.Fatalf("%s: %q: %v", name, line, err)
		}
		most[family] = [2]int{missed, alarms}
	}
	for _, s := range append([]familyScore{{family: "prelude", alarms: prelude}}, scores...) {
		limit, ok := most[s.family]
		switch {
		case !ok:
			t.Errorf("%s does not name %s", name, s.family)
		case s.missed > limit[0] || s.alarms > limit[1]:
			t.Errorf("%s: %d missed and %d false alarms, where %d and %d are known", s.family, s.missed, s.alarms, limit[0], limit[1])
		case cmp.Compare(s.missed, limit[0])+cmp.Compare(s.alarms, limit[1]) < 0:
			t.Logf("%s is better than %s says: run this with -stress.update", s.family, name)
		}
	}
}

// familySeed keeps the functions of a family the same when others are added.
func familySeed(name string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return int(h.Sum32()%100_000) * 10_000
}
