// Package doubles has test doubles, and clients that are made for them.
package doubles

import (
	"io"
	"net/http"
	"strings"
)

// A StatusOnly answers with a status, and without a body.
type StatusOnly int

// Answer returns a response whose field Body is nil.
func (s StatusOnly) Answer(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: int(s)}, nil
}

// A Text answers with a body.
type Text string

// Reply returns a response as a server would.
func (t Text) Reply(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(string(t)))}, nil
}

// A Client sends by way of what it is given.
type Client struct{ Transport http.RoundTripper }

// Send returns what the transport does.
func (c *Client) Send(req *http.Request) (*http.Response, error) {
	return c.Transport.RoundTrip(req)
}
