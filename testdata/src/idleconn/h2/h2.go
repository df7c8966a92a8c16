// Package h2 makes transports of golang.org/x/net/http2.
package h2

import (
	"net/http"
	"time"

	"golang.org/x/net/http2"
)

var client = &http.Client{
	Transport: &http2.Transport{AllowHTTP: true}, // want `^http2\.Transport in variable client has no IdleConnTimeout: its idle connections stay open until the server closes them$`
}

func zero() *http2.Transport {
	return &http2.Transport{
		IdleConnTimeout: 0, // want `^IdleConnTimeout of the http2\.Transport returned by zero is set to 0, which is no limit`
	}
}

func later() *http2.Transport {
	tr := new(http2.Transport)
	tr.IdleConnTimeout = time.Minute
	return tr
}

func set() http.RoundTripper { return &http2.Transport{IdleConnTimeout: time.Minute} }

func emptied(req *http.Request) {
	tr := &http2.Transport{}
	defer tr.CloseIdleConnections()
	tr.RoundTrip(req)
}

// ConfigureTransport gets a *http.Transport and leaves its limits as they are.

func upgraded() *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr has no IdleConnTimeout`
	http2.ConfigureTransport(tr)
	return tr
}
