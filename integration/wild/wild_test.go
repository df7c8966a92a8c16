package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

// TestRecords wants a golden file for one module only, and no module twice.
func TestRecords(t *testing.T) {
	modules, err := readModules(options{dir: ".", weekly: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) < 60 {
		t.Errorf("%d modules, want at least 60", len(modules))
	}
	names := make(map[string]bool)
	for _, m := range modules {
		if names[goldenName(m)] {
			t.Errorf("two modules would share %s", goldenName(m))
		}
		names[goldenName(m)] = true
		if _, err := readJudgements(".", m); err != nil {
			t.Error(err)
		}
	}
	for _, record := range []string{"first", "later"} {
		goldens, err := filepath.Glob(filepath.Join(record, "*.golden"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range goldens {
			if !names[filepath.Base(file)] {
				t.Errorf("%s belongs to no module of the lists", file)
			}
		}
	}
}

func TestGoldenName(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/minio/mc":              "minio-mc.golden",
		"github.com/hashicorp/consul/api":  "consul-api.golden",
		"github.com/mailgun/mailgun-go/v4": "mailgun-mailgun-go.golden",
		"github.com/go-git/go-git/v5":      "go-git-go-git.golden",
		"k8s.io/client-go":                 "k8s.io-client-go.golden",
		"tailscale.com":                    "tailscale.com.golden",
	} {
		if got := goldenName(module.Module{Path: path}); got != want {
			t.Errorf("golden file of %s = %s, want %s", path, got, want)
		}
	}
}

func TestFigures(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "figures.tsv")
	want := []figure{
		{Module: module.Module{Path: "example.com/a", Version: "v1"}, Found: 4, True: 1, False: 1, Debatable: 1, InTests: 2,
			CPU: 1500 * time.Millisecond, Peak: 77e6, GaveUp: -1, NotAnalysed: 3, Tool: "abc"},
		{Module: module.Module{Path: "example.com/b", Version: "v2"}, Left: true, Tool: "abc"},
	}
	if err := writeFigures(file, want); err != nil {
		t.Fatal(err)
	}
	got, err := readFigures(file)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("figures = %v, %v, want %v", got, err, want)
	}
	if got, err := readFigures(file + ".none"); got != nil || err != nil {
		t.Errorf("figures of no file = %v, %v", got, err)
	}
	for _, bad := range []string{"nonsense\n", figuresHead + "a\tb\n", figuresHead + "a\tv1\tx\t0\t0\t0\t0\t0\t0\t0\t0\tt\n"} {
		if err := os.WriteFile(file, []byte(bad), 0o666); err != nil {
			t.Fatal(err)
		}
		if got, err := readFigures(file); err == nil {
			t.Errorf("figures of %q = %v, want an error", bad, got)
		}
	}

	var table strings.Builder
	if err := printTable(&table, want); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"| example.com/a@v1 | 4 | 1 | 1 | 1 | 1 | 2 | 1.5 | 77 |\n",
		"| example.com/b@v2 | left for the weekly run |",
		"| all 2 | 4 | 1 | 1 | 1 | 1 | 2 | 1.5 | 77 |\n",
	} {
		if !strings.Contains(table.String(), line) {
			t.Errorf("the table has no line %q:\n%s", line, table.String())
		}
	}
}

