// Package idleconn builds a Transport from its zero value. Unlike that of
// DefaultTransport, its IdleConnTimeout is zero, which means no limit: an idle
// connection stays until the server closes it.
package idleconn

import (
	"net/http"
	"time"
)

// LeakyTransport limits how many connections stay idle, not for how long.
func LeakyTransport() *http.Transport {
	return &http.Transport{MaxIdleConns: 100}
}

// MendedTransport limits both.
func MendedTransport() *http.Transport {
	return &http.Transport{MaxIdleConns: 100, IdleConnTimeout: 90 * time.Second}
}

// MendedClone starts from DefaultTransport, whose limit is 90 seconds.
func MendedClone() *http.Transport {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxIdleConns = 1000
	return tr
}
