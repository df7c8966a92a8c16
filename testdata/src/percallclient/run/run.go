// Package run holds functions that send one request each. A test calls each of them
// several times and counts the idle connections that nobody can close any more.
package run

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Funcs are the functions of the package.
var Funcs = map[string]func(url string) error{
	"Literal":         Literal,
	"New":             New,
	"Var":             Var,
	"Value":           Value,
	"Alone":           Alone,
	"CloneDefault":    CloneDefault,
	"CloneChecked":    CloneChecked,
	"CloneLimited":    CloneLimited,
	"CloneOther":      CloneOther,
	"Limited":         Limited,
	"LimitedLater":    LimitedLater,
	"LimitedMaybe":    LimitedMaybe,
	"Wrapped":         Wrapped,
	"WrappedValue":    WrappedValue,
	"Captured":        Captured,
	"Branch":          Branch,
	"Struct":          Struct,
	"Helper":          Helper,
	"HelperStruct":    HelperStruct,
	"MethodValue":     MethodValue,
	"Goroutine":       Goroutine,
	"Interface":       Interface,
	"Constructor":     Constructor,
	"ConstructorErr":  ConstructorErr,
	"ConstructorTwo":  ConstructorTwo,
	"Nil":             Nil,
	"Generic":         Generic,
	"Loop":            Loop,
	"List":            List,
	"Head":            Head,
	"NotReused":       NotReused,
	"Plain":           Plain,
	"PlainNew":        PlainNew,
	"PlainVar":        PlainVar,
	"PlainShared":     PlainShared,
	"PlainTimeout":    PlainTimeout,
	"PlainCall":       PlainCall,
	"PlainJar":        PlainJar,
	"PlainCopy":       PlainCopy,
	"Middleware":      Middleware,
	"ClosedWrapper":   ClosedWrapper,
	"ClosedWrapper2":  ClosedWrapper2,
	"ClosedEmbedded":  ClosedEmbedded,
	"PathStatus":      PathStatus,
	"PathLoop":        PathLoop,
	"PathHelper":      PathHelper,
	"Closed":          Closed,
	"ClosedIfMade":    ClosedIfMade,
	"ClosedPaths":     ClosedPaths,
	"ClosedNotNil":    ClosedNotNil,
	"ClosedAfter":     ClosedAfter,
	"ClosedClient":    ClosedClient,
	"ClosedDeferred":  ClosedDeferred,
	"ClosedValue":     ClosedValue,
	"ClosedHelper":    ClosedHelper,
	"ClosedMethod":    ClosedMethod,
	"NoKeepAlives":    NoKeepAlives,
	"NoKeepAlives2":   NoKeepAlives2,
	"NoIdle":          NoIdle,
	"RequestClose":    RequestClose,
	"Shared":          Shared,
	"Once":            Once,
	"OnceDo":          OnceDo,
	"Lazy":            Lazy,
	"Cached":          Cached,
	"Field":           Field,
	"Map":             Map,
	"Channel":         Channel,
	"Escaping":        Escaping,
	"Appended":        Appended,
	"Given":           Given,
	"CachedConstruct": CachedConstruct,
}

// These leave a connection behind with each call.

