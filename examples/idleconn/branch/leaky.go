// Package branch sets the limit where it is not sure to come past.
package branch

import (
	"crypto/tls"
	"net/http"
	"time"
)

// LeakyTransport has a limit only if there is a configuration for TLS.
func LeakyTransport(config *tls.Config) *http.Transport {
	tr := &http.Transport{MaxIdleConnsPerHost: 10}
	if config != nil {
		tr.TLSClientConfig = config
		tr.IdleConnTimeout = 90 * time.Second
	}
	return tr
}
