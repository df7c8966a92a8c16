// Package percallclient makes a Transport for one request. A Transport is a
// pool: the connection of the request stays in it, idle, when nobody can reach
// the pool any more.
package percallclient

import (
	"crypto/tls"
	"io"
	"net/http"
	"time"
)

// LeakyFetch leaves an idle connection behind for each call, for 90 seconds.
func LeakyFetch(url string, config *tls.Config) ([]byte, error) {
	tr := &http.Transport{TLSClientConfig: config, IdleConnTimeout: 90 * time.Second}
	c := &http.Client{Transport: tr}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// LeakyPlainFetch leaks nothing, as a Client without a Transport shares
// DefaultTransport. But the Client could be made once, with its settings.
func LeakyPlainFetch(url string) ([]byte, error) {
	c := &http.Client{Timeout: 10 * time.Second}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// A Fetcher keeps one client for all its requests.
type Fetcher struct{ client *http.Client }

// MendedFetcher makes the Transport once.
func MendedFetcher(config *tls.Config) *Fetcher {
	tr := &http.Transport{TLSClientConfig: config, IdleConnTimeout: 90 * time.Second}
	return &Fetcher{client: &http.Client{Transport: tr, Timeout: 10 * time.Second}}
}

// MendedFetch uses it.
func (f *Fetcher) MendedFetch(url string) ([]byte, error) {
	resp, err := f.client.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// MendedOnce needs a Transport for one request and empties it at the end.
func MendedOnce(url string, config *tls.Config) ([]byte, error) {
	tr := &http.Transport{TLSClientConfig: config, IdleConnTimeout: 90 * time.Second}
	defer tr.CloseIdleConnections()
	c := &http.Client{Transport: tr}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
