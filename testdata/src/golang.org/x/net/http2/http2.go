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

func ConfigureTransport(t1 *http.Transport) error {
	_, err := ConfigureTransports(t1)
	return err
}

func ConfigureTransports(t1 *http.Transport) (*Transport, error) {
	return &Transport{t1: t1, IdleConnTimeout: t1.IdleConnTimeout}, nil
}
