package giants_test

import (
	"testing"

	httpleak "github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/giants"
)

// TestDeferredLiteral wants a loop with a deferred function literal to cost about as much as one with a deferred
// method: what was deferred in earlier rounds is the same in all of them.
func TestDeferredLiteral(t *testing.T) {
	lab, err := giants.NewLab()
	if err != nil {
		t.Fatal(err)
	}
	states := func(deferred string) int {
		pkg, err := lab.Check(giants.Head + `
func Each(c *http.Client, urls []string) (int, error) {
	n := 0
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			return 0, err
		}
		defer ` + deferred + `
		n += resp.StatusCode
	}
	return n, nil
}`)
		if err != nil {
			t.Fatal(err)
		}
		run, err := giants.Analyze(pkg, httpleak.Analyzers())
		if err != nil {
			t.Fatal(err)
		}
		if run.Findings != 1 {
			t.Errorf("%s: got %d findings, want the deferral in the loop", deferred, run.Findings)
		}
		return run.Bodies.States + run.Pools.States
	}
	plain, literal := states("resp.Body.Close()"), states("func() { _ = resp.Body.Close() }()")
	if literal > 5*plain {
		t.Errorf("%d states with a literal, %d with a method", literal, plain)
	}
}
