package stress

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/stress/run"
)

// broken reports the first request of each function, whatever becomes of it.
var broken = &analysis.Analyzer{
	Name: "broken",
	Doc:  "broken reports the first request of each function",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, f := range pass.Files {
			for _, group := range f.Comments {
				for _, c := range group.List {
					if c.Text == "//id:1" {
						pass.Report(analysis.Diagnostic{Pos: c.Pos(), Category: "path", Message: "leaks"})
					}
				}
			}
		}
		return nil, nil
	},
}

// TestVerdicts shows that the stress test can fail: it judges an analyzer that is wrong.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	c, err := newLoader(broken)
	if err != nil {
		t.Fatal(err)
	}
	units := []*Unit{
		{Name: "F1", body: lines(
			"a, err := d.Get(1) //id:1",
			"must(err)",
			"b, err := d.Get(2) //id:2",
			"must(err)",
			"if d.B() { a.Body.Close() }",
			"b.Body.Close()",
		)},
		{Name: "F2", body: lines(
			"a, err := d.Get(1) //id:1",
			"must(err)",
			"defer a.Body.Close()",
			"b, err := d.Get(2) //id:2",
			"if err == nil && b.StatusCode < 500 { b.Body.Close() }",
		)},
		{Name: "F3", body: lines(
			"a, err := d.Get(1) //id:1",
			"must(err)",
			"_ = a",
			`panic("always")`,
		)},
		{Name: "F4", body: lines(
			"for { _ = d }",
		)},
		{Name: "F5", results: "(*http.Response, error)", body: lines(
			"return d.Get(2) //id:2",
		)},
	}
	for i, u := range units {
		u.Index = i
		if err := c.check(u); err != nil {
			t.Fatal(err)
		}
	}
	out, err := c.judge(units, run.Job{Runs: 100, Random: 10, Longer: 2, Patience: time.Second / 2}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range out.Cases {
		got = append(got, k.Unit.Name+" "+names[k.Verdict])
	}
	if got, want := strings.Join(got, ", "), "F1 right, F2 false alarm, F2 miss, F3 unknown"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if out.Stuck != 1 || out.Functions != 4 {
		t.Errorf("%d functions, %d stuck, want 4 and 1", out.Functions, out.Stuck)
	}
}

func TestShrink(t *testing.T) {
	t.Parallel()
	c, err := newLoader(broken)
	if err != nil {
		t.Fatal(err)
	}
	u := &Unit{Name: "F1", body: []*node{
		line("x := d.B()"),
		line("a, err := d.Get(1) //id:1"),
		ifThen("err == nil", ifThen("x", line("_ = d")), line("a.Body.Close()")),
		line("must(d.Err())"),
	}}
	small, k, err := c.shrink(u, 1, False, run.Job{Runs: 100, Random: 10, Patience: time.Second}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if n := size(small.body); n != 3 || k.Verdict != False {
		t.Errorf("cut down to %d statements, want 3:\n%s", n, small.Source())
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	valid := func(*Unit) bool { return true }
	for i := range 200 {
		if a, b := generate(7, i, valid).Source(), generate(7, i, valid).Source(); a != b {
			t.Fatalf("two sources of function %d:\n%s\n%s", i, a, b)
		}
	}
}
