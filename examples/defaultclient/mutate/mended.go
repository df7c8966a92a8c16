package mutate

import (
	"net/http"
	"time"
)

// MendedSetup makes a client for those who want it.
func MendedSetup() *http.Client {
	return &http.Client{Timeout: 10 * time.Second}
}
