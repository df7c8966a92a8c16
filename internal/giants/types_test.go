package giants_test

import (
	"fmt"
	"testing"

	httpleak "github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/giants"
)

// recursive are declarations of a type T that is defined by itself, in all ways that the language has.
var recursive = []string{
	"type T []T",
	"type T []*T",
	"type T [][]T",
	"type T []T\nfunc (T) Close() error { return nil }",
	"type T [][]T\nfunc (T) Close() error { return nil }",
	"type T []U\ntype U []T\nfunc (T) Close() error { return nil }\nfunc (U) Close() error { return nil }",
	"type T map[string]T",
	"type T map[*T]bool",
	"type T chan T",
	"type T <-chan []T",
	"type T func() T",
	"type T func(T)",
	"type T func(...T) (T, error)",
	"type T *T",
	"type T [1]*T",
	"type T struct{ next *T }",
	"type T struct{ l, r *T; r2 *http.Response }",
	"type T struct{ *T }",
	"type T struct{ *U }\ntype U struct{ *T }",
	"type T struct{ kids []T; up map[string]T; f func(T) T; c chan T }",
	"type T interface{ m() T }",
	"type T interface{ Close() error; Next() T }",
	"type T interface{ io.ReadCloser; Inner() (T, error) }",
	"type T interface{ U }\ntype U interface{ m(T) }",
	"type T struct{ T2 }\ntype T2 interface{ m(T) T2; io.Closer }",
	"type G[A any] struct{ x *G[A]; a A }\ntype T = G[*http.Response]",
	"type G[A any] []G[A]\ntype T = G[io.Closer]",
	"type G[A any] interface{ m(A) G[A] }\ntype T G[io.ReadCloser]",
	"type G[A, B any] struct{ x *G[B, A] }\ntype T = G[int, http.Client]",
	"type C[X C[X]] interface{ Less(X) bool; Close() error }\ntype T struct{ c []T }\nfunc (T) Less(T) bool { return false }\nfunc (T) Close() error { return nil }\nfunc h[X C[X]](x X) X { return x }\nvar _ = h[T]",
	"type T struct{ c *http.Client; t *http.Transport; next []T }",
	"type T struct{ rt http.RoundTripper; kids map[string]*T }\nfunc (t *T) RoundTrip(r *http.Request) (*http.Response, error) { return t.rt.RoundTrip(r) }",
}

// uses has T wherever the analyzers look at types: among parameters and results, in variables, fields
// and elements, in interfaces, captured, deferred, sent, converted, asserted.
const uses = `
var global T

type holder struct{ t T; list []T }

func Depth(t T) int { return 0 }
func DepthOf(t *T, list []T, more ...T) (int, error) { return 0, nil }
func Make(c *http.Client, u string) (t T, err error) {
	resp, err := c.Get(u)
	if err != nil { return t, err }
	keep(resp, t)
	return t, nil
}
func keep(r *http.Response, t T) { any(t).(interface{ Put(any) }).Put(r) }
func answer(t T, err error) error { return err }

type doer interface{ Do(t T) (T, *http.Response) }

func All(c *http.Client, u string, ch chan T, d doer) error {
	t, err := Make(c, u)
	if err != nil { return answer(t, err) }
	h := &holder{t: t}
	h.list = append(h.list, t, global)
	defer func() { global = t }()
	go func() { ch <- t }()
	t, resp := d.Do(t)
	if any(t) == nil { return nil }
	m := map[string]T{"": t}
	for _, x := range m { Depth(x); DepthOf(&x, nil, x) }
	client := &http.Client{Transport: &http.Transport{}}
	_ = []any{client, t}
	r, err := client.Get(u)
	if err != nil { return err }
	_ = struct{ t T; r *http.Response }{t, r}
	return resp.Body.Close()
}
`

// TestRecursiveTypes wants the suite to come to an end on every recursive type.
func TestRecursiveTypes(t *testing.T) {
	lab, err := giants.NewLab()
	if err != nil {
		t.Fatal(err)
	}
	for i, decl := range recursive {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Log(decl)
			pkg, err := lab.Check(giants.Head + decl + "\n" + uses)
			if err != nil {
				t.Fatal(err)
			}
			run, err := giants.Analyze(pkg, httpleak.Analyzers())
			if err != nil {
				t.Fatal(err)
			}
			if run.Findings == 0 {
				t.Error("found nothing: the client for each call, at least, is plain to see")
			}
		})
	}
}
