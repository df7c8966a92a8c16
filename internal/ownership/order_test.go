package ownership_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/ownership"
	"github.com/httpleak/httpleak/internal/snippet"
)

// tangles are functions whose summaries rest on each other. What is found of them must not depend on which is asked for
// first, so on the order in which they are declared.
var tangles = []struct {
	name, src string
	leaks     []string // function and kind
	facts     map[string]string
}{
	{
		name: "functions that never return, by each other",
		src: `
func Die(n int) { if n > 0 { Die2(n - 1) }; os.Exit(1) }
func Die2(n int) { Die(n) }
func Early(c *http.Client, u string) error { resp, err := c.Get(u); if err != nil { Die(0) }; return resp.Body.Close() }
func Use(c *http.Client, u string) error {
	resp, err := c.Get(u)
	if err != nil { return err }
	if resp.StatusCode != 200 { Die2(1); return nil }
	return resp.Body.Close()
}
func Forget(c *http.Client, u string) { resp, err := c.Get(u); if err != nil { Die2(0) }; println(resp.Status) }`,
		leaks: []string{"Forget on every path"},
		facts: map[string]string{"Die": "never returns", "Die2": "never returns"},
	},
	{
		name: "closers that call each other",
		src: `
func Close1(r *http.Response, n int) { if n > 0 { Close2(r, n-1); return }; r.Body.Close() }
func Close2(r *http.Response, n int) { Close1(r, n) }
func Look1(r *http.Response, n int) { if n > 0 { Look2(r, n-1) }; println(r.Status) }
func Look2(r *http.Response, n int) { if n > 1 { Look1(r, n) } }
func Use(u string) { resp, err := http.Get(u); if err != nil { return }; Close2(resp, 3) }
func Forget(u string) { resp, err := http.Get(u); if err != nil { return }; Look2(resp, 3) }`,
		// What is assumed of a parameter of a function in progress is that nothing is known; so nothing is said.
		facts: map[string]string{"Close1": "closes(0), keeps(0)", "Close2": "closes(0), keeps(0)", "Look1": "perhaps keeps(0), perhaps leaves(0)", "Look2": "perhaps keeps(0), perhaps leaves(0)"},
	},
	{
		name: "openers that call each other",
		src: `
func Get(u string, n int) (*http.Response, error) { if n > 3 { return nil, errors.New(u) }; resp, err := http.Get(u); if err != nil { return Retry(u, n) }; return resp, nil }
func Retry(u string, n int) (*http.Response, error) { return Get(u, n+1) }
func Use(u string) error { resp, err := Retry(u, 0); if err != nil { return err }; return resp.Body.Close() }
func Forget(u string) error { resp, err := Retry(u, 0); if err != nil { return err }; println(resp.Status); return nil }`,
		leaks: []string{"Forget on every path"},
		facts: map[string]string{"Get": "opens(0)", "Retry": "opens(0)"},
	},
	{
		name: "one opens, one closes, and they call each other",
		src: `
func Walk(u string, n int) { resp, err := http.Get(u); if err != nil { return }; Next(resp, n) }
func Next(r *http.Response, n int) { defer r.Body.Close(); if n > 0 { Walk(r.Header.Get("Link"), n-1) } }
func Walk2(u string, n int) { resp, err := http.Get(u); if err != nil { return }; Next2(resp, n) }
func Next2(r *http.Response, n int) { if n > 0 { Walk2(r.Header.Get("Link"), n-1) } }`,
		leaks: []string{"Walk2 on every path"},
		facts: map[string]string{"Next": "closes(0)", "Next2": "leaves(0)"},
	},
	{
		name: "errors made by each other",
		src: `
func Wrap1(err error, n int) error { if n > 0 { return Wrap2(err, n-1) }; return fmt.Errorf("no: %w", err) }
func Wrap2(err error, n int) error { return Wrap1(err, n) }
func Use(u string) error { resp, err := http.Get(u); if err != nil { return Wrap2(err, 1) }; return resp.Body.Close() }
func Forget(u string) error { resp, err := http.Get(u); if err != nil { return Wrap2(err, 1) }; println(resp.Status); return nil }`,
		leaks: []string{"Forget on every path"},
	},
	{
		name: "methods of an interface",
		src: `
type doer interface{ do(u string) (*http.Response, error) }
type plain struct{}
type again struct{ d doer }
func (plain) do(u string) (*http.Response, error) { return http.Get(u) }
func (a again) do(u string) (*http.Response, error) { return a.d.do(u) }
func Forget(d doer, u string) { resp, err := d.do(u); if err != nil { return }; println(resp.Status) }`,
		leaks: []string{"Forget on every path"},
	},
	{
		name: "clients that are made by each other",
		src: `
func New(n int) *http.Client { if n > 0 { return Other(n-1) }; return &http.Client{Transport: &http.Transport{}} }
func Other(n int) *http.Client { return New(n) }
func Use(u string) { resp, err := Other(1).Get(u); if err != nil { return }; resp.Body.Close() }
func Forget(u string) { resp, err := New(1).Get(u); if err != nil { return }; println(resp.Status) }`,
		leaks: []string{"Forget on every path"},
	},
}

