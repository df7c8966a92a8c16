package ownership_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/ownership"
	"github.com/httpleak/httpleak/internal/snippet"
)

// TestEffects wants functions to have these effects, which other packages are told.
func TestEffects(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"close", `func F(r *http.Response) { r.Body.Close() }`, "closes(0)"},
		{"close deferred", `func F(r *http.Response) { defer r.Body.Close(); println(r.Status) }`, "closes(0)"},
		{"close in a literal", `func F(r *http.Response) { defer func() { r.Body.Close() }() }`, "closes(0)"},
		{"close a body", `func F(n int, c io.Closer) error { return c.Close() }`, "closes(1)"},
		{"read", `func F(r *http.Response) ([]byte, error) { return io.ReadAll(r.Body) }`, "leaves(0)"},
		{"keep in a variable", `var last *http.Response; func F(r *http.Response) { last = r }`, "keeps(0)"},
		{"keep in the receiver", `type T struct{ b io.ReadCloser }; func (t *T) F(r *http.Response) { t.b = r.Body }`, "leaves(0), keeps(1)"},
		{"send", `func F(r *http.Response, c chan<- *http.Response) { c <- r }`, "keeps(0)"},
		{"by a helper", `func F(r *http.Response) { f(r) }; func f(r *http.Response) { r.Body.Close() }`, "closes(0)"},
		{"as an option says", `func F(r *http.Response, all bool) { if all { r.Body.Close() } }`, "perhaps closes(0), perhaps leaves(0)"},
		{"on error", `func F(r *http.Response) error { if r.StatusCode > 299 { r.Body.Close(); return errors.New(r.Status) }; return nil }`,
			"closes(0) on error, leaves(0) on success"},
		{"on success", `func F(r *http.Response) error { if r.StatusCode > 299 { return errors.New(r.Status) }; return r.Body.Close() }`,
			"closes(0), leaves(0) on error"},
		{"return", `func F(r *http.Response) *http.Response { return r }`, "leaves(0), returns(0) as 0, opens nothing"},
		{"wrap", `type T struct{ io.Reader; r *http.Response }; func (t *T) Close() error { return t.r.Body.Close() }; func F(r *http.Response) *T { return &T{r.Body, r} }`,
			"leaves(0), returns(0) as 0, opens nothing"},
		{"open", `func F(u string) (*http.Response, error) { return http.Get(u) }`, "opens(0)"},
		{"open a body", `func F(u string) (io.ReadCloser, error) { r, err := http.Get(u); if err != nil { return nil, err }; return r.Body, nil }`, "opens(0)"},
		{"open next to an error", `func F(u string) (*http.Response, error) { r, err := http.Get(u); if err == nil && r.StatusCode > 299 { err = errors.New(r.Status); return r, err }; return nil, err }`,
			"opens(0) on error"},
		{"open and close", `func F(u string) (*http.Response, error) { r, err := http.Get(u); if err == nil { r.Body.Close() }; return r, err }`, "opens nothing"},
		{"give to a function", `func F(u string, f func(*http.Response) error) error { r, err := http.Get(u); if err != nil { return err }; return f(r) }`, "gives(1), reports(1)"},
		{"give and close", `func F(u string, f func(*http.Response) error) error { r, err := http.Get(u); if err != nil { return err }; defer r.Body.Close(); return f(r) }`, "reports(1)"},
		{"give and close on error", `func F(u string, f func(*http.Response) error) error { r, err := http.Get(u); if err != nil { return err }; if err := f(r); err != nil { r.Body.Close(); return err }; return nil }`,
			"gives(1) on success, reports(1)"},
		{"give some", `func F(u string, f func(*http.Response)) { r, err := http.Get(u); if err != nil { return }; if r.StatusCode > 299 { r.Body.Close(); return }; f(r) }`,
			"gives(1) on success, some"},
		{"give as an option says", `func F(u string, closes bool, f func(*http.Response)) { r, err := http.Get(u); if err != nil { return }; if closes { defer r.Body.Close() }; f(r) }`, ""},
		{"give by another function", `func F(u string, f func(io.ReadCloser)) { g(u, func(r *http.Response) { f(r.Body) }) }; func g(u string, f func(*http.Response)) { if r, err := http.Get(u); err == nil { f(r) } }`,
			"gives(1) on success"},
		{"run again", `var _ http.Client; func F(n int, f func(int) error) (err error) { for i := range n { if err = f(i); err == nil { return nil } }; return err }`, "repeats(1), reports(1)"},
		{"run for each", `var _ http.Client; func F(n int, f func(int) error) error { for i := range n { if err := f(i); err != nil { return err } }; return nil }`, "reports(1)"},
		{"run until told to stop", `var stop = errors.New(http.MethodGet); func F(f func(int) error) error { for i := range 3 { if err := f(i); errors.Is(err, stop) { return nil } }; return stop }`, "repeats(0)"},
		{"run in a goroutine", `var _ http.Client; func F(f func(int) error) { go func() { _ = f(0) }() }`, ""},
		{"run by another function", `var _ http.Client; func F(f func(int) error) error { return g(func() error { return f(0) }) }; func g(f func() error) error { for range 3 { if f() == nil { return nil } }; return errors.New("no") }`,
			"repeats(0)"},
		{"never return", `func F(r *http.Response) { panic(r.Status) }`, "never returns"},
		{"fail the test", `func F(t *testing.T, r *http.Response) { t.Error(r.Status) }`, "fails the test"},
		{"test an error", `var _ http.Client; func F(err error) bool { return err != nil }`, "nil error: false, error: true"},
		{"end at an error", `var _ http.Client; func F(err error) { if err != nil { log.Fatal(err) } }`, "error: ends"},
		{"wrap an error", `var _ http.Client; func F(err error) error { return fmt.Errorf("no: %w", err) }`,
			"never a nil error, nil error: not nil, error: not nil"},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts := snippet.Analyze(t, ownership.New(nil), test.src).Last().Facts()
			got := facts["F"] + facts["T.F"]
			if got != test.want {
				t.Errorf("%s: got %q, want %q", test.src, got, test.want)
			}
		})
	}
}

