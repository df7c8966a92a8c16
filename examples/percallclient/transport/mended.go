package transport

import (
	"io"
	"net/http"
	"net/url"
	"time"
)

// A Fetcher keeps one client, and so one pool, for all its requests.
type Fetcher struct{ client *http.Client }

// MendedFetcher makes the transport once.
func MendedFetcher(proxy *url.URL, idle time.Duration) *Fetcher {
	tr := &http.Transport{Proxy: http.ProxyURL(proxy), IdleConnTimeout: idle}
	return &Fetcher{client: &http.Client{Transport: tr}}
}

// Fetch uses it.
func (f *Fetcher) Fetch(address string) ([]byte, error) {
	resp, err := f.client.Get(address)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
