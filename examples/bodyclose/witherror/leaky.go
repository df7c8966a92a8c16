// Package witherror returns a response and an error at the same time.
package witherror

import (
	"fmt"
	"io"
	"net/http"
)

// LeakyOpen returns the body open when it returns an error.
func LeakyOpen(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	return resp, nil
}

// Fetch ignores what comes with an error, as everybody does.
func Fetch(c *http.Client, url string) ([]byte, error) {
	resp, err := LeakyOpen(c, url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
