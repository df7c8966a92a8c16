// Package sharedpool closes connections that are not its own.
package sharedpool

import (
	"io"
	"net/http"
	"time"
)

// LeakyFetch wants to tidy up after its client. That has no Transport, so the
// call closes the idle connections of http.DefaultTransport.
func LeakyFetch(url string) ([]byte, error) {
	c := &http.Client{Timeout: 10 * time.Second}
	defer c.CloseIdleConnections()
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
