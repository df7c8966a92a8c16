package body

import (
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// variables have the types that the tests below ask about, by the names of the variables.
const variables = `
type holder struct{ r *http.Response }
type deeper struct{ h holder }
type deepestType struct{ d deeper }
type list struct{ next *list; body io.ReadCloser }
var (
	response *http.Response
	value http.Response
	body io.ReadCloser
	reader io.Reader
	closer io.Closer
	stopper interface{ Close() error; Stop() }
	hold holder
	pointer *holder
	deep deeper
	linked *list
	deepest deepestType
	failure error
	empty any
	done func()
	doneWithError func() error
	callback func(int)
	responses []*http.Response
	header http.Header
	request *http.Request
	text string
	number int
)
`

// names returns the variables for whose types is holds.
func names(t *testing.T, is func(types.Type) bool) string {
	t.Helper()
	pkg := snippet.SSA(t, variables)
	var all []string
	for name, m := range pkg.Members {
		if g, ok := m.(*ssa.Global); ok && name != "init$guard" && is(ssaquery.Deref(g.Type())) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// TestCarrierOf says as what a parameter can get an open body.
func TestCarrierOf(t *testing.T) {
	sig := types.NewSignatureType(nil, nil, nil, nil, nil, false)
	for kind, want := range map[sym.Kind]string{
		sym.KindObject:   "response",
		sym.KindResource: "body closer",
		sym.KindHolder:   "deep deepest done doneWithError hold linked pointer request value", // a request has the response that caused it
	} {
		got := names(t, func(t types.Type) bool {
			a, ok := carrierOf(t, sig)
			return ok && a.Kind == kind
		})
		if got != want {
			t.Errorf("%s: got %q, want %q", kind, got, want)
		}
	}
}

// bodies follows bodies in a package that imports net/http.
func bodies(t *testing.T) *Bodies {
	t.Helper()
	pkg := snippet.SSA(t, variables)
	return New(summary.New(pkg.Prog, pkg.Pkg))
}

// TestTypes says which types can lead to a body, what comes out of a holder, and as what a body can still be closed.
func TestTypes(t *testing.T) {
	b := bodies(t)
	for _, test := range []struct {
		name string
		is   func(types.Type) bool
		want string
	}{
		{"may lead to a body", b.May, "body callback closer deep deepest done doneWithError empty hold linked pointer request response responses stopper value"},
		{"can be returned with one behind it", b.Returned, "body callback closer deep deepest done doneWithError empty hold linked pointer reader request response responses stopper value"},
		{"is a response or a body out of a holder", func(t types.Type) bool { return b.Held(t).N == 1 }, "body closer response stopper"},
		{"passes a body on", func(t types.Type) bool { return b.Passes(sym.Resource, t) }, "body callback closer deep deepest done doneWithError empty hold linked pointer request response responses stopper value"},
		{"does not pass a wrapper on", func(t types.Type) bool { return !b.Passes(sym.Holder, t) }, ""},
		{"is an interface that every body implements", isReadCloser, "body closer empty reader"},
		{"is passed by an assertion", func(t types.Type) bool { return b.Asserted(sym.Resource, t) == sym.Yes }, "body closer empty reader"},
	} {
		if got := names(t, test.is); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	if got := b.E.Res.Life.Inner; got != ".6" {
		t.Errorf("the field Body is %s", got)
	}
}

// TestConfined says whether anything that leads to the body outlives the function, and whether it is returned.
func TestConfined(t *testing.T) {
	for src, want := range map[string]string{
		`println(resp.Status)`:                            "confined",
		`resp.Body.Close()`:                               "confined",
		`json.NewDecoder(resp.Body).Decode(x)`:            "confined",
		`io.Copy(w, resp.Body)`:                           "confined",
		`return resp, nil`:                                "confined, returned",
		`return bufio.NewReader(resp.Body), nil`:          "confined, returned",
		`return resp.Header, nil`:                         "confined",
		`global = resp`:                                   "escapes",
		`global = resp.Header`:                            "confined",
		`c <- resp.Body`:                                  "escapes",
		`go func() { io.Copy(w, resp.Body) }()`:           "escapes",
		`func() { io.Copy(w, resp.Body) }()`:              "confined",
		`defer func() { resp.Body.Close() }()`:            "confined",
		`f := func() { resp.Body.Close() }; hook(f)`:      "escapes",
		`r := bufio.NewReader(w2); r.Reset(resp.Body)`:    "confined",
		`buf.Reset(resp.Body)`:                            "escapes",
		`m := map[int]any{1: resp}; println(m)`:           "confined",
		`helper(resp)`:                                    "confined",
		`return identity(resp), nil`:                      "confined, returned",
		`keep(resp)`:                                      "escapes",
		`return nil, fmt.Errorf("no: %w", &failed{resp})`: "escapes",
	} {
		pkg := snippet.SSA(t, `
type failed struct{ r *http.Response }
func (*failed) Error() string { return "" }
var global any
func hook(func())
func helper(r *http.Response) { println(r.Status) }
func identity(r *http.Response) *http.Response { return r }
func keep(r *http.Response) { global = r }
func F(u string, w io.Writer, w2 io.Reader, x any, c chan io.Reader, buf *bufio.Reader) (any, error) {
	resp, err := http.Get(u)
	if err != nil { return nil, err }
	`+src+`
	return nil, nil
}
var _ = []any{json.Valid, bufio.ErrTooLong, fmt.Errorf}
`)
		var first ssa.CallInstruction
		for instr := range ssaquery.Instrs(pkg.Func("F")) {
			if call, ok := instr.(ssa.CallInstruction); ok && first == nil {
				first = call
			}
		}
		got := "escapes"
		switch stays, returned := confined(&search.Acquisition{Call: first, Instr: first}); {
		case stays && returned:
			got = "confined, returned"
		case stays:
			got = "confined"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}
