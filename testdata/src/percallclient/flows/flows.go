// Package flows holds functions that do not run as they stand: handlers, and clients
// that go where the analyzer cannot follow.
package flows

import (
	"fmt"
	"net/http"
	"runtime"
	"time"

	"percallclient/run"
)

// A handler is called for each request.

func handler(w http.ResponseWriter, r *http.Request) {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in handler is dropped`
	resp, err := c.Do(r)
	if err != nil {
		return
	}
	resp.Body.Close()
}

func register(mux *http.ServeMux) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		c := &http.Client{Timeout: time.Second} // want `^http\.Client made in register each time anew`
		c.Do(r)
	})
}

var fetch = func(u string) {
	(&http.Client{Transport: &http.Transport{}}).Get(u) // want `^http\.Transport made in a function literal is dropped`
}

// Clean: the values of package variables are made once.

var status = func() int {
	resp, err := (&http.Client{Transport: &http.Transport{}}).Get("http://localhost")
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}()

func init() {
	for range 2 {
		(&http.Client{Transport: &http.Transport{}}).Head("http://localhost")
	}
	started()
}

// Clean: only init calls it.

func started() { (&http.Client{Transport: &http.Transport{}}).Head("http://localhost") }

// A method is called by whoever has the value.

type service struct {
	base    *http.Transport
	timeout time.Duration
	clients map[string]*http.Client
}

func (s service) poll(u string) {
	tr := s.base.Clone() // want `^clone of an http\.Transport made in poll is dropped`
	c := &http.Client{Transport: tr, Timeout: s.timeout}
	c.Head(u)
}

// Clean: a plain client that is configured by the value it belongs to.

func (s service) plain(u string) {
	c := &http.Client{Timeout: s.timeout}
	c.Head(u)
}

// Clean: the cache of the service keeps them.

func (s *service) client(name string) *http.Client {
	c, ok := s.clients[name]
	if !ok {
		c = &http.Client{Transport: &http.Transport{}}
		c.Head(name)
		s.clients[name] = c
	}
	return c
}

// Clean: returned, as such or inside of something else.

func newClient() *http.Client {
	c := &http.Client{Transport: &http.Transport{}}
	c.Head("http://localhost")
	return c
}

type sdk struct{ http *http.Client }

func newSDK() (s *sdk, err error) {
	s = &sdk{http: &http.Client{Transport: &http.Transport{}}}
	_, err = s.http.Head("http://localhost")
	return
}

func later(u string) func() {
	c := &http.Client{Transport: &http.Transport{}}
	return func() { c.Head(u) }
}

func named(u string) (c http.Client) {
	c.Transport = &http.Transport{}
	c.Head(u)
	return
}

// Clean: functions that we do not see may keep it.

type option func(*http.Client)

func given(u string, with func(*http.Client), keeper interface{ Keep(http.RoundTripper) }, opts ...option) {
	a := &http.Client{Transport: &http.Transport{}}
	with(a)
	a.Head(u)

	tr := &http.Transport{}
	keeper.Keep(tr)
	(&http.Client{Transport: tr}).Head(u)

	b := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in given is dropped`
	for _, opt := range opts {
		opt(b)
	}
	b.Head(u)

	c := &http.Client{} // want `^http\.Client made in given each time anew`
	fmt.Println(c)
	c.Head(u)

	d := &http.Transport{}
	runtime.SetFinalizer(d, (*http.Transport).CloseIdleConnections)
	(&http.Client{Transport: d}).Head(u)
}

func registered(u string) {
	e := &http.Transport{} // want `^http\.Transport made in registered is dropped`
	e.RegisterProtocol("file", http.NewFileTransport(http.Dir("/")))
	(&http.Client{Transport: e}).Head(u)
}

func inner(u string) {
	outer := &http.Transport{}
	e := &http.Transport{}
	outer.RegisterProtocol("x", e)
	keepTransport(outer)
	(&http.Client{Transport: e}).Head(u)
}

var kept []http.RoundTripper

