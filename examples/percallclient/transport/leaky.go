// Package transport makes a pool of connections for one request.
package transport

import (
	"io"
	"net/http"
	"net/url"
	"time"
)

// LeakyFetch leaves an idle connection behind for each call. Nobody can reach
// the pool that it is in.
func LeakyFetch(address string, proxy *url.URL, idle time.Duration) ([]byte, error) {
	tr := &http.Transport{Proxy: http.ProxyURL(proxy), IdleConnTimeout: idle}
	c := &http.Client{Transport: tr}
	resp, err := c.Get(address)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
