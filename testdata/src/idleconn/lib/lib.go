// Package lib has functions that get the transports of others.
package lib

import (
	"net/http"
	"time"
)

// Limit sets a limit.
func Limit(name string, tr *http.Transport) { // want Limit:`^sets 10, leaves 0$`
	tr.IdleConnTimeout = time.Minute
}

// LimitClient sets that of the client's transport.
func LimitClient(c *http.Client) { // want LimitClient:`^sets 1, leaves 0$`
	if tr, ok := c.Transport.(*http.Transport); ok {
		Limit("", tr)
	}
}

// Size sets something else.
func Size(n int, trs ...*http.Transport) { // want Size:`^sets 0, leaves 10$`
	for _, tr := range trs {
		tr.MaxIdleConns = n
	}
}

// Use calls what it is given.
func Use(tr *http.Transport, set func(*http.Transport)) { // want Use:`^sets 1, leaves 0$`
	set(tr)
}

// Options has a method that sets a limit.
type Options struct{ Idle time.Duration }

func (o Options) Apply(rt http.RoundTripper) { // want Apply:`^sets 1, leaves 0$`
	if tr, ok := rt.(*http.Transport); ok {
		tr.IdleConnTimeout = o.Idle
	}
}

// Wrap does not look into it.
func Wrap(rt http.RoundTripper) http.RoundTripper { // want Wrap:`^sets 0, leaves 1$`
	return rt
}
