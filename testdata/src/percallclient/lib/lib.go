// Package lib has constructors of clients, and functions that get those of others.
package lib

import (
	"net/http"
	"time"
)

type API struct {
	name   string
	client *http.Client
}

func New() *API { // want New:`^makes\(0\) for ever$`
	return &API{client: &http.Client{Transport: &http.Transport{}}}
}

func NewLimited(name string) (*API, error) { // want NewLimited:`^makes\(0\) for 30s$`
	a := New()
	a.name = name
	tr := &http.Transport{IdleConnTimeout: 30 * time.Second}
	return &API{name, &http.Client{Transport: tr}}, nil
}

func NewClone() *http.Client { // want NewClone:`^makes\(0\) for 1m30s$`
	return &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
}

// Shared makes none of its own.
func Shared() *API { return &API{client: http.DefaultClient} }

var kept []*API

// NewKept keeps what it makes.
func NewKept() *API {
	a := &API{client: &http.Client{Transport: &http.Transport{}}}
	kept = append(kept, a)
	return a
}

func (a *API) Ping(url string) error { // want Ping:`^uses\(0\) on success, reaps\(0\) on error, leaves\(0\) on error$`
	return Fetch(a.client, url)
}

func (a *API) Name() string { return a.name } // want Name:`^leaves\(0\)$`

func (a *API) Close() { a.client.CloseIdleConnections() } // want Close:`^reaps\(0\)$`

func (a *API) Keep() { kept = append(kept, a) }

func Fetch(c *http.Client, url string) error { // want Fetch:`^uses\(0\) on success, reaps\(0\) on error, leaves\(0\) on error$`
	resp, err := c.Get(url)
	if err != nil {
		c.CloseIdleConnections()
		return err
	}
	return resp.Body.Close()
}

func Once(c *http.Client, url string) error { // want Once:`^reaps\(0\)$`
	defer c.CloseIdleConnections()
	return Fetch(c, url)
}

type wrapper struct{ next http.RoundTripper }

func (w wrapper) RoundTrip(req *http.Request) (*http.Response, error) { // want RoundTrip:`^uses\(0\) on success, leaves\(0\) on error$`
	return w.next.RoundTrip(req)
}

func Wrap(rt http.RoundTripper) http.RoundTripper { return wrapper{rt} } // want Wrap:`^leaves\(0\), returns\(0\)$`

func With(name string, c *http.Client) *API { return &API{name, c} } // want With:`^leaves\(1\), returns\(1\)$`

// Pinger is what NewPinger returns.
type Pinger interface {
	Ping(url string) error // want Ping:`^uses\(0\) on success, reaps\(0\) on error, leaves\(0\) on error$`
	Shutdown()             // want Shutdown:`^reaps\(0\)$`
}

type pinger struct{ client *http.Client }

func (p *pinger) Ping(url string) error { return Fetch(p.client, url) } // want Ping:`^uses\(0\) on success, reaps\(0\) on error, leaves\(0\) on error$`

func (p *pinger) Shutdown() { p.client.CloseIdleConnections() } // want Shutdown:`^reaps\(0\)$`

// quiet has no client of its own.
type quiet struct{}

func (quiet) Ping(string) error { return nil }

func (quiet) Shutdown() {}

func NewPinger() Pinger { // want NewPinger:`^makes\(0\) for ever$`
	return &pinger{&http.Client{Transport: &http.Transport{}}}
}

// NewFilled has another function put the transport into its client.
func NewFilled() *API { // want NewFilled:`^makes\(0\) for 10s$`
	return newAPI("filled", &http.Client{})
}

func newAPI(name string, c *http.Client) *API {
	if c.Transport == nil {
		c.Transport = &http.Transport{IdleConnTimeout: 10 * time.Second}
	}
	return &API{name, c}
}