// TestOrder declares the functions of tangles in all orders, and each in a file of its own, in both orders of the
// files: findings and facts stay the same.
func TestOrder(t *testing.T) {
	for _, test := range tangles {
		t.Run(test.name, func(t *testing.T) {
			decls := declarations(t, test.src)
			base := found(t, strings.Join(decls, "\n"))
			if got := base["leaks"]; got != strings.Join(test.leaks, ", ") {
				t.Errorf("leaks: got %q, want %q", got, test.leaks)
			}
			for name, want := range test.facts {
				if got := base[name]; got != want {
					t.Errorf("%s: got %q, want %q", name, got, want)
				}
			}
			if len(decls) > 6 {
				t.Fatalf("%d declarations have too many orders", len(decls))
			}
			permute(decls, func(order []string) bool {
				if got := found(t, strings.Join(order, "\n")); !maps.Equal(got, base) {
					t.Errorf("got %v, want %v; declared as\n%s", got, base, strings.Join(order, "\n"))
				}
				return !t.Failed()
			})
			var files []string
			for i, d := range decls {
				files = append(files, fmt.Sprintf("-- p/%d.go --\n%s\n", i, d))
			}
			for range 2 {
				if got := found(t, strings.Join(files, "")); !maps.Equal(got, base) {
					t.Errorf("got %v, want %v; in files\n%s", got, base, strings.Join(files, ""))
				}
				slices.Reverse(files)
			}
		})
	}
}

// declarations takes a snippet apart.
func declarations(t *testing.T, src string) (all []string) {
	t.Helper()
	const head = "package p;"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", head+src, 0)
	if err != nil {
		t.Fatal(err)
	}
	at := func(n token.Pos) int { return fset.Position(n).Offset - len(head) }
	for _, d := range file.Decls {
		if _, ok := d.(*ast.BadDecl); !ok {
			all = append(all, src[at(d.Pos()):at(d.End())])
		}
	}
	return all
}

// permute calls visit with the orders of list, until it wants no more.
func permute(list []string, visit func([]string) bool) {
	order := slices.Clone(list)
	counts := make([]int, len(order))
	more := visit(order)
	for i := 0; more && i < len(order); { // Heap's algorithm, which exchanges two at a time
		if counts[i] >= i {
			counts[i] = 0
			i++
			continue
		}
		j := 0
		if i%2 == 1 {
			j = counts[i]
		}
		order[i], order[j] = order[j], order[i]
		more = visit(order)
		counts[i]++
		i = 0
	}
}

// found returns the facts of a snippet, and its leaks by the functions that they are in.
func found(t *testing.T, src string) map[string]string {
	t.Helper()
	p := snippet.Analyze(t, ownership.New(nil), src).Last()
	all := p.Facts()
	var leaks []string
	for _, l := range p.Result.(*ownership.Result).Leaks {
		leaks = append(leaks, fmt.Sprintf("%s %s", l.Call.Parent().Name(), l.Kind))
	}
	slices.Sort(leaks)
	all["leaks"] = strings.Join(leaks, ", ")
	return all
}
