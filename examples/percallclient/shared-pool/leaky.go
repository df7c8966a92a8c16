// Package sharedpool closes connections that are not its own.
package sharedpool

import (
	"io"
	"net/http"
	"net/http/cookiejar"
)

// LeakyFetch wants to tidy up after its client. That has no Transport, so the
// call closes the idle connections of http.DefaultTransport.
func LeakyFetch(url string, jar *cookiejar.Jar) ([]byte, error) {
	c := &http.Client{Jar: jar}
	defer c.CloseIdleConnections()
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
