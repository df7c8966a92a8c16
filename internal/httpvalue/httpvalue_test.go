package httpvalue_test

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// last returns the last instruction of this type in the function F of a snippet.
func last[I ssa.Instruction](t *testing.T, src string) I {
	t.Helper()
	var found I
	ok := false
	for instr := range ssaquery.Instrs(snippet.SSA(t, src).Func("F")) {
		if i, is := instr.(I); is {
			found, ok = i, true
		}
	}
	if !ok {
		t.Fatalf("no %T in %s", found, src)
	}
	return found
}

// TestReturned asks about what F returns.
func TestReturned(t *testing.T) {
	for _, test := range []struct {
		src              string
		noBody, standard bool
	}{
		{`func F() io.ReadCloser { return http.NoBody }`, true, false},
		{`func F() any { return io.Reader(http.NoBody) }`, true, false},
		{`func F(r *http.Response) io.ReadCloser { return r.Body }`, false, false},
		{`func F() http.RoundTripper { return http.DefaultTransport }`, false, true},
		{`func F() *http.Transport { return http.DefaultTransport.(*http.Transport) }`, false, true},
		{`func F() *http.Transport { t, _ := http.DefaultTransport.(*http.Transport); return t }`, false, true},
		{`func F() any { return http.DefaultTransport.(*http.Transport) }`, false, true},
		{`func F(t http.RoundTripper) *http.Transport { return t.(*http.Transport) }`, false, false},
		{`func F() *http.Client { return http.DefaultClient }`, false, false},
		{`func F() http.RoundTripper { return &http.Transport{} }`, false, false},
	} {
		v := last[*ssa.Return](t, test.src).Results[0]
		if got := httpvalue.IsNoBody(v); got != test.noBody {
			t.Errorf("%s is http.NoBody: got %v", test.src, got)
		}
		if got := httpvalue.IsDefaultTransport(v); got != test.standard {
			t.Errorf("%s is http.DefaultTransport: got %v", test.src, got)
		}
	}
}

// TestIsBodyField tells the field Body from others.
func TestIsBodyField(t *testing.T) {
	for src, want := range map[string]bool{
		`func F(r *http.Response) any { return r.Body }`:   true,
		`func F(r *http.Request) any { return r.Body }`:    true,
		`func F(r *http.Response) any { return r.Header }`: false,
	} {
		if got := httpvalue.IsBodyField(last[*ssa.FieldAddr](t, src)); got != want {
			t.Errorf("%s: the field is Body: got %v", src, got)
		}
	}
}

// TestIsDone tells the channel that says that a context has ended from others.
func TestIsDone(t *testing.T) {
	for src, want := range map[string]bool{
		`func F(ctx context.Context) { <-ctx.Done() }`:                                                true,
		`func F(c chan int) { <-c }`:                                                                  false,
		`func F(d time.Duration) { <-time.After(d) }`:                                                 false,
		`func F(x interface{ Done() <-chan struct{} }) { <-x.Done() }`:                                false,
		`type T struct{ context.Context }; func F(x T) { <-x.Done() }`:                                true,
		`type T struct{}; func (T) Done() <-chan struct{} { return nil }; func F(x T) { <-x.Done() }`: false,
	} {
		if got := httpvalue.IsDone(last[*ssa.UnOp](t, src).X); got != want {
			t.Errorf("%s: got %v", src, got)
		}
	}
}

// TestDrains wants to know of the last call of F whether its error is one of reading argument i.
func TestDrains(t *testing.T) {
	for _, test := range []struct {
		src  string
		i    int
		want bool
	}{
		{`func F(r io.Reader) { io.ReadAll(r) }`, 0, true},
		{`func F(r io.Reader) { io.Copy(io.Discard, r) }`, 1, true},
		{`func F(r io.Reader, b *bytes.Buffer) { io.Copy(b, r) }`, 1, true},
		{`func F(r io.Reader, w io.Writer) { io.Copy(w, r) }`, 1, false}, // it may be that of writing
		{`func F(r io.Reader, w io.Writer) { io.Copy(w, r) }`, 0, false},
		{`func F(r io.Reader, f func(io.Reader)) { f(r) }`, 0, false},
	} {
		call := last[*ssa.Call](t, test.src)
		var obj *types.Func
		if fn := call.Call.StaticCallee(); fn != nil {
			obj, _ = fn.Object().(*types.Func)
		}
		if got := httpvalue.Drains(obj, call.Call.Args, test.i); got != test.want {
			t.Errorf("%s: argument %d: got %v", test.src, test.i, got)
		}
	}
}
