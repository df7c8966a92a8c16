package unusedignore

import (
	"net/http"
	"time"
)

// MendedTransport does without.
func MendedTransport() *http.Transport {
	return &http.Transport{IdleConnTimeout: time.Minute}
}
