package giants_test

import (
	"strings"
	"testing"

	httpleak "github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/giants"
)

// TestLeftOut wants a function that is too large to be named, nothing to be said of it or of what its callers get from
// it, and the others to be searched as ever: those after it, and those with many literals none of which is too large.
func TestLeftOut(t *testing.T) {
	lab, err := giants.NewLab()
	if err != nil {
		t.Fatal(err)
	}
	const leak = "resp, err := c.Get(u); if err != nil { return nil, err }; _ = resp; return nil, nil"
	for _, test := range []struct {
		name, src string
		gaveUp    string
		findings  int
	}{
		{"branches", "func big(c *http.Client, u string) (*http.Response, error) {\n" + strings.Repeat("if u == \"\" { return c.Get(u) }\n", 4001) + leak + "\n}\n", "p.big", 1},
		{"branches in a literal", "func big(c *http.Client, u string) (*http.Response, error) {\nf := func() { " + strings.Repeat("if u == \"\" { u += u }\n", 4001) + "}\nf()\n" + leak + "\n}\n", "p.big", 1},
		{"nested loops", "func big(c *http.Client, u string) (*http.Response, error) {\n" + strings.Repeat("for u == \"\" {\n", 101) + strings.Repeat("}\n", 101) + leak + "\n}\n", "p.big", 1},
		{"branches in many literals", "func big(c *http.Client, u string) (*http.Response, error) {\n" + strings.Repeat("func() { if u == \"\" { u += u } }()\n", 4001) + "return nil, nil\n}\n", "", 1},
		{"nested loops in turn", "func big(c *http.Client, u string) (*http.Response, error) {\n" + strings.Repeat("for u == \"\" { for u == u { u += u } }\n", 101) + "return nil, nil\n}\n", "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			const after = "func user(c *http.Client, u string) { resp, err := big(c, u); _, _ = resp, err }\n" +
				"func small(c *http.Client, u string) (*http.Response, error) { " + leak + " }\n"
			pkg, err := lab.Check(giants.Head + test.src + after)
			if err != nil {
				t.Fatal(err)
			}
			run, err := giants.Analyze(pkg, httpleak.Analyzers())
			if err != nil {
				t.Fatal(err)
			}
			var gaveUp []string
			for _, g := range run.GaveUp {
				gaveUp = append(gaveUp, g.Func)
				if g.Pos() < pkg.Syntax[0].Decls[0].Pos() || g.Branches < 101 {
					t.Errorf("%s has %d branches at %d", g.Func, g.Branches, g.Pos())
				}
			}
			if got := strings.Join(gaveUp, " "); got != test.gaveUp || run.Findings != test.findings {
				t.Errorf("gave up %q with %d findings, want %q with %d", got, run.Findings, test.gaveUp, test.findings)
			}
		})
	}
}
