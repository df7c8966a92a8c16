// Package function sends through a client that nobody owns.
package function

import (
	"io"
	"net/http"
)

// LeakyFetch waits for ever for a server that accepts and never answers.
func LeakyFetch(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
