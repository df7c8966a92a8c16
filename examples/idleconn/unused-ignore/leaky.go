// Package unusedignore has a comment from the time when there was no limit.
package unusedignore

import (
	"net/http"
	"time"
)

// LeakyTransport has a limit, so there is nothing to silence any more.
func LeakyTransport() *http.Transport {
	//httpleak:ignore idleconn there is one host only
	return &http.Transport{IdleConnTimeout: time.Minute}
}
