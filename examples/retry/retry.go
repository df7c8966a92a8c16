// Package retry asks again after a server error. The response of the attempt
// before is overwritten, and with it the only way to close its body.
package retry

import (
	"io"
	"net/http"
	"time"
)

const attempts = 3

// LeakyFetch leaks the response of each attempt that is followed by another.
func LeakyFetch(c *http.Client, url string) ([]byte, error) {
	var resp *http.Response
	var err error
	for range attempts {
		resp, err = c.Get(url)
		if err == nil && resp.StatusCode < http.StatusInternalServerError {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// MendedFetch closes a response before it asks again.
func MendedFetch(c *http.Client, url string) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		if attempt == attempts || resp.StatusCode < http.StatusInternalServerError {
			defer resp.Body.Close()
			return io.ReadAll(resp.Body)
		}
		resp.Body.Close()
		time.Sleep(time.Second)
	}
}
