package unset

import (
	"net/http"
	"time"
)

// MendedTransport limits both.
func MendedTransport() *http.Transport {
	return &http.Transport{MaxIdleConns: 100, IdleConnTimeout: 90 * time.Second}
}

// MendedClone starts from http.DefaultTransport, whose limit is 90 seconds.
func MendedClone() *http.Transport {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxIdleConns = 1000
	return tr
}