func keepTransport(rt http.RoundTripper) { kept = append(kept, rt) }

// Clean: it is not used to send.

func unused() bool {
	tr := &http.Transport{}
	c := &http.Client{}
	c.Timeout = time.Second
	return tr.DisableCompression
}

// Clean: overwritten, so that its settings are not known.

func overwritten(u string, other http.Transport) {
	tr := &http.Transport{}
	*tr = other
	(&http.Client{Transport: tr}).Head(u)
}

func copied(u string, other *http.Client) {
	c := *other
	c.Head(u)
	d := http.Client{Transport: other.Transport}
	d.Head(u)
}

// Clean: settings by address.

func byAddress(u string, set func(*bool)) {
	tr := &http.Transport{}
	set(&tr.DisableKeepAlives)
	(&http.Client{Transport: tr}).Head(u)
}

// A closure that only runs here.

func retried(u string) {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in retried is dropped`
	retry(func() error {
		_, err := c.Head(u)
		return err
	})
}

func retry(f func() error) {
	for range 3 {
		if f() == nil {
			return
		}
	}
}

// Clean: a closure that goes elsewhere.

func scheduled(u string) {
	c := &http.Client{Transport: &http.Transport{}}
	time.AfterFunc(time.Hour, func() { c.Head(u) })
}

// Recursion, generic types, and functions without a body.

func recursive(u string, c *http.Client, n int) {
	if n > 0 {
		recursive(u, &http.Client{Transport: &http.Transport{}}, n-1) // want `^http\.Transport made in recursive is dropped`
	}
	c.Head(u)
}

type box[T any] struct{ value T }

func (b box[T]) get() T { return b.value }

func boxed(u string) {
	b := box[*http.Client]{&http.Client{Transport: &http.Transport{}}} // want `^http\.Transport made in boxed is dropped`
	b.value.Head(u)
}

func constrained[C interface{ *http.Client }](u string, c C) {
	(*http.Client)(c).Head(u)
}

func external(c *http.Client)

func assembled(u string) {
	c := &http.Client{Transport: &http.Transport{}}
	external(c)
	c.Head(u)
}

// The constructors of another package are not known.

func foreign(u string) error { return run.Funcs["Literal"](u) }

type alias = http.Transport

func aliased(u string) {
	tr := &alias{} // want `^http\.Transport made in aliased is dropped`
	(&http.Client{Transport: tr}).Head(u)
}

func ranged(u string, each func(func(*http.Client) bool)) {
	for c := range each {
		c.Transport = &http.Transport{}
		c.Head(u)
	}
	for range seq {
		(&http.Client{Transport: &http.Transport{}}).Head(u) // want `^http\.Transport made in ranged is dropped`
	}
}

func seq(yield func(int) bool) { yield(1) }

// Clean: a worker that never returns.

func worker(u string) {
	c := &http.Client{Transport: &http.Transport{}}
	for range time.Tick(time.Second) {
		c.Head(u)
	}
	select {}
}

// A worker that returns leaves its pool; a plain client is well used.

func poller(u string, done chan bool) {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in poller is dropped`
	plain := &http.Client{}
	for {
		select {
		case <-done:
			return
		case <-time.After(time.Second):
			c.Head(u)
			plain.Head(u)
		}
	}
}

// Method values and expressions.

func methodValues(u string, tr *http.Transport) {
	clone := tr.Clone
	(&http.Client{Transport: clone()}).Head(u) // want `^clone of an http\.Transport made in methodValues is dropped`
	other := (*http.Transport).Clone(tr)       // want `^clone of an http\.Transport made in methodValues is dropped`
	(*http.Client).Head(&http.Client{Transport: other}, u)
	head := (*http.Client).Head
	head(&http.Client{Transport: &http.Transport{}}, u) // want `^http\.Transport made in methodValues is dropped`
}

func _(u string) {
	(&http.Client{Transport: &http.Transport{}}).Head(u) // want `^http\.Transport made in _ is dropped`
}
