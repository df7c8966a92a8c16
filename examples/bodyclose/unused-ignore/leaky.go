// Package unusedignore has a comment from the time when it leaked.
package unusedignore

import (
	"io"
	"net/http"
)

// LeakyFetch leaks nothing: the comment is left from an older version.
func LeakyFetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) //nolint:bodyclose // closed by the caller
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
