// Package http2 has the declarations of golang.org/x/net/http2 that the fixtures use.
package http2

import (
	"net/http"
	"time"
)

type Transport struct {
	AllowHTTP          bool
	DisableCompression bool
	IdleConnTimeout    time.Duration
	ReadIdleTimeout    time.Duration

	t1 *http.Transport
}

func (t *Transport) RoundTrip(*http.Request) (*http.Response, error) { return nil, nil }

func (t *Transport) CloseIdleConnections() {}

func ConfigureTransport(t1 *http.Transport) error { // want ConfigureTransport:`^sets 0, leaves 1$`
	_, err := ConfigureTransports(t1)
	return err
}

// ConfigureTransports returns one that takes the limit of t1, and so needs none.
func ConfigureTransports(t1 *http.Transport) (*Transport, error) { // want ConfigureTransports:`^sets 0, leaves 1$`
	return &Transport{t1: t1}, nil
}
