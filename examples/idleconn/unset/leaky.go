// Package unset builds a transport from its zero value.
package unset

import "net/http"

// LeakyTransport limits how many connections stay idle, not for how long.
func LeakyTransport() *http.Transport {
	return &http.Transport{MaxIdleConns: 100}
}
