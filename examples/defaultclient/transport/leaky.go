// Package transport sends past every client.
package transport

import (
	"io"
	"net/http"
)

// LeakyFetch has no timeout, no cookies, and follows no redirect.
func LeakyFetch(req *http.Request) ([]byte, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
