// Package overwrite asks again after a server error.
package overwrite

import (
	"io"
	"net/http"
	"time"
)

// LeakyFetch leaks the response of each attempt that is followed by another.
func LeakyFetch(c *http.Client, url string) ([]byte, error) {
	var resp *http.Response
	var err error
	for range 3 {
		resp, err = c.Get(url)
		if err == nil && resp.StatusCode < http.StatusInternalServerError {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
