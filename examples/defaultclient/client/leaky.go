// Package client names the client that nobody owns.
package client

import (
	"io"
	"net/http"
)

// LeakyFetch depends on what others do with http.DefaultClient.
func LeakyFetch(req *http.Request) ([]byte, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
