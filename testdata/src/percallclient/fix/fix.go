// Package fix holds findings with a fix, and some that have none.
package fix

import (
	"net/http"
	"time"
)

func literal(url string) {
	tr := &http.Transport{} // want `is dropped with its pool`
	(&http.Client{Transport: tr}).Head(url)
}

func client(url string) {
	c := &http.Client{
		Timeout:   time.Second,
		Transport: &http.Transport{}, // want `is dropped with its pool`
	}
	c.Head(url)
}

func value(url string) {
	if url != "" {
		c := http.Client{Transport: (&http.Transport{})} // want `is dropped with its pool`
		c.Head(url)
	}
}

func variables(url string) {
	var tr http.Transport // want `is dropped with its pool`
	(&http.Client{Transport: &tr}).Head(url)
	var other = new(http.Transport) // want `is dropped with its pool`
	(&http.Client{Transport: other}).Head(url)
}

func clone(url string) {
	switch {
	case url != "":
		tr := http.DefaultTransport.(*http.Transport).Clone() // want `is dropped with its pool`
		(&http.Client{Transport: tr}).Head(url)
	}
}

func newTransport() *http.Transport { return &http.Transport{MaxIdleConns: 1} }

func made(url string) {
	tr := newTransport() // want `is dropped with its pool`
	(&http.Client{Transport: tr}).Head(url)
}

// No fix: no variable, a wrapper that may not pass it on, a loop, a goroutine.

func none(url string) {
	(&http.Client{Transport: &http.Transport{}}).Head(url)                // want `is dropped with its pool`
	c := &http.Client{Transport: wrapper{&http.Transport{}}}              // want `is dropped with its pool`
	d := newWrapped()                                                     // want `is dropped with its pool`
	var rt http.RoundTripper = &http.Transport{}                          // want `is dropped with its pool`
	var e, f = &http.Client{}, &http.Client{Transport: &http.Transport{}} // want `is dropped with its pool`
	c.Head(url)
	d.Head(url)
	(&http.Client{Transport: rt}).Head(url)
	e.Transport = rt
	f.Head(url)
	for range 3 {
		tr := &http.Transport{} // want `is dropped with its pool`
		(&http.Client{Transport: tr}).Head(url)
	}
}

func concurrent(url string) {
	tr := &http.Transport{} // want `is dropped with its pool`
	go func() { (&http.Client{Transport: tr}).Head(url) }()
}

// No fix: when the function ends, the variable leads to another pool.

func replaced(url string, other http.RoundTripper) {
	c := &http.Client{Transport: &http.Transport{}} // want `is dropped with its pool`
	c.Head(url)
	c.Transport = other
	c.CloseIdleConnections()
}

func assigned(url string) {
	c := http.Client{Transport: &http.Transport{}} // want `is dropped with its pool`
	c.Head(url)
	c = http.Client{Timeout: time.Second}
	c.Head(url)
}

func pointed(url string) {
	c := &http.Client{Transport: &http.Transport{}} // want `is dropped with its pool`
	c.Head(url)
	*c = http.Client{}
}

// The deferred call has the first of the two already.
func another(url string) {
	tr := &http.Transport{} // want `is dropped with its pool`
	(&http.Client{Transport: tr}).Head(url)
	tr = &http.Transport{} // want `is dropped with its pool`
	(&http.Client{Transport: tr}).Head(url)
}

type wrapper struct{ http.RoundTripper }

func newWrapped() *http.Client { return &http.Client{Transport: wrapper{&http.Transport{}}} }
