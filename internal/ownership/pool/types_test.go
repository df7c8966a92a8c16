package pool

import (
	"go/types"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/snippet"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// variables have the types that the tests below ask about, by the names of the variables.
const variables = `
type api struct{ c *http.Client }
type deep struct{ a map[string][]api } // too deep to be sure
var (
	client *http.Client
	transport *http.Transport
	value http.Transport
	tripper http.RoundTripper
	doer interface{ Do(*http.Request) (*http.Response, error) }
	logger interface{ Log(string) }
	api1 api
	deep1 *deep
	empty any
	reader io.Reader
	closer io.Closer
	failure error
	plain func()
	get func(string) (*http.Response, error)
	look func(*http.Response) bool
	other func(int)
	response *http.Response
	server *http.Server
	text string
	keys map[*http.Client]bool
)
`

// follow follows transports, or plain clients, in a package with these variables.
func follow(t *testing.T, plain bool) (*pools, *ssa.Package) {
	t.Helper()
	pkg := snippet.SSA(t, variables)
	e := summary.New(pkg.Prog, pkg.Pkg)
	followPools(e, plain, func(*types.Func) *effect.Pool { return nil })
	return e.Source.(*pools), pkg
}

// names returns the variables for whose types is holds.
func names(pkg *ssa.Package, is func(types.Type) bool) string {
	var all []string
	for name, m := range pkg.Members {
		if g, ok := m.(*ssa.Global); ok && name != "init$guard" && is(ssaquery.Deref(g.Type())) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// TestTypes says which types can lead to a pool, and which are meant to.
func TestTypes(t *testing.T) {
	p, pkg := follow(t, false)
	for _, test := range []struct {
		name string
		is   func(types.Type) bool
		want string
	}{
		{"is meant to lead to a pool", reachesPool, "api1 client doer transport tripper value"},
		{"may", p.May, "api1 client closer deep1 doer empty get keys logger look other plain transport tripper value"},
		{"matters", p.Matters, "api1 client doer response transport tripper value"},
		{"comes out of a holder as one", func(t types.Type) bool { return p.Held(t) == sym.Holder }, "api1 client closer deep1 doer get keys logger plain transport tripper value"},
		{"is the resource", p.made, "value"},
	} {
		if got := names(pkg, test.is); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	clients, pkg := follow(t, true)
	if got := names(pkg, func(t types.Type) bool { return clients.made(ssaquery.Deref(t)) }); got != "client" {
		t.Errorf("plain clients are %q", got)
	}
}

// TestTag wants what a path remembers of a pool to be read as it was written.
func TestTag(t *testing.T) {
	for _, limit := range []Limit{{}, {Known: true}, {true, 1}, {true, 90 * time.Second}, {true, 1 << 50}} {
		for _, clone := range []Clone{NoClone, CloneOfDefault, CloneOfOther} {
			if l, c := readTag(tagOf(limit, clone)); l != limit || c != clone {
				t.Errorf("%v, %v is read as %v, %v", limit, clone, l, c)
			}
		}
	}
}

// TestSettings stores to a field of a transport of its own.
func TestSettings(t *testing.T) {
	for src, want := range map[string]string{
		`t.DisableKeepAlives = true`:               "kept: " + string(whyNotIdle),
		`t.DisableKeepAlives = false`:              "left, for ever",
		`t.DisableKeepAlives = flag`:               "kept: " + string(whyNotIdle),
		`t.MaxIdleConnsPerHost = -1`:               "kept: " + string(whyNotIdle),
		`t.MaxIdleConnsPerHost = 7`:                "left, for ever",
		`t.MaxIdleConnsPerHost = n`:                "kept: " + string(whyNotIdle),
		`t.MaxIdleConnsPerHost = 2 * len(list)`:    "left, for ever",
		`t.MaxIdleConnsPerHost = runtime.NumCPU()`: "left, for ever",
		`t.MaxIdleConnsPerHost = 7 - len(list)`:    "kept: " + string(whyNotIdle),
		`t.IdleConnTimeout = 0`:                    "left, for ever",
		`t.IdleConnTimeout = time.Minute`:          "left, for 1m0s",
		`t.IdleConnTimeout = d`:                    "left, unknown",
		`t.MaxConnsPerHost = n`:                    "left, for ever",
	} {
		fn := snippet.SSA(t, `func F(t *http.Transport, n int, flag bool, list []int, d time.Duration) { `+src+` }; var _ = runtime.NumCPU; var _ time.Duration; var _ http.Client`).Func("F")
		p := &pools{}
		for instr := range ssaquery.Instrs(fn) {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			value := sym.Unknown
			if c, ok := store.Val.(*ssa.Const); ok {
				value = sym.ConstOf(c)
			}
			st := &search.Stored{Instr: store, Owner: sym.Resource, Value: value, Tag: tagOf(Limit{Known: true}, NoClone)}
			ends, why := p.Store(st)
			got := "kept: " + string(why)
			if limit, _ := readTag(st.Tag); ends == effect.Left {
				got = "left, for " + limit.D.String()
				switch {
				case !limit.Known:
					got = "left, unknown"
				case limit.D == 0:
					got = "left, for ever"
				}
			}
			if got != want {
				t.Errorf("%s: got %s, want %s", src, got, want)
			}
		}
	}
}

// TestSameForAllCalls tells what a client can be given once and for all from what is of one call.
func TestSameForAllCalls(t *testing.T) {
	for src, want := range map[string]bool{
		`3 * time.Second`:          true,
		`limit`:                    true,
		`time.Duration(limit) * 2`: true,
		`d`:                        false,
		`d * time.Second`:          false,
		`later(3)`:                 false,
	} {
		fn := snippet.SSA(t, `var limit time.Duration; func later(int) time.Duration; func F(d time.Duration) time.Duration { return `+src+` }`).Func("F")
		for ret := range ssaquery.Returns(fn) {
			if got := sameForAllCalls(ret.Results[0]); got != want {
				t.Errorf("%s: got %v", src, got)
			}
		}
	}
}

// TestMethods says what the methods of clients and transports do with a pool.
func TestMethods(t *testing.T) {
	pkg := snippet.SSA(t, variables)
	for name, want := range map[string]nethttp.ClientMethod{
		"Client.Do": nethttp.Sends, "Client.Get": nethttp.Sends, "Transport.RoundTrip": nethttp.Sends,
		"Client.CloseIdleConnections": nethttp.Reaps, "Transport.CloseIdleConnections": nethttp.Reaps, "Transport.Clone": nethttp.Copies,
	} {
		owner, method, _ := strings.Cut(name, ".")
		obj := nethttp.Find(pkg.Pkg).Scope().Lookup(owner)
		m, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), true, nil, method)
		if got := nethttp.ClientMethodOf(m.(*types.Func)); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}