func Literal(url string) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in Literal is dropped with its pool: each time it leaves an idle connection and two goroutines until the server closes it$`
	return get(c, url)
}

func New(url string) error {
	tr := new(http.Transport) // want `^http\.Transport made in New is dropped .* until the server closes it$`
	c := new(http.Client)
	c.Transport = tr
	return get(c, url)
}

func Var(url string) error {
	var tr http.Transport // want `^http\.Transport made in Var is dropped`
	var c http.Client
	c.Transport = &tr
	return get(&c, url)
}

func Value(url string) error {
	c := http.Client{
		Timeout:   time.Minute,
		Transport: &http.Transport{MaxIdleConns: 10}, // want `^http\.Transport made in Value is dropped`
	}
	resp, err := c.Get(url)
	return end(resp, err)
}

func Alone(url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Transport{}).RoundTrip(req) // want `^http\.Transport made in Alone is dropped`
	return end(resp, err)
}

func CloneDefault(url string) error {
	tr := http.DefaultTransport.(*http.Transport).Clone() // want `^clone of http\.DefaultTransport made in CloneDefault is dropped with its pool: each time it leaves an idle connection and two goroutines for up to 90s$`
	return get(&http.Client{Transport: tr}, url)
}

func CloneChecked(url string) error {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return errors.New("not a transport")
	}
	tr := base.Clone() // want `^clone of http\.DefaultTransport made in CloneChecked is dropped .* for up to 90s$`
	tr.TLSHandshakeTimeout = time.Second
	return get(&http.Client{Transport: tr}, url)
}

func CloneLimited(url string) error {
	tr := http.DefaultTransport.(*http.Transport).Clone() // want `^clone of http\.DefaultTransport made in CloneLimited is dropped .* for up to 5m$`
	tr.IdleConnTimeout = 5 * time.Minute
	return get(&http.Client{Transport: tr}, url)
}

var base = &http.Transport{}

func CloneOther(url string) error {
	c := &http.Client{Transport: base.Clone()} // want `^clone of an http\.Transport made in CloneOther is dropped .* until its IdleConnTimeout ends or the server closes it$`
	return get(c, url)
}

func Limited(url string) error {
	c := &http.Client{Transport: &http.Transport{IdleConnTimeout: 30 * time.Second}} // want `^http\.Transport made in Limited is dropped .* for up to 30s$`
	return get(c, url)
}

func LimitedLater(url string) error {
	tr := &http.Transport{} // want `^http\.Transport made in LimitedLater is dropped .* for up to 2m$`
	tr.IdleConnTimeout = 2 * time.Minute
	return get(&http.Client{Transport: tr}, url)
}

func LimitedMaybe(url string) error {
	tr := &http.Transport{} // want `^http\.Transport made in LimitedMaybe is dropped .* until its IdleConnTimeout ends or the server closes it$`
	if len(url) > 1 {
		tr.IdleConnTimeout = time.Hour
	}
	return get(&http.Client{Transport: tr}, url)
}

type logged struct{ next http.RoundTripper }

func (l logged) RoundTrip(req *http.Request) (*http.Response, error) { // want RoundTrip:`^uses\(0\) on success, leaves\(0\) on error$`
	return l.next.RoundTrip(req)
}

func log(next http.RoundTripper) http.RoundTripper { return logged{next} }

func Wrapped(url string) error {
	tr := &http.Transport{} // want `^http\.Transport made in Wrapped is dropped`
	return get(&http.Client{Transport: log(tr)}, url)
}

var wrap = log

func WrappedValue(url string) error {
	c := &http.Client{Transport: wrap(&http.Transport{})} // want `^http\.Transport made in WrappedValue is dropped`
	return get(c, url)
}

func Captured(url string) error {
	var c *http.Client
	fetch := func() error { return get(c, url) }
	c = &http.Client{}
	c.Transport = &http.Transport{} // want `^http\.Transport made in Captured is dropped`
	return fetch()
}

func Branch(url string) error {
	var rt http.RoundTripper = http.DefaultTransport
	if len(url) > 1 {
		rt = &http.Transport{} // want `^http\.Transport made in Branch is dropped`
	}
	return get(&http.Client{Transport: rt}, url)
}

type api struct {
	name   string
	client *http.Client
}

func (a *api) ping(url string) error { return get(a.client, url) }

func (a *api) close() { a.client.CloseIdleConnections() }

func Struct(url string) error {
	a := api{"x", &http.Client{Transport: &http.Transport{}}} // want `^http\.Transport made in Struct is dropped`
	if strings.ToUpper(a.name) == "" {
		return nil
	}
	return a.ping(url)
}

func Helper(url string) error {
	return get(&http.Client{Transport: &http.Transport{}}, url) // want `^http\.Transport made in Helper is dropped`
}

func HelperStruct(url string) error {
	a := &api{name: url}
	a.client = &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in HelperStruct is dropped`
	return ping(a, url)
}

func ping(a *api, url string) error { return a.ping(url) }

func MethodValue(url string) error {
	do := (&http.Client{Transport: &http.Transport{}}).Get // want `^http\.Transport made in MethodValue is dropped`
	resp, err := do(url)
	return end(resp, err)
}

