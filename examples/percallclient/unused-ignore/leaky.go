// Package unusedignore has a comment from the time when each call made a client.
package unusedignore

import "net/http"

// LeakyHead gets its client, so there is nothing to silence any more.
//
//httpleak:ignore percallclient it runs once an hour
func LeakyHead(c *http.Client, url string) (int, error) {
	resp, err := c.Head(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}
