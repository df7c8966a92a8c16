package fresh

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/bodyclose"
)

var (
	update  = flag.Bool("update", false, "rewrite testdata/wrong.txt and the table of the set")
	another = flag.String("first", "", "write testdata/first.txt from a `file` that another version printed with -json")
)

const root = "../../testdata"

// TestScore runs the set, and wants the wrong answers of bodyclose to be those of
// testdata/wrong.txt: who mends one takes it from there. To see the table, and to bring both
// files to what is found:
//
//	go test -run TestScore -v ./internal/fresh
//	go test -run TestScore ./internal/fresh -update
func TestScore(t *testing.T) {
	set, err := Load(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if *another != "" {
		writeFirst(t, set, *another)
	}
	findings, err := Find(root, bodyclose.Analyzer)
	if err != nil {
		t.Fatal(err)
	}
	now, err := set.Compare(findings)
	if err != nil {
		t.Fatal(err)
	}
	table := set.Table(readWrong(t, "first.txt"), now)
	t.Logf("\n%s", table[strings.Index(table, "| family"):])
	tableFile := filepath.Join(root, "src", "bodyclose", "fresh", "README.md")
	if *update {
		write(t, filepath.Join("testdata", "wrong.txt"), lines(now))
		write(t, tableFile, table)
		return
	}
	known := readWrong(t, "wrong.txt")
	for _, w := range now {
		if !slices.Contains(known, w) {
			t.Errorf("wrong, and not in testdata/wrong.txt: %s", w)
		}
	}
	for _, w := range known {
		if !slices.Contains(now, w) {
			t.Errorf("not wrong any more, take it out of testdata/wrong.txt (go test ./internal/fresh -update): %s", w)
		}
	}
	if have, err := os.ReadFile(tableFile); !t.Failed() && (err != nil || string(have) != table) {
		t.Errorf("%s is not the table of what is found (go test ./internal/fresh -update): %v", tableFile, err)
	}
}

// writeFirst keeps the wrong answers of the version that printed the file:
//
//	cd testdata/src && GO111MODULE=off GOPATH=$PWD/.. httpleak -json ./bodyclose/fresh/... >/tmp/first.json
//	go test -run TestScore ./internal/fresh -first /tmp/first.json -update
func writeFirst(t *testing.T, set *Set, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Findings []struct {
			File, Analyzer, Category, Message string
			Line                              int
		}
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var findings []Finding
	for _, f := range out.Findings {
		file, err := filepath.Abs(filepath.Join(root, "src", filepath.FromSlash(f.File)))
		if err != nil {
			t.Fatal(err)
		}
		if f.Analyzer == bodyclose.Analyzer.Name {
			findings = append(findings, Finding{file, f.Line, f.Category, f.Message})
		}
	}
	first, err := set.Compare(findings)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join("testdata", "first.txt"), lines(first))
}

// TestSet wants a set that says something: enough functions, of both kinds, of many families.
func TestSet(t *testing.T) {
	all, err := readFunctions(filepath.Join(root, "src", "bodyclose", "fresh"))
	if err != nil {
		t.Fatal(err)
	}
	leaking, families := 0, make(map[string]bool)
	for _, fn := range all {
		families[fn.Family] = true
		if len(fn.Leaks) > 0 {
			leaking++
		}
	}
	if len(all) < 300 || leaking < 100 || len(families) < 20 {
		t.Errorf("%d functions, %d of them leak, %d families", len(all), leaking, len(families))
	}
}

func TestCompare(t *testing.T) {
	leaks := &Function{Family: "R1", Name: "p.leaks", File: "f.go", Start: 1, End: 9, Leaks: []Leak{{3, "first"}, {5, "second"}, {7, "third"}}}
	right := &Function{Family: "P2b", Name: "p.right", File: "f.go", Start: 11, End: 19}
	helper := &Function{Family: "R1", Name: "p.helper", File: "f.go", Start: 21, End: 29}
	set := &Set{Functions: []*Function{leaks, right}, all: []*Function{leaks, right, helper}}
	got, err := set.Compare([]Finding{
		{"f.go", 3, "path", "found"},
		{"f.go", 5, "never", "found"},
		{"f.go", 5, "witherror", "found again"},
		{"f.go", 6, "discard", "beside it (returns at line 12)"},
		{"f.go", 13, "loopdefer", "no claim"},
		{"f.go", 14, "overwrite", "overwritten"},
		{"f.go", 23, "path", "in a helper"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []Wrong{
		{"P2b", alarm, "p.right", "overwrite: overwritten"},
		{"R1", alarm, "p.helper", "path: in a helper"},
		{"R1", alarm, "p.leaks", "discard: beside it (returns at line …)"},
		{"R1", missed, "p.leaks", "third"},
		{"R1", twice, "p.leaks", "second"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%swant\n%s", lines(got), lines(want))
	}
	if again, err := parseWrong(lines(got)); err != nil || !slices.Equal(again, got) {
		t.Errorf("parseWrong: got %v, %v", again, err)
	}
	sum := set.scores(got)["R1"]
	if sum != (score{functions: 1, leaking: 1, leaks: 3, missed: 1, alarms: 2, twice: 1}) {
		t.Errorf("scores: got %+v", sum)
	}
	if sum.recall() != "0.67" || sum.precision() != "0.50" {
		t.Errorf("recall %s, precision %s", sum.recall(), sum.precision())
	}
	if _, err := set.Compare([]Finding{{"g.go", 1, "path", "elsewhere"}}); err == nil {
		t.Error("no error for a finding outside of the set")
	}
}

func TestByFamily(t *testing.T) {
	want := []string{"P1", "P2", "P2b", "P10", "R1", "R2", "R12", "R12b", "R13"}
	got := slices.Clone(want)
	slices.Sort(got)
	slices.SortFunc(got, byFamily)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func readWrong(t *testing.T, name string) []Wrong {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := parseWrong(string(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return wrong
}

func lines(wrong []Wrong) string {
	var b strings.Builder
	for _, w := range wrong {
		b.WriteString(w.String() + "\n")
	}
	return b.String()
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