func Goroutine(url string) error {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		get(&http.Client{Transport: &http.Transport{}}, url) // want `^http\.Transport made in Goroutine is dropped`
	}()
	wg.Wait()
	return nil
}

type doer interface {
	Do(*http.Request) (*http.Response, error)
}

func Interface(url string) error {
	var d doer = &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in Interface is dropped`
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := d.Do(req)
	return end(resp, err)
}

func newAPI() *api { return &api{client: &http.Client{Transport: &http.Transport{}}} }

func Constructor(url string) error {
	return newAPI().ping(url) // want `^http\.Transport made by newAPI in Constructor is dropped with its pool: each time it leaves an idle connection and two goroutines until the server closes it$`
}

func newClient(url string) (*http.Client, error) {
	if url == "" {
		return nil, errors.New("no address")
	}
	tr := http.DefaultTransport.(*http.Transport).Clone()
	return &http.Client{Transport: tr}, nil
}

func ConstructorErr(url string) error {
	c, err := newClient(url) // want `^clone of http\.DefaultTransport made by newClient in ConstructorErr is dropped .* for up to 90s$`
	if err != nil {
		return err
	}
	return get(c, url)
}

func newTwo(url string) (a *api, err error) {
	a = newAPI()
	a.name = url
	return a, nil
}

func ConstructorTwo(url string) error {
	a, _ := newTwo(url) // want `^http\.Transport made by newTwo in ConstructorTwo is dropped`
	return a.ping(url)
}

func Nil(url string) error {
	tr := &http.Transport{} // want `^http\.Transport made in Nil is dropped`
	if tr == nil {
		return nil
	}
	return get(&http.Client{Transport: tr, CheckRedirect: nil, Jar: nil}, url)
}

func Generic(url string) error { return generic(url, 0) }

func generic[T any](url string, _ T) error {
	return get(&http.Client{Transport: &http.Transport{}}, url) // want `^http\.Transport made in generic is dropped`
}

func Loop(url string) error {
	for range 2 {
		if err := get(&http.Client{Transport: &http.Transport{}}, url); err != nil { // want `^http\.Transport made in Loop is dropped`
			return err
		}
	}
	return nil
}

func List(url string) error {
	for _, c := range []*http.Client{{Transport: &http.Transport{}}} { // want `^http\.Transport made in List is dropped`
		if err := get(c, url); err != nil {
			return err
		}
	}
	return nil
}

func Head(url string) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in Head is dropped`
	resp, err := c.Head(url)
	return end(resp, err)
}

func NotReused(url string) error {
	tr := &http.Transport{MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1} // want `^http\.Transport made in NotReused is dropped`
	tr.DisableKeepAlives = false
	return get(&http.Client{Transport: tr, Timeout: time.Second}, url)
}

// Advice: these could be made once, but leave nothing behind that is not shared.

func Plain(url string) error {
	c := &http.Client{Timeout: time.Minute} // want `^http\.Client made in Plain each time anew: nothing leaks, for it shares the connections of http\.DefaultTransport, but one client, made once, would do$`
	return get(c, url)
}

func PlainNew(url string) error {
	return get(new(http.Client), url) // want `^http\.Client made in PlainNew each time anew`
}

func PlainVar(url string) error {
	var c http.Client // want `^http\.Client made in PlainVar each time anew`
	c.CheckRedirect = stop
	return get(&c, url)
}

func stop(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

var timeout = time.Minute

func PlainShared(url string) error {
	c := http.Client{Transport: http.DefaultTransport, Timeout: timeout} // want `^http\.Client made in PlainShared each time anew`
	return get(&c, url)
}

// Clean: clients that have something of this call.

func PlainTimeout(url string) error {
	c := &http.Client{Timeout: time.Duration(len(url)) * time.Minute}
	return get(c, url)
}

func PlainCall(url string) error {
	redirects := 0
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		redirects++
		return nil
	}}
	return get(c, url)
}

type jar struct{ http.CookieJar }

func PlainJar(url string) error {
	c := &http.Client{}
	if len(url) < 0 {
		c.Jar = jar{}
	}
	return get(c, url)
}

