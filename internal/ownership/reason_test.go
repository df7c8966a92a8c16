package ownership_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// reasons has, for each reason, the body of a function in whose trace it stands, or a file with a function F.
var reasons = map[string]string{
	"closed by Close":                                        get + `resp.Body.Close()`,
	"closed, by the contract of the callee":                  get + `resp.Write(w)`,
	"closed if an argument says so, which is not known":      `func F(u string, all bool) { ` + get + `httputil.DumpResponse(resp, all) }`,
	"the callee closes it":                                   "\n//httpleak:closes r\nfunc drain(r *http.Response)\nfunc F(u string) { " + get + `drain(resp) }`,
	"the callee keeps it, or may close it":                   "-- b/b.go --\nvar last *http.Response\nfunc Keep(r *http.Response) { last = r }\n-- a/a.go --\nimport \"b\"\nfunc F(u string) { " + get + `b.Keep(resp) }`,
	"the callee closes it or not, as something else decides": "-- b/b.go --\nfunc Done(r *http.Response, all bool) { if all { r.Body.Close() } }\n-- a/a.go --\nimport \"b\"\nfunc F(u string, all bool) { " + get + `b.Done(resp, all) }`,
	"all implementations close it":                           "type closer interface{ done(*http.Response) }\ntype one struct{}\nfunc (one) done(r *http.Response) { r.Body.Close() }\nfunc F(u string, c closer) { " + get + `c.done(resp) }`,
	"an implementation keeps it, or may close it":            "type closer interface{ done(*http.Response) }\ntype one struct{}\nvar last *http.Response\nfunc (one) done(r *http.Response) { last = r }\nfunc F(u string, c closer) { " + get + `c.done(resp) }`,
	"a function that the callee runs later closes it":        `func F(ctx context.Context, u string) { ` + get + `context.AfterFunc(ctx, func() { resp.Body.Close() }) }`,
	"a function is called that leads to it":                  "type lines struct{ io.Closer; done func() }\nfunc F(u string, split func(io.Reader) *lines) { " + get + `split(resp.Body).done() }`,
	"a method is called that may close it":                   get + `resp.Body.(interface{ CloseWithError(error) }).CloseWithError(nil)`,
	"in an error, which the path may return":                 "type E struct{ r *http.Response }\nfunc (*E) Error() string { return \"\" }\nfunc F(u string) error { resp, err := http.Get(u); if err != nil { return nil }; return fmt.Errorf(\"%w\", &E{resp}) }",
	"closed by a wrapper that is read":                       "type once struct{ io.ReadCloser }\nfunc (o once) Read(p []byte) (int, error) { n, err := o.ReadCloser.Read(p); if err != nil { o.Close() }; return n, err }\nfunc F(u string) { " + get + `io.ReadAll(once{resp.Body}) }`,
	"given to a function of which nothing is known":          `func F(u string, f func(*http.Response)) { ` + get + `f(resp) }`,
	"given to a callback that is not followed":               `func F(u string) { var once sync.Once; ` + get + `once.Do(func() { once.Do(func() { once.Do(func() { once.Do(func() { once.Do(func() { once.Do(func() { once.Do(func() { resp.Body.Close() }) }) }) }) }) }) }) }`,

	"stored where it outlives the function":                            "type T struct{ r *http.Response }\nfunc F(u string, t *T) { " + get + `t.r = resp }`,
	"stored where an unknown pointer leads":                            "func F(u string, p **http.Response) { var x any = p; " + get + `*(x.(**http.Response)) = resp }`,
	"stored in a variable that somebody else may read":                 "func F(u string, f func(func())) { var r *http.Response; f(func() { if r != nil { r.Body.Close() } }); " + get + `r = resp }`,
	"stored in an element that is not told from others":                "func F(u string, i int, f func(*[9]*http.Response)) { var all [9]*http.Response; f(&all); " + get + `all[i] = resp }`,
	"whether the panic is recovered depends on the type of its value":  "func F(u string) { defer func() { if _, ok := recover().(*http.ProtocolError); !ok { os.Exit(1) } }(); " + get + `if resp.StatusCode > 299 { panic(io.EOF) }; resp.Body.Close() }`,
	"whether the loop over a container has a first round is not known": "func F(u string, n int) { all := make([]*http.Response, 9); " + get + `all[n%9] = resp; for i := 0; i < cap(os.Args); i++ { all[i].Body.Close() } }`,
	"whether it is received, if it was sent, is not known":             "func F(u string, n int) { ch := make(chan *http.Response, 9); for range n { go func() { " + get + `ch <- resp }() }; for range n { (<-ch).Body.Close() } }`,
	"a channel says perhaps that all has been received":                "func F(u string) { ch, done := make(chan *http.Response), make(chan bool); go func() { defer close(done); for range 3 { " + get + `ch <- resp } }(); for { select { case r := <-ch: r.Body.Close(); case <-done: return } } }`,
	"returned in a slice or map":                                       "func F(u string) (all []*http.Response) { resp, err := http.Get(u); if err == nil { all = append(all, resp) }; return all }",
	"stored in a slice":                                                "func F(u string, all []*http.Response) []*http.Response { resp, err := http.Get(u); if err != nil { return nil }; return append(all, resp) }",
	"stored in a map":                                                  "func F(u string, all map[string]*http.Response) { " + get + `all[u] = resp }`,
	"sent on a channel":                                                "func F(u string, c chan *http.Response) { " + get + `c <- resp }`,
	"returned":                                                         "func F(u string) *http.Response { resp, err := http.Get(u); if err != nil { return nil }; return resp }",
	"returned to the callee that ran the function literal":             "func F(u string, f func(func() *http.Response)) { var last *http.Response; f(func() *http.Response { resp, err := http.Get(u); if err != nil { return nil }; last = resp; return resp }); _ = last }",
	"left in a variable of the function around":                        "func F(u string) { var resp *http.Response; f := func() { resp, _ = http.Get(u) }; f(); resp.Body.Close() }",
	"left in the body of a range-over-func loop":                       "func F(urls iter.Seq[string]) { for u := range urls { resp, err := http.Get(u); if err != nil { return }; defer resp.Body.Close() } }",
	"the context has ended, as a rule that of the request":             "func F(ctx context.Context, u string) { c := make(chan *http.Response, 1); go func() { " + get + `c <- resp }(); select { case r := <-c: r.Body.Close(); case <-ctx.Done(): } }`,
	"reading the response failed":                                      "func read(r *http.Response) error { if _, err := io.ReadAll(r.Body); err != nil { return err }; return r.Body.Close() }\nfunc F(u string) { " + get + `read(resp) }`,

	"the callee gets it twice":                                              "-- b/b.go --\nfunc Two(a, b *http.Client) { a.Get(\"\") }\n-- a/a.go --\nimport \"b\"\nfunc F(u string) { " + client + `c.Get(u); b.Two(c, c) }`,
	"set so that no connection stays idle":                                  "func F(u string) { " + client + `t.DisableKeepAlives = true; c.Get(u) }`,
	"settings are stored that are not known":                                "func F(u string, s http.Client) { c := &http.Client{}; *c = s; c.Get(u) }",
	"something is stored that may take the place of what leads to the pool": "type api struct{ c *http.Client }\nfunc F(a *api, c *http.Client) { a.c = c }",
	"a time limit is set on the pool of a parameter":                        "func F(t *http.Transport) { t.IdleConnTimeout = time.Second; (&http.Client{Transport: t}).Get(\"\") }",
	"a transport of its own is set":                                         "func F(u string, t http.RoundTripper) { c := &http.Client{}; c.Transport = t; c.Get(u) }",
	"the request may ask for the connection to be closed":                   "func F(r *http.Request) { " + client + `r.Close = true; c.Do(r) }`,
	"used in a loop":                 "func F(urls []string) { c := &http.Client{}; for _, u := range urls { c.Get(u) } }",
	"closed by CloseIdleConnections": "func F(u string) { " + client + `c.Get(u); c.CloseIdleConnections() }`,

	"does not lead to the acquisition any more": "func F(u string) { if u == \"\" { return }; " + get + `resp.Body.Close() }`,
	"panics":                   get + `panic(resp)`,
	"follows a nil pointer":    "func F(u string) { var p *http.Response; " + get + `p.Body = resp.Body }`,
	"the callee never returns": get + `os.Exit(resp.StatusCode)`,
	"the test fails":           `func F(t *testing.T, u string) { resp, err := http.Get(u); if err == nil { t.Error("no error", resp) } }`,
	"what is passed has the callee return nothing open":                       given + `resp, _ := given(u, true); _ = resp; given(u, false) }`,
	"whether it is returned open rests on what is passed, which is not known": given + `given(u, len(u) > 3) }`,
	"there is nothing to close":                                               get + `if resp.Body == http.NoBody { return }`,
	"a field would be full from before the call":                              "type T struct{ r *http.Response }\nfunc F(u string, t *T) { defer func() { if t.r != nil { t.r.Body.Close() } }(); " + get + `if resp.StatusCode == 200 { t.r = resp } }`,
	"the callee does not return with this error":                              "-- b/b.go --\nvar _ http.Client\nfunc Want(err error) { if err == nil { os.Exit(1) } }\n-- a/a.go --\nimport \"b\"\nfunc F(u string) { resp, err := http.Get(u); b.Want(err); resp.Body.Close() }",
}

