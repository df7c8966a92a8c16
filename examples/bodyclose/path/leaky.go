// Package path returns before it closes: the most common leak there is.
package path

import (
	"fmt"
	"io"
	"net/http"
)

// LeakyFetch leaks one connection and its two goroutines for each answer, with
// a body, that is not 200 OK.
func LeakyFetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
