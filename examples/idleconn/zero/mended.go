package zero

import (
	"net/http"
	"time"
)

// MendedTransport has a limit of its own.
func MendedTransport() *http.Transport {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.IdleConnTimeout = 5 * time.Minute
	return tr
}
