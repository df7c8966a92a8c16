// Package cleanhttp stands for github.com/hashicorp/go-cleanhttp: it makes the same
// clients and transports, by fewer lines.
package cleanhttp

import (
	"net/http"
	"runtime"
	"time"
)

func DefaultTransport() *http.Transport {
	tr := DefaultPooledTransport()
	tr.DisableKeepAlives = true
	tr.MaxIdleConnsPerHost = -1
	return tr
}

func DefaultPooledTransport() *http.Transport {
	tr := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		MaxIdleConns:        100,
		IdleConnTimeout:     90 * time.Second,
		MaxIdleConnsPerHost: runtime.GOMAXPROCS(0) + 1,
	}
	return tr
}

func DefaultClient() *http.Client { return &http.Client{Transport: DefaultTransport()} }

func DefaultPooledClient() *http.Client { return &http.Client{Transport: DefaultPooledTransport()} }
