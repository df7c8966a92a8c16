// Package defaultclient uses the client that the whole process shares. It has
// no timeout: a server that accepts and never answers holds the caller, and the
// connection, for ever.
package defaultclient

import (
	"io"
	"net/http"
	"time"
)

// LeakyFetch uses it through a convenience function.
func LeakyFetch(url string) ([]byte, error) {
	return read(http.Get(url))
}

// LeakyDo names it.
func LeakyDo(req *http.Request) ([]byte, error) {
	return read(http.DefaultClient.Do(req))
}

var client = &http.Client{Timeout: 10 * time.Second}

// MendedFetch uses a client with a timeout.
func MendedFetch(url string) ([]byte, error) {
	return read(client.Get(url))
}

// MendedDo does too.
func MendedDo(req *http.Request) ([]byte, error) {
	return read(client.Do(req))
}

func read(resp *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
