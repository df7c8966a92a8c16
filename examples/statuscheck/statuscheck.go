// Package statuscheck returns before it closes: the most common leak there is.
// A status other than 200 is no error, so err is nil, the body is open, and the
// deferred Close is not registered yet.
package statuscheck

import (
	"fmt"
	"io"
	"net/http"
)

// LeakyFetch leaks one connection and its two goroutines for each answer, with
// a body, that is not 200 OK.
func LeakyFetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// MendedFetch defers the Close as soon as there is something to close.
func MendedFetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	return io.ReadAll(resp.Body)
}