func PlainCopy(url string) error {
	c := *http.DefaultClient
	c.Timeout = time.Minute
	return get(&c, url)
}

// Clean: a wrapper for each call, and the pool beneath it is shared.

func Middleware(url string) error {
	return get(&http.Client{Transport: logged{http.DefaultTransport}}, url)
}

// These close nothing, for the wrapper hides the method of the transport.

func ClosedWrapper(url string) error {
	c := &http.Client{Transport: logged{&http.Transport{}}} // want `^http\.Transport made in ClosedWrapper is dropped with its pool: each time`
	defer c.CloseIdleConnections()
	return get(c, url)
}

func ClosedWrapper2(url string) error {
	var c http.Client
	c.Transport = &logged{&http.Transport{}} // want `^http\.Transport made in ClosedWrapper2 is dropped`
	defer func() { c.CloseIdleConnections() }()
	return get(&c, url)
}

// Clean: this one does not hide it.

type embedding struct{ *http.Transport }

func ClosedEmbedded(url string) error {
	c := &http.Client{Transport: embedding{&http.Transport{}}}
	defer c.CloseIdleConnections()
	return get(c, url)
}

// Short leaves connections that close themselves.
func Short(url string) error {
	c := &http.Client{Transport: &http.Transport{IdleConnTimeout: 2 * time.Second}} // want `^http\.Transport made in Short is dropped .* for up to 2s$`
	return get(c, url)
}

// These close the idle connections on other paths than the one that the server makes them take.

func PathStatus(url string) error {
	tr := &http.Transport{} // want `^http\.Transport made in PathStatus is dropped with its pool on a path that does not close its idle connections \(returns at line \d+\): each time it leaves`
	resp, err := (&http.Client{Transport: tr}).Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return resp.Body.Close()
	}
	tr.CloseIdleConnections()
	return resp.Body.Close()
}

func PathLoop(url string) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in PathLoop is dropped with its pool on a path`
	for range 3 {
		resp, err := c.Get(url)
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusNoContent {
			return nil
		}
	}
	c.CloseIdleConnections()
	return errors.New("no answer")
}

func PathHelper(url string) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in PathHelper is dropped with its pool on a path`
	return getOrClose(c, url)
}

// getOrClose closes the idle connections if it fails.
func getOrClose(c *http.Client, url string) error {
	err := get(c, url)
	if err != nil {
		c.CloseIdleConnections()
		return err
	}
	return nil
}

// Clean: the idle connections are closed.

func ClosedIfMade(url string) error {
	var own *http.Transport
	var rt http.RoundTripper = http.DefaultTransport
	custom := len(url) > 1
	if custom {
		own = &http.Transport{}
		rt = own
	}
	err := get(&http.Client{Transport: rt}, url)
	if custom {
		own.CloseIdleConnections()
	}
	return err
}

func ClosedNotNil(url string) error {
	var own *http.Transport
	var rt http.RoundTripper = http.DefaultTransport
	if len(url) > 1 {
		own = &http.Transport{}
		rt = own
	}
	err := get(&http.Client{Transport: rt}, url)
	if own != nil {
		own.CloseIdleConnections()
	}
	return err
}

func ClosedPaths(url string) error {
	c := &http.Client{Transport: &http.Transport{}}
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		c.CloseIdleConnections()
		return nil
	}
	defer c.CloseIdleConnections()
	return resp.Body.Close()
}

func ClosedAfter(url string) error {
	tr := &http.Transport{}
	if len(url) == 0 {
		return errors.New("no address")
	}
	defer tr.CloseIdleConnections()
	return get(&http.Client{Transport: tr}, url)
}

func Closed(url string) error {
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	return get(&http.Client{Transport: tr}, url)
}

func ClosedClient(url string) error {
	c := &http.Client{Transport: &http.Transport{}}
	err := get(c, url)
	c.CloseIdleConnections()
	return err
}

func ClosedDeferred(url string) error {
	c := &http.Client{Transport: &http.Transport{}}
	defer func() { c.CloseIdleConnections() }()
	return get(c, url)
}

func ClosedValue(url string) error {
	tr := &http.Transport{}
	done := tr.CloseIdleConnections
	defer done()
	return get(&http.Client{Transport: tr}, url)
}