// TestCompare wants a true finding that is gone to fail the run, a false one not, nor a true one with a new
// text, and all that is found to be written down.
func TestCompare(t *testing.T) {
	dir := t.TempDir()
	m := module.Module{Path: "example.com/x/y", Version: "v1"}
	golden := filepath.Join(dir, "first", goldenName(m))
	old := []findings.Judgement{
		{Finding: findings.Finding{Posn: "a.go:1:2", Analyzer: "bodyclose", Message: "one"}, Verdict: "true", Reason: "never closed"},
		{Finding: findings.Finding{Posn: "b.go:1:2", Analyzer: "bodyclose", Message: "two"}, Verdict: "false", Reason: "closed by the caller"},
	}
	if err := appendGolden(golden, old); err != nil {
		t.Fatal(err)
	}
	r := runner{opts: options{dir: dir, record: "later"}, id: "tool", file: filepath.Join(dir, "figures.tsv")}
	fresh := findings.Finding{Posn: "c.go:1:2", Analyzer: "bodyclose", Message: "three"}
	reworded := old[0].Finding
	reworded.Message = "in other words"
	if err := r.compare(findings.Result{Module: m, Findings: []findings.Finding{reworded, fresh}}); err != nil {
		t.Fatal(err)
	}
	if len(r.failed) > 0 {
		t.Errorf("a false finding that is gone or a true one in other words fails the run: %q", r.failed)
	}
	later, err := findings.ReadGolden(filepath.Join(dir, "later", goldenName(m)))
	if err != nil || len(later) != 2 || later[0].Reason != "was true: never closed" || later[1].Finding != fresh || later[1].Verdict != "?" {
		t.Errorf("later judgements = %v, %v", later, err)
	}
	if first, err := findings.ReadGolden(golden); err != nil || !reflect.DeepEqual(first, old) {
		t.Errorf("first judgements = %v, %v, want those that were there", first, err)
	}
	if f := r.figures[0]; !r.known(m) || f.Found != 2 || f.False != 0 {
		t.Errorf("figure = %+v", f)
	}
	if err := r.compare(findings.Result{Module: m, Findings: []findings.Finding{fresh}}); err != nil {
		t.Fatal(err)
	}
	if len(r.failed) != 1 || len(r.figures) != 1 {
		t.Errorf("failed, figures = %q, %v, want one each", r.failed, r.figures)
	}
	if later, err := findings.ReadGolden(filepath.Join(dir, "later", goldenName(m))); err != nil || len(later) != 1 {
		t.Errorf("later judgements = %v, %v, want what the newest run found", later, err)
	}
}

func TestCountGaveUp(t *testing.T) {
	const line = "httpleak: not searched to the end: "
	for text, want := range map[string]int{
		"":                       0,
		"httpleak: 3 findings\n": 0,
		line + "example.com/a.F (3,000 branches)\n":                                                                       1,
		"x\n" + line + "example.com/a.F (1 branch), (*example.com/a.T).G (2,000 branches)\n":                              2,
		line + "a.F (9 branches), a.G (8 branches), a.H (7 branches), 1,002 more (-v names them)\nhttpleak: 3 findings\n": 1005,
	} {
		if got := countGaveUp(text); got != want {
			t.Errorf("countGaveUp(%q) = %d, want %d", text, got, want)
		}
	}
}

var update = flag.Bool("update", false, "write the table of the first run to docs/found.md")

// TestPage wants docs/found.md to have the tables of both records as these have them.
func TestPage(t *testing.T) {
	page := filepath.Join("..", "..", "docs", "found.md")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := string(data)
	for record, begin := range map[string]string{"first": "<!-- table of the first run -->\n", "later": "<!-- table of the later run -->\n"} {
		figures, err := readFigures(filepath.Join(record, "figures.tsv"))
		if err != nil {
			t.Fatal(err)
		}
		if err := recount(".", record, figures); err != nil {
			t.Fatal(err)
		}
		var table strings.Builder
		if err := printTable(&table, figures); err != nil {
			t.Fatal(err)
		}
		const end = "<!-- end -->\n"
		before, rest, ok1 := strings.Cut(want, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok1 || !ok2 {
			t.Fatalf("%s has no %q and %q", page, begin, end)
		}
		want = before + begin + table.String() + end + after
	}
	switch {
	case want == string(data):
	case *update:
		if err := os.WriteFile(page, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has not the tables of the records; write them with go test ./integration/wild -update", page)
	}
}

// TestRepairCount wants a finding that has only moved to be left, and one that is gone or came to be told.
func TestRepairCount(t *testing.T) {
	dir, fixed := t.TempDir(), t.TempDir()
	for file, text := range map[string]string{
		filepath.Join(dir, "a.go"):   "package a\ncall(1)\ncall(2)\nother()\n",
		filepath.Join(fixed, "a.go"): "package a\n\n\ncall(1)\nclosed()\nother()\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	at := func(line int, message string) findings.Finding {
		return findings.Finding{Posn: fmt.Sprintf("a.go:%d:1", line), Analyzer: "bodyclose", Message: message}
	}
	before := []findings.Judgement{
		{Finding: at(2, "not closed (returns at line 9)"), Verdict: "true"},
		{Finding: at(3, "not closed (returns at line 10)"), Verdict: "true"},
		{Finding: at(4, "other"), Verdict: "false"},
	}
	var r repair
	if err := r.count(dir, before, fixed, []findings.Finding{at(4, "not closed (returns at line 11)"), at(5, "new")}); err != nil {
		t.Fatal(err)
	}
	if r.found != 2 || r.mended != 1 || len(r.fresh) != 1 || !strings.HasSuffix(r.fresh[0], "closed(): new") {
		t.Errorf("%d of %d mended, fresh %q", r.mended, r.found, r.fresh)
	}
}