const (
	given  = "func given(u string, shut bool) (*http.Response, error) { resp, err := http.Get(u); if err == nil && shut { resp.Body.Close() }; return resp, err }\nfunc F(u string, w io.Writer) { "
	get    = "resp, err := http.Get(u); if err != nil { return }; "
	client = "t := &http.Transport{}; c := &http.Client{Transport: t}; "
)

func TestReasons(t *testing.T) {
	for why, src := range reasons {
		if !strings.Contains(src, "func F(") {
			src = "func F(u string, w io.Writer) { " + src + " }"
		}
		if got := trace(t, "F", src); !strings.Contains(got, ": "+why) {
			t.Errorf("the trace of %s does not say %q:\n%s", src, why, got)
		}
	}
	for _, why := range declaredReasons(t) {
		if reasons[why] == "" {
			t.Errorf("no test has the reason %q", why)
		}
	}
}

// declaredReasons returns the reasons that there are.
func declaredReasons(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, name := range []string{"search/reason.go", "body/reason.go", "pool/reason.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		file.Decls = slices.DeleteFunc(file.Decls, func(d ast.Decl) bool {
			g, ok := d.(*ast.GenDecl)
			return ok && g.Tok == token.IMPORT
		})
		for n := range ast.Preorder(file) {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, text)
			}
		}
	}
	return all
}