func ClosedHelper(url string) error {
	tr := &http.Transport{}
	defer reap(tr)
	return get(&http.Client{Transport: tr}, url)
}

func reap(rt http.RoundTripper) {
	if c, ok := rt.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func ClosedMethod(url string) error {
	a := newAPI()
	defer a.close()
	return a.ping(url)
}

// Clean: there are no idle connections.

func NoKeepAlives(url string) error {
	return get(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, url)
}

func NoKeepAlives2(url string) error {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.DisableKeepAlives = len(url) > 0
	return get(&http.Client{Transport: tr}, url)
}

func NoIdle(url string) error {
	return get(&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: -1}}, url)
}

func RequestClose(url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Close = true
	resp, err := (&http.Transport{}).RoundTrip(req)
	return end(resp, err)
}

// Clean: made once. The test closes what is in Kept.

var shared = &http.Client{Transport: &http.Transport{}}

func Shared(url string) error {
	Kept["Shared"] = shared
	return get(shared, url)
}

var once = sync.OnceValue(func() *http.Client {
	c := &http.Client{Transport: &http.Transport{}}
	c.Head("http://127.0.0.1:0")
	return c
})

func Once(url string) error {
	Kept["Once"] = once()
	return get(once(), url)
}

var started sync.Once

func OnceDo(url string) error {
	var err error
	started.Do(func() {
		c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
		err = get(c, url)
		c.CloseIdleConnections()
	})
	return err
}

var lazy *http.Client

func Lazy(url string) error {
	if lazy == nil {
		lazy = &http.Client{Transport: &http.Transport{}}
	}
	Kept["Lazy"] = lazy
	return get(lazy, url)
}

// Kept holds the clients that outlive the calls, by the function.
var Kept = make(map[string]*http.Client)

func Cached(url string) error {
	c := Kept["Cached"]
	if c == nil {
		c = &http.Client{Transport: &http.Transport{}}
		Kept["Cached"] = c
	}
	return get(c, url)
}

type registry struct{ client *http.Client }

var registered registry

func Field(url string) error {
	r := &registered
	if r.client == nil {
		r.client = &http.Client{Transport: &http.Transport{}}
		Kept["Field"] = r.client
	}
	return get(r.client, url)
}

func Map(url string) error {
	clients := map[string]*http.Client{"Map": Kept["Map"]}
	if clients["Map"] == nil {
		clients["Map"] = &http.Client{Transport: &http.Transport{}}
	}
	keep(clients)
	return get(clients["Map"], url)
}

func keep(clients map[string]*http.Client) {
	for name, c := range clients {
		Kept[name] = c
	}
}

var pool = make(chan *http.Client, 1)

func Channel(url string) error {
	var c *http.Client
	select {
	case c = <-pool:
	default:
		c = &http.Client{Transport: &http.Transport{}}
	}
	err := get(c, url)
	Kept["Channel"] = c
	pool <- c
	return err
}

var closing = func() {}

func Escaping(url string) error {
	closing()
	c := &http.Client{Transport: &http.Transport{}}
	closing = func() { c.CloseIdleConnections() }
	Kept["Escaping"] = c
	return get(c, url)
}

var clients []*http.Client

func Appended(url string) error {
	if len(clients) == 0 {
		clients = append(clients, &http.Client{Transport: &http.Transport{}})
		Kept["Appended"] = clients[0]
	}
	return get(clients[0], url)
}

func give(c *http.Client) *http.Client {
	if Kept["Given"] == nil {
		Kept["Given"] = c
	}
	return Kept["Given"]
}

func Given(url string) error {
	return get(give(&http.Client{Transport: &http.Transport{}}), url)
}

func cached() *http.Client {
	if c := Kept["CachedConstruct"]; c != nil {
		return c
	}
	c := &http.Client{Transport: &http.Transport{}}
	Kept["CachedConstruct"] = c
	return c
}

func CachedConstruct(url string) error { return get(cached(), url) }

func get(c *http.Client, url string) error {
	resp, err := c.Get(url)
	return end(resp, err)
}

func end(resp *http.Response, err error) error {
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
