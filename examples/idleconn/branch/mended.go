package branch

import (
	"crypto/tls"
	"net/http"
	"time"
)

// MendedTransport has a limit in any case.
func MendedTransport(config *tls.Config) *http.Transport {
	return &http.Transport{
		TLSClientConfig:     config,
		MaxIdleConnsPerHost: 10,
		IdleConnTimeout:     90 * time.Second,
	}
}
