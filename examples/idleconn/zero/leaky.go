// Package zero switches the limit off.
package zero

import "net/http"

// LeakyTransport loses the limit of http.DefaultTransport again: zero means
// none.
func LeakyTransport() *http.Transport {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.IdleConnTimeout = 0
	return tr
}