// TestOwnerFacts wants a type that holds an open body to be known for that.
func TestOwnerFacts(t *testing.T) {
	got := snippet.Analyze(t, ownership.New(nil), `
type Stream struct{ body io.ReadCloser }

func (s *Stream) Close() error { return s.body.Close() }

func Open(u string) (*Stream, error) {
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	return &Stream{resp.Body}, nil
}

type closer interface{ Close() error }
`).Last().Facts()
	want := map[string]string{"Stream.Close": "closes(0)", "Open": "opens(0)", "Stream": "owns a body"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDebugEffects wants what is known of a function to be shown, be it exported or not.
func TestDebugEffects(t *testing.T) {
	var out bytes.Buffer
	a := ownership.New(&out)
	if err := a.Flags.Set("debug.effects", "f"); err != nil {
		t.Fatal(err)
	}
	snippet.Analyze(t, a, `
func f(r *http.Response) { r.Body.Close() }

type T struct{}

//httpleak:closes r
func (T) f(r *http.Response) {}

func g() { _ = func() {} }
func h(f func()) { f() }
`)
	want := "effects p.f: closes(0) (found)\neffects (p.T).f: closes(1) (declared)\n"
	if got := out.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestLeaks wants these leaks of functions: the line of the acquisition, and the way in which it leaks.
func TestLeaks(t *testing.T) {
	const get = `
resp, err := http.Get(u)
if err != nil { return }
`
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"closed", get + `resp.Body.Close()`, nil},
		{"deferred", get + `defer resp.Body.Close()`, nil},
		{"never", get + `println(resp.Status)`, []string{"2 on every path"}},
		{"discarded", "\nhttp.Get(u)", []string{"2 discarded"}},
		{"on a path", get + `if resp.StatusCode == 200 { resp.Body.Close() }`, []string{"2 on some path"}},
		{"overwritten", "\nfor {\nresp, err := http.Get(u)\nif err != nil { return }\nif resp.StatusCode == 200 { resp.Body.Close(); return }\n}", []string{"3 overwritten"}},
		{"deferred in a loop", "\nfor {\nresp, err := http.Get(u)\nif err != nil { return }\ndefer resp.Body.Close()\n}", []string{"3 deferred in a loop"}},
		{"given away", get + `g(resp)`, nil},
		{"shown to a reader", get + `io.Copy(w, resp.Body)`, []string{"2 on every path"}},
		{"two", get + "resp2, err := http.Get(u)\nif err != nil { return }\nresp.Body.Close(); resp2.Body.Close()", []string{"2 on some path"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "var g func(*http.Response); func F(u string, w io.Writer) { " + test.src + "\n}"
			p := snippet.Analyze(t, ownership.New(nil), src).Last()
			var got []string
			for _, l := range p.Result.(*ownership.Result).Leaks {
				got = append(got, fmt.Sprintf("%d %s", p.Line(l.Call.Pos()), l.Kind))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s:\ngot %q, want %q", strings.TrimSpace(src), got, test.want)
			}
		})
	}
}
